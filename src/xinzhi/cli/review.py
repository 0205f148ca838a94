"""`xinzhi review`: whose records are these?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import table
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused
from xinzhi.core.subjects import SubjectKind


@click.group(help=say("主体归并：无法确定是谁的记录，由人来定", "Records whose party nobody could be found for with certainty"))
def review() -> None:
    pass


@review.command("list", help=say("待办清单", "What waits"))
@click.option("--department", default="")
@click.option("--limit", default=20)
@click.pass_obj
def waiting(session: Session, department: str, limit: int) -> None:
    tools = session.tools
    from xinzhi.flows.review_case import open_cases, review_case

    ids, total = open_cases(department=department, limit=limit)
    cases = [review_case(tools, record_id) for record_id in ids]
    document = {"total": total, "cases": [_document(c) for c in cases]}
    session.out.show(
        document,
        lambda: [
            say(f"共 {total} 条待办", f"{total} waiting"),
            *table(
                [say("记录", "record"), say("类型", "type"), say("部门", "department"), say("所写名称", "party"), say("最像", "nearest"), "‰"],
                [
                    (
                        c.record_id, c.record_type, c.department, c.party.name,
                        f"{c.suggested[0].subject.id} {c.suggested[0].subject.name}" if c.suggested else "",
                        c.suggested[0].candidate.score if c.suggested else "",
                    )
                    for c in cases
                ],
            ),
        ],
    )  # fmt: skip


@review.command(help=say("一条待办的详情与候选", "One case with its candidates"))
@click.argument("record", type=int)
@click.pass_obj
def show(session: Session, record: int) -> None:
    tools = session.tools
    from xinzhi.flows.review_case import review_case

    case = _refusing(session, lambda: review_case(tools, record))
    session.out.show(
        _document(case),
        lambda: [
            f"{case.record_type} {case.department} {case.party.name} {case.party.address}",
            *table(
                [say("主体", "subject"), say("名称", "name"), say("地址", "address"), "‰", say("理由", "reasons")],
                [
                    (s.subject.id, s.subject.name, s.subject.address, s.candidate.score,
                     " ".join(f"{r.code}={r.alike}" for r in s.candidate.reasons))
                    for s in case.suggested
                ],
            ),
        ],
    )  # fmt: skip


@review.command(help=say("认定为某主体", "It is this subject"))
@click.argument("record", type=int)
@click.argument("subject", type=int)
@click.pass_obj
def link(session: Session, record: int, subject: int) -> None:
    from xinzhi.flows import settle_identity as settle

    _done(session, lambda t, by, at: settle.link(t, record, subject, by=by, at=at))


@review.command(help=say("新建主体", "It is somebody new"))
@click.argument("record", type=int)
@click.option("--kind", type=click.Choice([k.value for k in SubjectKind]), required=True)
@click.pass_obj
def create(session: Session, record: int, kind: str) -> None:
    from xinzhi.flows import settle_identity as settle

    _done(session, lambda t, by, at: settle.create(t, record, SubjectKind(kind), by=by, at=at))


@review.command(help=say("不是某主体，以后也不再提示", "It is not this subject, now and in future"))
@click.argument("record", type=int)
@click.argument("subject", type=int)
@click.pass_obj
def never(session: Session, record: int, subject: int) -> None:
    from xinzhi.flows import settle_identity as settle

    _done(session, lambda t, by, at: settle.never(t, record, subject, by=by, at=at))


@review.command(help=say("查无此主体", "Nobody can be found"))
@click.argument("record", type=int)
@click.option("--reason", required=True)
@click.pass_obj
def reject(session: Session, record: int, reason: str) -> None:
    from xinzhi.flows import settle_identity as settle

    _done(session, lambda t, by, at: settle.reject(t, record, by=by, at=at, reason=reason))


def _done(session: Session, act: Callable[[Any, Any, Any], Any]) -> None:
    tools, person = session.tools, session.person
    from xinzhi.flows.assess import catch_up

    at = tools.store.now()
    settled = _refusing(session, lambda: act(tools, person, at))
    catch_up(tools, at=at)
    session.out.show(
        {"record": settled.record_id, "subject": settled.subject_id, "entry": settled.committed.last},
        lambda: [say(f"已办理，载入台账第 {settled.committed.last} 条", f"Done; entry {settled.committed.last} of the ledger")],
    )


def _refusing(session: Session, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refused as error:
        session.out.refuse(error)


def _document(case: Any) -> dict[str, Any]:
    return {
        "record": case.record_id,
        "record_type": case.record_type,
        "department": case.department,
        "party": {"name": case.party.name, "address": case.party.address},
        "candidates": [
            {
                "subject": s.subject.id,
                "name": s.subject.name,
                "score": s.candidate.score,
                "reasons": {r.code: r.alike for r in s.candidate.reasons},
            }
            for s in case.suggested
        ],
    }
