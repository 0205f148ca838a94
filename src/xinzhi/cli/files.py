"""`xinzhi explain`, `list`, `alerts`: what the files say."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from typing import Any

import click
import msgspec

from xinzhi.cli.language import language, say
from xinzhi.cli.output import points, table
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused, problem


@click.command(help=say("一个主体为什么是这个等级（按编号或统一社会信用代码）", "Why a subject has its grade (by number or code)"))
@click.argument("subject")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--known-at", type=click.DateTime())
@click.option("--purpose", default="", help=say("查阅事由", "Why the file is opened"))
@click.pass_obj
def explain(
    session: Session, subject: str, as_of: datetime | None, known_at: datetime | None, purpose: str
) -> None:
    tools = session.tools
    from xinzhi.flows.open_file import open_file
    from xinzhi.store.models import SubjectIdentifier

    found = SubjectIdentifier.objects.filter(value=subject.upper()).first()
    try:
        if found is None and not subject.isdigit():
            raise Refused(problem("subject_not_found", subject=subject))
        file = open_file(
            tools,
            found.subject_id if found else int(subject),
            by=session.actor,
            at=tools.store.now(),
            purpose=purpose,
            door="cli",
            as_of=as_of.date() if as_of else None,
            known_at=known_at.replace(tzinfo=tools.pack.zone) if known_at else None,
        )
    except Refused as error:
        session.out.refuse(error)
    session.out.show(_document(file), lambda: _lines(file))


def _document(file: Any) -> dict[str, Any]:
    scheme, result = file.tables.scheme, file.assessment
    return {
        "subject": file.subject.subject_id,
        "name": file.name,
        "identifiers": dict(file.identifiers),
        "scheme": scheme.id,
        "version": scheme.version,
        "as_of": file.as_of,
        "known_size": file.known_size,
        "grade": result.grade,
        "score": points(result.score) if result.score is not None else None,
        "held_by": list(result.held_by),
        "dimensions": {d.id: points(v) for d, v in zip(scheme.dimensions, result.dimensions, strict=True)},
        "contributions": [
            {
                "record": r.contribution.record_id,
                "rule": r.contribution.rule,
                "age_months": r.contribution.age_months,
                "points": points(r.contribution.milli),
                "basis": [f"{b.instrument.title.zh} {b.article}".strip() for b in (r.rule.basis if r.rule else ())],
            }
            for r in file.reasons
        ],
        "caps": [
            {"rule": k.rule, "sum": points(k.sum_milli), "kept": points(k.kept_milli)}
            for k in result.kept
            if k.sum_milli != k.kept_milli
        ],
        "not_counted": [{"record": n.record.record_id, "reason": n.reason} for n in file.not_counted],
        "published": {"grade": file.published.grade, "run": file.published.run} if file.published else None,
    }


def _lines(file: Any) -> list[str]:
    scheme, result, words = file.tables.scheme, file.assessment, language()
    out = [
        f"{file.name}  " + "  ".join(f"{s} {v}" for s, v in file.identifiers),
        say(
            f"即时状况 {result.grade}  {points(result.score)} 分（{file.as_of}，台账 {file.known_size} 条，{scheme.title.zh} {scheme.version}）",
            f"Standing {result.grade}  {points(result.score)} ({file.as_of}, ledger {file.known_size}, {scheme.title.en} {scheme.version})",
        ),
    ]
    if file.published:
        out.append(say(f"已发布等级 {file.published.grade}（{file.run.as_of}）", f"Published grade {file.published.grade} ({file.run.as_of})"))
    for d, value in zip(scheme.dimensions, result.dimensions, strict=True):
        out.append(f"  {d.title.say(words)}  {points(value)} × {d.weight / 10:g}%")
    for held in result.held_by:
        rule = next(o for o in scheme.overrides if o.id == held)
        out.append(f"  ! {rule.title.say(words)}")
    rows = []
    for r in file.reasons:
        if r.rule is None:
            continue
        what = r.record.fields.get("decision_no") or r.record.record_type if r.record else f"{r.duty.duty} {r.duty.label}"
        day = r.record.occurred_on if r.record else r.duty.due_on
        basis = "；".join(f"{b.instrument.title.say(words)}{b.article}" for b in r.rule.basis)
        rows.append((day, what, r.rule.title.say(words), points(r.contribution.milli), f"{r.contribution.age_months}", basis))
    out += table(
        [say("日期", "date"), say("记录", "record"), say("规则", "rule"), say("分", "points"), say("月龄", "age"), say("依据", "basis")], rows
    )
    for k in result.kept:
        if k.sum_milli != k.kept_milli:
            out.append(say(f"  {k.rule} 合计 {points(k.sum_milli)}，封顶后计 {points(k.kept_milli)}", f"  {k.rule}: {points(k.sum_milli)} in all, capped at {points(k.kept_milli)}"))
    if file.not_counted:
        out.append(say("未计入：", "Not counted:"))
        out += [f"  {n.record.occurred_on} {n.record.record_type} {n.record.record_id}: {n.reason}" for n in file.not_counted[:20]]
    return out


@click.command("list", help=say("高风险名单：下一步该查谁", "The high-risk list: where to go next"))
@click.option("--department", "-d", default="")
@click.option("--region", default="", help=say("行政区划代码", "Region code"))
@click.option("--grade", "grades", multiple=True)
@click.option("--search", default="")
@click.option("--limit", default=30)
@click.option("--csv", "as_csv", is_flag=True, help=say("输出 CSV", "Print CSV"))
@click.pass_obj
def listing(
    session: Session, department: str, region: str, grades: tuple[str, ...], search: str, limit: int, as_csv: bool
) -> None:
    tools = session.tools
    from xinzhi.connect.outbound.safe_cells import safe_row
    from xinzhi.flows.high_risk import high_risk

    try:
        page = high_risk(tools, department=department, region=region, grades=grades, search=search, size=limit)
    except Refused as error:
        session.out.refuse(error)
    scheme = tools.pack.schemes[0]
    titles = {r.id: r.title.say(language()) for s in tools.pack.schemes for r in s.rules}
    titles |= {o.id: o.title.say(language()) for s in tools.pack.schemes for o in s.overrides}
    regions = {code: r.title.say(language()) for code, r in tools.pack.regions.items()}
    rows = [
        (
            line.subject_id, line.name, line.code, regions.get(line.region_code, line.region_code), line.grade,
            points(line.score), "；".join(f"{titles.get(r, r)} {points(m) if m else ''}".strip() for r, m in line.reasons),
        )
        for line in page.lines
    ]  # fmt: skip
    heads = [say("编号", "number"), say("名称", "name"), say("代码", "code"), say("辖区", "district"), say("等级", "grade"), say("分", "score"), say("主要原因", "reasons")]
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerows([heads, *(safe_row([str(c) for c in row]) for row in rows)])
        return
    session.out.show(
        {"total": page.total, "scheme": scheme.id, "lines": [msgspec.to_builtins(line) for line in page.lines]},
        lambda: [say(f"共 {page.total} 户", f"{page.total} in all"), *table(heads, rows)],
    )


@click.command(help=say("预警", "Alerts"))
@click.option("--department", "-d", default="")
@click.option("--limit", default=30)
@click.pass_obj
def alerts(session: Session, department: str, limit: int) -> None:
    tools = session.tools
    from xinzhi.store.models import Alert, Subject

    found = Alert.objects.order_by("-raised_at", "key")
    if department:
        found = found.filter(department=department)
    chosen = list(found[:limit])
    names = dict(Subject.objects.filter(subject_id__in=[a.subject_id for a in chosen]).values_list("subject_id", "name"))
    titles = {a.id: a.title.say(language()) for a in tools.pack.alerts}
    session.out.show(
        {
            "total": found.count(),
            "alerts": [
                {"rule": a.rule, "department": a.department, "subject": a.subject_id, "raised_at": a.raised_at,
                 "params": msgspec.json.decode(a.params)}
                for a in chosen
            ],
        },
        lambda: table(
            [say("时间", "when"), say("部门", "department"), say("主体", "subject"), say("预警", "alert"), ""],
            [(f"{a.raised_at.astimezone(tools.pack.zone):%Y-%m-%d %H:%M}", a.department, names.get(a.subject_id, ""), titles.get(a.rule, a.rule), a.params) for a in chosen],
        ),
    )  # fmt: skip
