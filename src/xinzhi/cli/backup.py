"""`xinzhi backup` and `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import sentence
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused


@click.command(
    help=say(
        "把整套系统备份成一个文件（数据库、评级批次、方案包、原始文件），不必停机。密钥默认不在其中，请另存；加 --with-keys 才一并备份。",
        "Back the installation up into one file (database, runs, packs, uploads) while it works. Keys are left out and want a backup"
        " of their own, unless --with-keys.",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help=say("连同密钥：拿到这个文件的人可以读到一切", "Keys too: whoever has the file can read everything"))
@click.pass_obj
def backup(session: Session, file: Path, with_keys: bool) -> None:
    _ = session.tools
    from xinzhi.store.reads.counted import ledger_size
    from xinzhi.wiring import backup as flow
    from xinzhi.wiring.settings import read

    try:
        done = flow.backup(read(), file, size=ledger_size(), with_keys=with_keys)
    except Refused as error:
        session.out.refuse(error)
    document: dict[str, Any] = {"file": str(file), "ledger_size": done["ledger_size"], "files": len(done["files"]), "keys": with_keys}
    session.out.show(
        document,
        lambda: [
            say(f"已备份到 {file}：账本 {done['ledger_size']} 条，{len(done['files'])} 个文件", f"Backed up to {file}: {done['ledger_size']} entries, {len(done['files'])} files"),
            say("含密钥，请当作密钥保管", "Keys are inside: keep it as you keep keys")
            if with_keys
            else say("不含密钥：请另行备份 keys 目录，没有它个人信息打不开", "Without keys: back the folder keys up apart, personal content cannot be opened without it"),
        ],
    )


@click.command(
    help=say(
        "由备份文件恢复到空的数据目录（PostgreSQL 则为空库），随后核验账本。",
        "Restore a backup into an empty home (with PostgreSQL an empty database), then verify the ledger.",
    )
)
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def restore(session: Session, file: Path) -> None:
    from xinzhi.wiring import backup as flow
    from xinzhi.wiring.settings import read

    try:
        done = flow.restore(read(), file)
    except Refused as error:
        session.out.refuse(error)
    if not (read().keys / "encryption.key").exists():  # opening the house would make new keys in place of the lost ones
        session.out.show(
            {"ledger_size": done["ledger_size"], "keys": False, "verified": False},
            lambda: [
                say(f"已恢复：账本 {done['ledger_size']} 条，尚未核验", f"Restored: {done['ledger_size']} entries, not verified yet"),
                say(
                    f"请先把原来的密钥放回 {read().keys}，再执行 xinzhi ledger verify",
                    f"Put the keys back into {read().keys} first, then run xinzhi ledger verify",
                ),
            ],
        )
        return
    from xinzhi.flows.ledger import verify

    tools = session.tools
    damage = list(verify(tools))
    session.out.show(
        {"ledger_size": done["ledger_size"], "keys": True, "verified": True, "damage": [p.code for p in damage]},
        lambda: [
            say(f"已恢复：账本 {done['ledger_size']} 条", f"Restored: {done['ledger_size']} entries"),
            *(sentence(p) for p in damage),
            say("账本核验无误", "The ledger verifies") if not damage else say("账本有损坏，见上", "The ledger is damaged, see above"),
        ],
    )
    raise SystemExit(1 if damage else 0)
