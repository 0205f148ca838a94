"""`xinzhi export`: hand accepted records on in the official layout."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from xinzhi.cli.language import say
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    help=say(
        "把已入库的记录按省级平台的格式（双公示）导出，文件名和清单里有导出编号。",
        "Write accepted records in the layout of the provincial platform, with the export's id in name and manifest.",
    )
)
@click.option("--type", "record_type", required=True, help=say("记录类型，如 penalty", "Record type, such as penalty"))
@click.option(
    "--department",
    "-d",
    help=say("产生记录的部门（默认：--as 账号所在部门）", "Who generated the records (default: the account's)"),
)
@click.option("--from", "first", type=_DAY, help=say("从这一天起", "From this day on"))
@click.option("--until", "last", type=_DAY, help=say("到这一天为止", "Up to this day"))
@click.option("--submission", default="", help=say("只导出这一次递交的", "Only records of this submission"))
@click.option(
    "--layout", default="", help=say("哪一种官方格式（默认第一种）", "Which official layout (default: the first)")
)
@click.option("--form", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option("--encoding", type=click.Choice(["utf-8-sig", "gb18030"]), default="utf-8-sig", show_default=True)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=say("写到哪个文件夹", "Folder to write to"),
)
@click.pass_obj
def export(
    session: Session,
    record_type: str,
    department: str | None,
    first: datetime | None,
    last: datetime | None,
    submission: str,
    layout: str,
    form: Literal["csv", "xlsx"],
    encoding: str,
    to: Path,
) -> None:
    from xinzhi.flows.export_records import Wanted, export_records

    tools, actor = session.tools, session.actor
    to.mkdir(parents=True, exist_ok=True)
    days = (first.date() if first else None, last.date() if last else None)
    wanted = Wanted(department or actor.department, record_type, submission, *days)
    try:
        path = export_records(
            tools, wanted, to, by=actor, at=tools.store.now(), layout=layout, form=form, encoding=encoding
        )
    except Refused as error:
        session.out.refuse(error)
    manifest = path.with_suffix(".manifest.json")
    session.out.show(
        {"file": str(path), "manifest": str(manifest)},
        lambda: [f"{say('已导出', 'Exported')} {path}", f"{say('清单', 'Manifest')} {manifest}"],
    )
