"""`xinzhi evaluate`: standings now, or a run of published grades."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from xinzhi.cli.language import say
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused


@click.command(
    help=say(
        "评价全部主体。默认只试算；--publish 发布为正式等级；--standing 刷新即时状况（日期推移、期限届满）。",
        "Evaluate all subjects. By default a trial; --publish makes it the published grade; --standing refreshes live standings.",
    )
)
@click.option("--scheme", default="", help=say("评价方案（默认：方案包指定的）", "Scheme (default: the pack's)"))
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help=say("评价日（默认今天）", "Day of evaluation (default today)"))
@click.option("--known-at", type=click.DateTime(), help=say("按当时已知的记录（默认现在）", "By what was known then (default now)"))
@click.option("--publish", is_flag=True)
@click.option("--standing", is_flag=True)
@click.pass_obj
def evaluate(
    session: Session, scheme: str, as_of: datetime | None, known_at: datetime | None, publish: bool, standing: bool
) -> None:
    tools, actor = session.tools, session.actor
    from xinzhi.flows import assess, publish_run
    from xinzhi.store.reads.counted import size_known_at

    at = tools.store.now()
    try:
        if standing:
            done = assess.catch_up(tools, at=at, everybody=True)
            session.out.show({"assessed": done}, lambda: [say(f"已刷新 {done} 个主体的即时状况", f"{done} standings refreshed")])
            return
        day = as_of.date() if as_of else assess.today(tools, at)
        size = size_known_at(known_at.replace(tzinfo=tools.pack.zone)) if known_at else None
        evaluated = publish_run.evaluate(tools, scheme or tools.pack.standing_scheme, as_of=day, known_size=size)
        run = publish_run.publish(tools, evaluated, by=actor, at=at) if publish else None
    except Refused as error:
        session.out.refuse(error)
    document: dict[str, Any] = {
        "scheme": evaluated.tables.scheme.id,
        "version": evaluated.tables.scheme.version,
        "as_of": day,
        "known_size": evaluated.known_size,
        "counts": evaluated.counts,
        "run": run.run if run else None,
    }
    session.out.show(
        document,
        lambda: [
            f"{evaluated.tables.scheme.title.say('zh')} {evaluated.tables.scheme.version}  {day}  "
            + "  ".join(f"{grade} {count}" for grade, count in evaluated.counts.items()),
            say(f"已发布：{run.run}", f"Published: {run.run}")
            if run
            else say("试算，未发布（加 --publish 发布）", "A trial, not published (add --publish)"),
        ],
    )
