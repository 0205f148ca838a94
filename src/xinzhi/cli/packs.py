"""`xinzhi pack`: check and look at policy packs."""

from __future__ import annotations

from pathlib import Path

import click

from xinzhi import catalogue
from xinzhi.cli.language import language, say
from xinzhi.cli.output import problem_document, sentence, table
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused


@click.group(help=say("方案包：部门、记录类型、期限、评价方案，都是数据", "Policy packs: departments, record types, deadlines and schemes as data"))
def pack() -> None:
    pass


@pack.command(help=say("检查一个方案包：每处错误的文件、行、键，以及该怎么写", "Check a pack: file, line and key of every mistake, and what to write"))
@click.argument("directory")
@click.option("--strict", is_flag=True, help=say("提示也算不通过", "Warnings fail too"))
@click.pass_obj
def check(session: Session, directory: str, strict: bool) -> None:
    search = [Path(directory).parent] if Path(directory).is_dir() else []
    problems = catalogue.check(directory, search)
    bad = [p for p in problems if p.is_error or (strict and p.severity == "warning")]

    def lines() -> list[str]:
        out = []
        for p in problems:
            place = p.place
            where = ":".join(str(x) for x in (place.file, place.line, place.column) if x) if place else ""
            mark = say("错误", "error") if p.is_error else say("提示", "note")
            out.append(f"{where}  {place.key if place and place.key else ''}  {mark}: {sentence(p)}")
        out.append(say(f"{len(bad)} 处须改", f"{len(bad)} to mend") if bad else say("通过", "All is well"))
        return out

    session.out.show({"problems": [problem_document(p) for p in problems], "ok": not bad}, lines)
    raise SystemExit(1 if bad else 0)


@pack.command("list", help=say("可用的方案包", "The packs that there are"))
@click.pass_obj
def list_(session: Session) -> None:
    found = sorted(p.name for p in catalogue.shipped().iterdir() if (p / "pack.yaml").is_file())
    session.out.show({"packs": found}, lambda: found)


@pack.command(help=say("一个方案包里有什么", "What a pack holds"))
@click.argument("name")
@click.pass_obj
def show(session: Session, name: str) -> None:
    try:
        value = catalogue.load(name)
    except Refused as error:
        session.out.refuse(error)
    words = language()
    session.out.show(
        {
            "pack": value.id,
            "layers": list(value.layers),
            "digest": value.digest,
            "departments": {d.id: d.title.zh for d in value.departments.values()},
            "record_types": {r.id: r.title.zh for r in value.record_types.values()},
            "schemes": [f"{s.id}@{s.version}" for s in value.schemes],
        },
        lambda: [
            f"{value.title.say(words)}  {' → '.join(value.layers)}  {value.digest[:12]}",
            *table([say("部门", "department"), ""], [(d.id, d.title.say(words)) for d in value.departments.values()]),
            *table([say("记录类型", "record type"), ""], [(r.id, r.title.say(words)) for r in value.record_types.values()]),
            *table([say("方案", "scheme"), ""], [(f"{s.id}@{s.version}", s.title.say(words)) for s in value.schemes]),
        ],
    )
