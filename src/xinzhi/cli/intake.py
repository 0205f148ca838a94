"""`xinzhi intake`: hand in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.output import problem_document, sentence
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused


@click.command(
    help=say(
        "递交一个部门文件（CSV、XLSX、XLS、JSONL、Parquet）。\n\n逐行给出结果；退回的行可另存，改好后再递交。同一文件重复递交不会重复入库。",
        "Hand in a department's file (CSV, XLSX, XLS, JSONL, Parquet).\n\nEvery row gets an answer; refused rows can be saved, mended and handed in"
        " again. The same file twice changes nothing.",
    )
)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--department", "-d", help=say("产生记录的部门（默认：--as 账号所在部门）", "Who generated the records (default: the account's)"))
@click.option("--type", "record_type", default="", help=say("记录类型（默认自动识别）", "Record type (default: recognised)"))
@click.option("--source", default="", help=say("来源说明", "Where the file comes from"))
@click.option("--accept-proposal", is_flag=True, help=say("版式不认识时，采用最可能的对照方案", "For an unknown layout, take the likeliest proposal"))
@click.option("--dry-run", is_flag=True, help=say("只检查，不入库", "Check only, put nothing on file"))
@click.option("--practice", is_flag=True, help=say("练习：有回执，但永远不算数", "Practice: never counts"))
@click.option("--refused", "refused_to", type=click.Path(path_type=Path), help=say("把退回的行写到这个 .xlsx 文件", "Write refused rows to this .xlsx"))
@click.pass_obj
def intake(
    session: Session,
    path: Path,
    department: str | None,
    record_type: str,
    source: str,
    accept_proposal: bool,
    dry_run: bool,
    practice: bool,
    refused_to: Path | None,
) -> None:
    tools, actor = session.tools, session.actor
    from xinzhi.flows.hand_in import HandIn, NeedsMapping, hand_in

    what = HandIn(path, path.name, department or actor.department, source, record_type, None, dry_run, practice)
    try:
        with click.progressbar(
            length=0, label=say("正在办理", "Working"), show_pos=True, hidden=session.out.json
        ) as bar:

            def progress(submission: Any) -> None:
                bar.length = max(bar.length or 0, submission.done_rows)
                bar.update(submission.done_rows - bar.pos)

            done = hand_in(tools, what, by=actor, at=tools.store.now(), progress=progress)
            if isinstance(done, NeedsMapping) and accept_proposal and done.proposals:
                from dataclasses import replace

                chosen = replace(what, mapping=done.proposals[0].mapping)
                done = hand_in(tools, chosen, by=actor, at=tools.store.now(), progress=progress)
    except Refused as error:
        session.out.refuse(error)
    if isinstance(done, NeedsMapping):
        _show_proposals(session, done)
        raise SystemExit(3)
    if refused_to is not None:
        from xinzhi.flows.refused_rows import write_refused

        write_refused(tools, done, path, refused_to)
    _show(session, done)
    raise SystemExit(1 if done.refused else 0)


def _show(session: Session, submission: Any) -> None:
    from xinzhi.flows.row_outcomes import problems_from

    rows = list(submission.rows.order_by("row")[:200])
    names = ("accepted", "warned", "refused", "duplicate", "superseded", "waiting", "skipped")
    document = {
        "submission": submission.id,
        "number": submission.number,
        "rows": submission.done_rows,
        **{name: getattr(submission, name) for name in names},
        "problems": [
            {"row": r.row, "outcome": r.outcome, "problems": [problem_document(p) for p in problems_from(r.problems)]}
            for r in rows
        ],
    }
    words = {
        "accepted": say("入库", "accepted"), "warned": say("其中有提示", "of these with a warning"), "refused": say("退回", "refused"),
        "duplicate": say("已在库", "already on file"), "superseded": say("更新", "superseding"),
        "waiting": say("待确认", "waiting for confirmation"), "skipped": say("合计、备注行", "totals and notes"),
    }  # fmt: skip

    def lines() -> Any:
        if submission.practice or submission.dry_run:
            yield say("【练习】以下结果不入库", "[practice] nothing was put on file")
        yield f"{say('回执', 'Receipt')} {submission.number or '—'}  {say('共', 'rows')} {submission.done_rows}"
        yield "  ".join(f"{words[name]} {getattr(submission, name)}" for name in names)
        for row in rows[:50]:
            for item in problems_from(row.problems):
                yield f"  {say('第', 'row ')}{row.row}{say('行', '')} {item.place.field if item.place and item.place.field else ''}: {sentence(item)}"
        if submission.refused + submission.waiting > 50:
            yield say("……其余请用 --refused 另存查看", "… the rest: use --refused")

    session.out.show(document, lines)


def _show_proposals(session: Session, needs: Any) -> None:
    document = {
        "needs_mapping": [
            {
                "record_type": p.record_type,
                "confidence": p.confidence,
                "missing": list(p.missing),
                "columns": [
                    {"heading": c.heading, "target": c.target, "confidence": c.confidence, "why": c.why} for c in p.columns
                ],
            }
            for p in needs.proposals
        ]
    }

    def lines() -> Any:
        yield say("不认识这个版式。最可能的对照方案：", "Unknown layout. The likeliest mapping:")
        for proposal in needs.proposals[:1]:
            yield f"  {proposal.record_type}  {proposal.confidence / 10:g}%"
            for c in proposal.columns:
                yield f"    {c.heading} → {c.target or say('（不取）', '(left out)')}  {c.confidence / 10:g}%  {c.why}"
        yield say("确认无误请加 --accept-proposal，或用 --type 指明类型。", "If it is right add --accept-proposal, or name the --type.")

    session.out.show(document, lines)
