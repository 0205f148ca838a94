"""`xinzhi ledger`, `erase`, `rebuild`."""

from __future__ import annotations

from pathlib import Path

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import problem_document, sentence
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused


@click.group(help=say("台账：只增不改，任何人可验", "The ledger: append-only, checkable by anyone"))
def ledger() -> None:
    pass


@ledger.command(help=say("签发检查点；--to 写到别处保存，之后的改动就瞒不过它", "Sign a checkpoint; --to keeps it elsewhere"))
@click.option("--to", type=click.Path(path_type=Path))
@click.pass_obj
def checkpoint(session: Session, to: Path | None) -> None:
    tools = session.tools
    from xinzhi.flows import ledger as flow

    note = flow.checkpoint(tools, at=tools.store.now(), to=to)
    session.out.show({"checkpoint": note}, lambda: [note])


@ledger.command(help=say("核对全部条目、哈希与数据表，指出每一处改动", "Check every entry, hash and row, and name each alteration"))
@click.option("--checkpoint", "held", type=click.Path(exists=True, path_type=Path), multiple=True, help=say("保存在别处的检查点", "A checkpoint held elsewhere"))
@click.pass_obj
def verify(session: Session, held: tuple[Path, ...]) -> None:
    tools = session.tools
    from xinzhi.flows import ledger as flow
    from xinzhi.store.reads.counted import ledger_size

    found = list(flow.verify(tools, [path.read_text("utf-8") for path in held]))
    size = ledger_size()
    session.out.show(
        {"entries": size, "whole": not found, "damage": [problem_document(p) for p in found]},
        lambda: [sentence(p) for p in found] or [say(f"{size} 条，完整无损", f"{size} entries, whole")],
    )
    raise SystemExit(1 if found else 0)


@ledger.command(help=say("一条记录的存在证明，可脱离本系统核验", "A proof for one record, checkable without this system"))
@click.argument("record", type=int)
@click.option("--to", type=click.Path(path_type=Path), required=True)
@click.option("--with-personal", is_flag=True, help=say("附上个人信息部分", "With the personal part"))
@click.option(
    "--form",
    type=click.Choice(["json", "tlog"]),
    default="json",
    help=say("tlog：C2SP tlog-proof，条目原文另存为 .entry", "tlog: a C2SP tlog-proof, with the entry beside it as .entry"),
)
@click.pass_obj
def prove(session: Session, record: int, to: Path, with_personal: bool, form: str) -> None:
    tools = session.tools
    from xinzhi.flows import ledger as flow

    try:
        if form == "tlog":
            text, entry = flow.prove_tlog(tools, record, at=tools.store.now())
            to.write_text(text, "utf-8")
            to.with_name(to.name + ".entry").write_bytes(entry)
        else:
            to.write_bytes(flow.prove(tools, record, at=tools.store.now(), with_personal=with_personal))
    except Refused as error:
        session.out.refuse(error)
    session.out.show({"proof": str(to)}, lambda: [say(f"已写入 {to}", f"Written to {to}")])


@ledger.command("verifier", help=say("取出独立核验程序（单个文件）", "Write the separate verifier (one file)"))
@click.argument("to", type=click.Path(path_type=Path))
@click.pass_obj
def verifier(session: Session, to: Path) -> None:
    from xinzhi.ledger import fsck

    source = Path(fsck.__file__).with_name("verifier.py")
    to.write_bytes(source.read_bytes())
    session.out.show({"verifier": str(to)}, lambda: [say(f"已写入 {to}", f"Written to {to}")])


@click.command(help=say("抹去一条记录或一个主体的个人信息（台账仍完整可验）", "Erase the personal content of a record or subject; the chain stays whole"))
@click.option("--record", type=int)
@click.option("--subject", type=int)
@click.option("--upload", default="", help=say("一次报送的原始文件（报送编号）", "The file of a submission (its id)"))
@click.option("--ground", required=True, help=say("依据与理由", "On what ground"))
@click.pass_obj
def erase(session: Session, record: int | None, subject: int | None, upload: str, ground: str) -> None:
    tools, person = session.tools, session.person
    from xinzhi.flows import erase as flow

    if [record is not None, subject is not None, bool(upload)].count(True) != 1:
        raise click.UsageError(say("请指明 --record、--subject、--upload 之一", "Name one of --record, --subject and --upload"))
    at = tools.store.now()
    try:
        if upload:
            from xinzhi.flows.retention import remove_upload

            remove_upload(tools, upload, by=person, at=at)
            session.out.show({"removed": upload}, lambda: [say("原始文件已删除，回执和记录仍在", "The file is gone; receipt and records stay")])
            return
        if record is not None:
            done = flow.erase_record(tools, record, ground, by=person, at=at)
        else:
            done = flow.erase_subject(tools, subject or 0, ground, by=person, at=at)
    except Refused as error:
        session.out.refuse(error)
    session.out.show({"entry": done.last}, lambda: [say(f"已抹去，载入台账第 {done.last} 条", f"Erased; entry {done.last}")])


@click.command(help=say("从台账重新推导数据表；--check 只比较", "Fold the tables again from the log; --check only compares"))
@click.option("--check", is_flag=True)
@click.pass_obj
def rebuild(session: Session, check: bool) -> None:
    tools = session.tools
    from xinzhi.flows import rebuild as flow

    found = flow.rebuild(tools, keep=not check)
    session.out.show(
        {"differences": [problem_document(p) for p in found]},
        lambda: [sentence(p) for p in found] or [say("与台账一致", "The tables agree with the log")],
    )
    raise SystemExit(1 if found and check else 0)
