"""`xinzhi score`: a scheme over files, with no installation. `xinzhi replay`: a receipt worked out again. `xinzhi scheme sql`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from xinzhi.cli.language import language, say
from xinzhi.cli.output import table
from xinzhi.cli.session import Session
from xinzhi.core.base.problems import Refused, problem

if TYPE_CHECKING:
    from xinzhi.catalogue import Pack
    from xinzhi.lake.score import Scores

_DAY = click.DateTime(["%Y-%m-%d"])
_STEPS = {
    "inputs": ("读取输入", "reading the inputs"),
    "evaluation": ("计算", "evaluating"),
    "spark": ("启动 Spark", "starting Spark"),
    "receipt": ("核算回执", "making the receipt"),
}


def _pack(session: Session, name: str) -> Pack:
    """A pack by name, or by folder with its neighbours in reach. Ends with what is wrong where it cannot be read."""
    from xinzhi import catalogue

    try:
        return catalogue.load(name, [Path(name).parent] if Path(name).is_dir() else [])
    except Refused as error:
        session.out.refuse(error)


@click.command(
    help=say(
        "不用数据库，直接按方案给文件中的记录评分。输入为 Parquet、CSV 或其目录；金额以分、分值以千分之一为单位写整数。",
        "Score the records of files by a scheme, without a database. Inputs are Parquet, CSV or folders of either; money is whole"
        " cents, points are whole thousandths.",
    )
)
@click.option("--pack", "pack_name", required=True, help=say("方案包名称或目录", "Name or folder of the pack"))
@click.option("--scheme", required=True, help=say("评价方案", "The scheme"))
@click.option("--records", required=True, type=click.Path(path_type=Path), help=say("记录：record_id, subject_id, record_type, occurred_on 和方案要读的列", "Records: record_id, subject_id, record_type, occurred_on and what the scheme reads"))
@click.option("--subjects", required=True, type=click.Path(path_type=Path), help=say("主体：subject_id, kind 等", "Subjects: subject_id, kind and so on"))
@click.option("--as-of", "as_of", required=True, type=_DAY, help=say("评价日", "Day of evaluation"))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=say("结果（.parquet 或 .csv），回执写在旁边", "Results (.parquet or .csv); the receipt goes beside them"))
@click.option("--explain", "explain", type=click.Path(path_type=Path), help=say("逐条计分明细（.parquet 或 .csv）", "Each contribution (.parquet or .csv)"))
@click.option("--engine", default="duckdb", show_default=True, type=click.Choice(["duckdb", "postgres", "spark", "python"]))
@click.option("--database", default="", help=say("引擎 postgres 的地址", "Address for the engine postgres"))
@click.option("--master", default="", help=say("引擎 spark 的集群（默认本机两个执行进程）", "Cluster for the engine spark (default: two executors here)"))
@click.pass_obj
def score(
    session: Session, pack_name: str, scheme: str, records: Path, subjects: Path, as_of: datetime, out: Path,
    explain: Path | None, engine: str, database: str, master: str,
) -> None:  # fmt: skip
    from xinzhi.lake import inputs
    from xinzhi.lake.score import Where
    from xinzhi.lake.score import score as run

    pack = _pack(session, pack_name)
    try:
        done = run(
            pack, scheme, records=records, subjects=subjects, as_of=as_of.date(), engine=engine,
            explained=explain is not None, where=Where(database=database, master=master), progress=_told(session),
        )  # fmt: skip
    except Refused as error:
        session.out.refuse(error)
    inputs.write(done.results, out)
    if explain is not None and done.contributions is not None:
        inputs.write(done.contributions, explain)
    receipt = Path(f"{out}.receipt.json")
    receipt.write_bytes(msgspec.json.format(msgspec.json.encode({**done.receipt, "pack_at": pack_name}, order="sorted"), indent=2))
    session.out.show(done.receipt, lambda: _lines(done, out, receipt))


def _lines(done: Scores, out: Path, receipt: Path) -> list[str]:
    counts = done.receipt["counts"].items()
    return [
        f"{done.receipt['scheme']} {done.receipt['version']}  {done.receipt['as_of']}  {done.receipt['engine']}",
        *table([say("等级", "grade"), say("主体数", "subjects")], [(grade, f"{count:,}") for grade, count in counts]),
        say(f"结果：{out}　回执：{receipt}", f"Results: {out}  Receipt: {receipt}"),
    ]


def _told(session: Session) -> Any:
    def told(step: str) -> None:
        if not session.out.json and sys.stderr.isatty():
            zh, en = _STEPS[step]
            click.echo(f"… {say(zh, en)}", err=True)

    return told


@click.command(
    help=say(
        "按回执重新计算并比较：可以是 xinzhi score 的回执文件，也可以是已发布的评级批次名。一致时退出码为 0，不一致为 1。",
        "Work a receipt out again and compare: the file that xinzhi score wrote, or the name of a published run. Exit code 0 where it"
        " agrees, 1 where not.",
    )
)
@click.argument("receipt")
@click.option("--engine", type=click.Choice(["duckdb", "postgres", "spark", "python"]), help=say("换一个引擎（只用于文件回执）", "Another engine (for receipts of files)"))
@click.option("--database", default="")
@click.pass_obj
def replay(session: Session, receipt: str, engine: str | None, database: str) -> None:
    try:
        if Path(receipt).is_file():
            document = _of_file(session, Path(receipt), engine, database)
        else:
            tools = session.tools
            from xinzhi.flows.replay import replay_run

            document = replay_run(tools, receipt)
    except Refused as error:
        session.out.refuse(error)
    same = not document["differs"]
    session.out.show(
        document,
        lambda: [
            say("一致：重新计算与回执逐项相同", "It agrees: what was worked out again is what the receipt says")
            if same
            else say("不一致", "It does not agree"),
            *(f"  {d['what']}: {d['then']} → {d['now']}" for d in document["differs"]),
        ],
    )
    raise SystemExit(0 if same else 1)


def _of_file(session: Session, path: Path, engine: str | None, database: str) -> dict[str, Any]:
    from xinzhi.lake.score import Where
    from xinzhi.lake.score import score as run

    try:
        then = msgspec.json.decode(path.read_bytes())
        wanted = {name: then[name] for name in ("scheme", "pack_at", "as_of", "engine", "records", "subjects")}
    except (msgspec.DecodeError, KeyError) as error:
        raise Refused(problem("receipt_unreadable", file=str(path), reason=str(error))) from error
    if "path" not in wanted["records"] or "path" not in wanted["subjects"]:
        raise Refused(problem("receipt_without_files", file=str(path)))
    now = run(
        _pack(session, wanted["pack_at"]), wanted["scheme"], records=Path(wanted["records"]["path"]),
        subjects=Path(wanted["subjects"]["path"]), as_of=date.fromisoformat(wanted["as_of"]),
        engine=engine or wanted["engine"], where=Where(database=database), explained=False,
    ).receipt  # fmt: skip
    compared = ("version", "reads", "pack_digest", "records", "subjects", "counts", "results_sha256")
    return {
        "receipt": str(path),
        "differs": [{"what": n, "then": then.get(n), "now": now[n]} for n in compared if then.get(n) != now[n]],
    }


@click.group(help=say("评价方案", "Schemes"))
def scheme() -> None:
    pass


@scheme.command("list", help=say("一个方案包里的评价方案", "The schemes of a pack"))
@click.option("--pack", "pack_name", required=True)
@click.pass_obj
def list_(session: Session, pack_name: str) -> None:
    pack = _pack(session, pack_name)
    rows = [
        (s.id, s.version, s.title.say(language()), s.in_force_from.isoformat(), s.in_force_to.isoformat() if s.in_force_to else "")
        for s in pack.schemes
    ]
    heads = [say("方案", "scheme"), say("版本", "version"), "", say("生效", "from"), say("失效", "until")]
    session.out.show([dict(zip(("id", "version", "title", "from", "to"), row, strict=True)) for row in rows], lambda: table(heads, rows))


@scheme.command(help=say("打印审计人员能读的查询（含分值表）", "Print the query that an auditor can read, with its tables of points"))
@click.argument("scheme_id")
@click.option("--pack", "pack_name", required=True)
@click.option("--as-of", "as_of", type=_DAY, required=True)
@click.option("--dialect", default="duckdb", show_default=True, type=click.Choice(["duckdb", "postgres", "spark"]))
@click.pass_obj
def sql(session: Session, scheme_id: str, pack_name: str, as_of: datetime, dialect: str) -> None:
    from xinzhi import api

    pack = _pack(session, pack_name)
    day = as_of.date()
    try:
        query = api.scheme_sql(pack, scheme_id, as_of=day, dialect=dialect)
    except KeyError:
        session.out.refuse(Refused(problem("scheme_not_in_force", scheme=scheme_id, on=day.isoformat())))
    document = {
        "small": {name: {"columns": dict(t.columns), "rows": [list(row) for row in t.rows]} for name, t in query.small.items()},
        "steps": [{"name": step.name, "sql": step.sql} for step in query.steps],
    }

    def lines() -> list[str]:
        out = [f"-- {pack.id}  {scheme_id}  {day}  {pack.digest[:12]}  {dialect}"]
        for name, small in query.small.items():
            out += [f"-- {name}({', '.join(small.columns)}): {len(small.rows)}", *(f"--   {row}" for row in small.rows[:400])]
        for step in query.steps:
            out += ["", f"-- {step.name}", f"{step.sql};"]
        return out

    session.out.show(document, lines)
