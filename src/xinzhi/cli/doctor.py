"""`xinzhi doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import problem_document, sentence
from xinzhi.cli.session import Session

_MARKS = {"ok": "✓", "warning": "!", "error": "✗", "skipped": "–"}


@click.command(
    help=say(
        "检查这套系统：设置、密钥、数据库、账本、磁盘、后台进程、账号；指出哪里不对、怎么办。有错误时退出码为 1。",
        "Examine this installation: settings, keys, database, ledger, disk, worker, accounts. Says what is wrong and what to do."
        " Exit code 1 where there is an error.",
    )
)
@click.pass_obj
def doctor(session: Session) -> None:
    import django

    django.setup()
    from xinzhi.wiring.checkup.check import examine
    from xinzhi.wiring.checkup.every import DOCTOR
    from xinzhi.wiring.settings import read

    found = examine(read(), DOCTOR)
    bad = sum(one.state == "error" for one in found)

    def lines() -> list[str]:
        out = []
        for one in found:
            out.append(f"{_MARKS[one.state]} {sentence(one.check.title)}")
            out += [f"    {sentence(p)}" for p in one.problems]
        out.append(say(f"{bad} 项须处理", f"{bad} to mend") if bad else say("没有错误", "No errors"))
        return out

    document: list[dict[str, Any]] = [
        {"check": one.check.name, "state": one.state, "problems": [problem_document(p) for p in one.problems]} for one in found
    ]
    session.out.show({"ok": not bad, "checks": document}, lines)
    raise SystemExit(1 if bad else 0)
