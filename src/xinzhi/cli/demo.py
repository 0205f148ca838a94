"""`xinzhi demo`: a city to try it on."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.session import Session
from xinzhi.core.authority import CREDIT_OFFICE, Actor
from xinzhi.flows.demo_accounts import ACCOUNTS, KEPT

RECENT = 12
"""The last files, before which everybody has a standing: so that the city's last days raise alerts as days do."""


@click.command(
    help=say(
        "生成一座示例城市：先写出各部门会递交的文件，再逐个走正常的递交流程，最后评价并发布等级。",
        "A city to try it on: writes the files that departments would hand in, hands them in one by one, evaluates and publishes.",
    )
)
@click.option("--size", default=20_000, help=say("主体数", "Number of subjects"))
@click.option("--seed", default=7)
@click.option("--files", type=click.Path(path_type=Path), help=say("文件写到哪里（默认数据目录）", "Where the files go"))
@click.option("--only-files", is_flag=True, help=say("只写文件，不递交", "Only write the files"))
@click.option("--if-empty", is_flag=True, help=say("已有数据时不做任何事", "Do nothing where there is data"))
@click.pass_obj
def demo(session: Session, size: int, seed: int, files: Path | None, only_files: bool, if_empty: bool) -> None:
    from xinzhi.sim.city import write_city

    if only_files:
        written = write_city(files or Path("city"), size, seed)
        session.out.show({"files": len(written)}, lambda: [say(f"写了 {len(written)} 个文件", f"{len(written)} files written")])
        return
    tools = session.tools
    from xinzhi.cli.serve import prepare
    from xinzhi.flows.assess import catch_up, today
    from xinzhi.flows.hand_in import HandIn, NeedsMapping, hand_in
    from xinzhi.flows.publish_run import evaluate, publish
    from xinzhi.store.models import Record

    prepare(tools)
    if Record.objects.exists():
        if if_empty:
            _show_accounts(session, tools.uploads.parent / KEPT)
            return
        raise click.UsageError(say("已有数据：演示城市只能装进空的数据目录（XINZHI_HOME）", "There is data already: the demo wants an empty XINZHI_HOME"))
    began = time.monotonic()
    folder = files or tools.uploads.parent / "demo-city"
    written = write_city(folder, size, seed)
    totals: dict[str, int] = {}
    failed: list[str] = []
    with click.progressbar(written, label=say("递交各部门文件", "Handing in"), hidden=session.out.json) as bar:
        for number, file in enumerate(bar):
            if number == len(written) - RECENT:
                catch_up(tools, at=file.at)  # what changes after this raises its alerts one by one
            by = Actor(f"demo-{file.department}", file.department, "", frozenset(("clerk",)), tools.rights)
            what = HandIn(file.path, file.path.name, file.department, "demo", file.record_type)
            done = hand_in(tools, what, by=by, at=file.at, assess_now=False)
            if isinstance(done, NeedsMapping):
                failed.append(file.path.name)
                continue
            for name in ("accepted", "refused", "waiting", "duplicate", "superseded"):
                totals[name] = totals.get(name, 0) + getattr(done, name)
    last = written[-1].at if written else tools.store.now()
    catch_up(tools, at=last)
    quarter = _quarter_end(today(tools, last))
    office = Actor("credit", "", "", frozenset((CREDIT_OFFICE,)), tools.rights)
    publish(tools, evaluate(tools, tools.pack.standing_scheme, as_of=quarter), by=office, at=last)
    passwords = _accounts()
    kept = tools.uploads.parent / KEPT
    kept.write_text("\n".join(_account_lines(passwords)), "utf-8")
    kept.chmod(0o600)
    seconds = round(time.monotonic() - began, 1)
    session.out.show(
        {"files": len(written), "rows": totals, "unread": failed, "seconds": seconds, "accounts": passwords},
        lambda: _lines(len(written), totals, failed, seconds, passwords),
    )


def _quarter_end(day: Any) -> Any:
    """The last day of the quarter before `day`."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return first - timedelta(days=1)


def _accounts() -> dict[str, str]:
    """Demo accounts with one password made for this installation, kept where the demo can show it again."""
    from django.contrib.auth.hashers import make_password

    from xinzhi.desk.models import User

    password = f"demo-{secrets.token_hex(4)}"
    hashed = make_password(password)
    for name, department, roles in ACCOUNTS:
        User.objects.update_or_create(
            username=name, defaults={"department": department, "roles": roles, "password": hashed}
        )
    return {name: password for name, _, _ in ACCOUNTS}


def _lines(count: int, totals: dict[str, int], failed: list[str], seconds: float, passwords: dict[str, str]) -> list[str]:
    words = {"accepted": say("入库", "accepted"), "refused": say("退回", "refused"), "waiting": say("待确认", "waiting"), "duplicate": say("已在库", "known"), "superseded": say("更新", "superseding")}
    out = [
        say(f"{count} 个文件，用时 {seconds} 秒：", f"{count} files in {seconds} s: ")
        + "  ".join(f"{words[k]} {v}" for k, v in totals.items())
    ]
    if failed:
        out.append(say("版式未认出：", "Unknown layout: ") + ", ".join(failed[:5]))
    return out + _account_lines(passwords)


def _account_lines(passwords: dict[str, str]) -> list[str]:
    return [
        say("演示账号：", "Demo accounts: ") + "  ".join(passwords),
        say("口令：", "Password: ") + next(iter(passwords.values())),
    ]


def _show_accounts(session: Session, kept: Path) -> None:
    """The accounts again, at every further start of a demo."""
    if kept.exists() and not session.out.json:
        click.echo(kept.read_text("utf-8"))

