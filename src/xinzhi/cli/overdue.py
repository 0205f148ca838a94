"""`xinzhi overdue`: decisions that are known and still not properly on file."""

from __future__ import annotations

import click

from xinzhi.cli.language import language, say
from xinzhi.cli.output import sentence, table
from xinzhi.cli.session import Session


@click.command(
    help=say("逾期未报：已知的决定还没有合格入库", "Decisions that are known and still not properly on file")
)
@click.option("--department", "-d", default="")
@click.option("--limit", default=50)
@click.pass_obj
def overdue(session: Session, department: str, limit: int) -> None:
    tools = session.tools
    from xinzhi.flows import overdue as flow

    at = tools.store.now()
    found, total = flow.overdue(tools, at=at, department=department, limit=limit)
    counts = flow.overdue_by_department(at=at)
    titles = {kind.id: kind.title.say(language()) for kind in tools.pack.record_types.values()}
    names = {d.id: d.title.say(language()) for d in tools.pack.departments.values()}
    session.out.show(
        {
            "total": total,
            "by_department": counts,
            "lines": [
                {
                    "kind": one.kind, "department": one.department, "record_type": one.record_type, "due_at": one.due_at,
                    "submission": one.submission, "row": one.row, "problems": [p.code for p in one.problems],
                }
                for one in found
            ],
        },
        lambda: [
            say(f"共 {total} 件", f"{total} in all") if total else say("没有逾期", "Nothing is overdue"),
            *table(
                [say("应报时间", "due"), say("部门", "department"), say("类型", "type"), say("文件行", "row"), say("原因", "why")],
                [
                    (
                        f"{one.due_at.astimezone(tools.pack.zone):%Y-%m-%d %H:%M}", names.get(one.department, one.department),
                        titles.get(one.record_type, one.record_type), one.row or "", sentence(one.problems[0]) if one.problems else "",
                    )
                    for one in found
                ],
            ),
        ],
    )  # fmt: skip
