"""`xinzhi subject`: two subjects that turn out to be one, and back."""

from __future__ import annotations

from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import points, table
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused


@click.group(help=say("主体：合并与拆分", "Subjects: merge and split"))
def subject() -> None:
    pass


@subject.command("merge", help=say("MERGED 其实就是 KEPT：并入（--dry-run 只预览）", "MERGED was KEPT all along (--dry-run only shows the effect)"))
@click.argument("kept", type=int)
@click.argument("merged", type=int)
@click.option("--reason", default="", help=say("依据与理由", "On what ground"))
@click.option("--dry-run", is_flag=True)
@click.pass_obj
def merge_command(session: Session, kept: int, merged: int, reason: str, dry_run: bool) -> None:
    tools = session.tools
    from xinzhi.flows import merge_subjects as flow

    at = tools.store.now()
    try:
        found = flow.preview(tools, kept, merged, at=at)
        done = None if dry_run else flow.merge(tools, kept, merged, reason=reason, by=session.person, at=at)
    except Refused as error:
        session.out.refuse(error)
    session.out.show(
        {
            "kept": _side(found.kept), "merged": _side(found.merged),
            "together": {"grade": found.together.grade, "score": found.together.score},
            "doubts": list(found.doubts), "entry": None if done is None else done.last,
        },
        lambda: [
            *table(
                [say("主体", "subject"), say("名称", "name"), say("记录", "records"), say("等级", "grade"), say("分数", "score")],
                [
                    *((s.subject.subject_id, s.subject.name, s.records, s.assessment.grade, _score(s.assessment.score))
                      for s in (found.kept, found.merged)),
                    (kept, say("合并后", "together"), found.kept.records + found.merged.records, found.together.grade,
                     _score(found.together.score)),
                ],
            ),
            *([say(f"不一致：{'、'.join(found.doubts)}", f"They differ in: {', '.join(found.doubts)}")] if found.doubts else []),
            say("仅预览，没有改动", "Only shown, nothing was changed") if done is None
            else say(f"已合并，载入台账第 {done.last} 条", f"Merged; entry {done.last} of the ledger"),
        ],
    )  # fmt: skip


@subject.command("split", help=say("拆分：此主体并非它所并入的主体", "This subject is not the one that it was merged into"))
@click.argument("restored", type=int)
@click.option("--reason", required=True, help=say("依据与理由", "On what ground"))
@click.pass_obj
def split_command(session: Session, restored: int, reason: str) -> None:
    tools, person = session.tools, session.person
    from xinzhi.flows import merge_subjects as flow

    try:
        done = flow.split(tools, restored, reason=reason, by=person, at=tools.store.now())
    except Refused as error:
        session.out.refuse(error)
    session.out.show({"entry": done.last}, lambda: [say(f"已拆分，载入台账第 {done.last} 条", f"Split; entry {done.last} of the ledger")])


def _side(side: Any) -> dict[str, Any]:
    found = side.assessment
    return {"subject": side.subject.subject_id, "records": side.records, "grade": found.grade, "score": found.score}


def _score(score: int | None) -> str:
    return "" if score is None else points(score)
