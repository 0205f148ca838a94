"""The examples of the scheme reference, as values: a piece of a scheme, records, and the answer.

They are read from `specs/*.yaml`, computed through the same catalogue as every pack, and rendered into the reference, so that
what the reference says is what happens.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from xinzhi.catalogue import Pack, load
from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType
from xinzhi.core.schemes.expressions import JOINT
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.records import Scored
from xinzhi.engine.values import Result

HERE = Path(__file__).parent
AS_OF = "2026-06-30"
COMMON: dict[str, Any] = {
    "dimensions": {"conduct": {"title": "守法", "weight": "100%", "base": "100", "floor": "0", "ceiling": "100"}},
    "bands": [
        {"grade": "A", "at_least": "90", "title": "优"},
        {"grade": "B", "at_least": "75", "title": "良"},
        {"grade": "C", "at_least": "60", "title": "中"},
        {"grade": "D", "title": "差"},
    ],
}
Row = dict[str, str]


@dataclass(frozen=True)
class Spec:
    """One example. Tables are rows of texts under their headings, as they are written."""

    topic: str
    title: Text
    says: Text
    scheme: str
    as_of: date
    subject: Mapping[str, Any]
    records: tuple[Row, ...]
    answer: tuple[Row, ...]
    aside: tuple[Row, ...]
    caps: tuple[Row, ...]
    measures: tuple[Row, ...]
    others: Mapping[str, Result]
    result: Mapping[str, str]


@dataclass(frozen=True)
class Topic:
    title: Text
    specs: tuple[Spec, ...]


@cache
def topics() -> tuple[Topic, ...]:
    found = []
    for path in sorted((HERE / "specs").glob("*.yaml")):
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        found.append(Topic(Text(**document["title"]), tuple(_spec(path.stem, one) for one in document["specs"])))
    return tuple(found)


def specs() -> Iterator[Spec]:
    for topic in topics():
        yield from topic.specs


def _spec(topic: str, one: Mapping[str, Any]) -> Spec:
    known = {"title", "says", "scheme", "as_of", "subject", "records", "answer", "aside", "caps", "measures", "others", "result"}
    assert set(one) <= known, set(one) - known
    return Spec(
        topic,
        Text(**one["title"]),
        Text(**one["says"]),
        one["scheme"],
        date.fromisoformat(one.get("as_of", AS_OF)),
        _subject(one.get("subject", {})),
        *(tuple(_rows(one.get(name, ""))) for name in ("records", "answer", "aside", "caps", "measures")),
        {name: Result(milli(o.get("score", "")), o["grade"]) for name, o in one.get("others", {}).items()},
        one["result"],
    )


def _subject(written: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": "legal_person", "industry": "", "region": "", **written}
    if "registered_on" in facts:
        facts["registered_on"] = date.fromisoformat(facts["registered_on"])
    return facts


def _rows(table: str) -> Iterator[Row]:
    lines = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()]
    for line in lines[1:]:
        yield dict(zip(lines[0], line, strict=True))


def pack_of(spec: Spec, folder: Path) -> tuple[Pack, Scheme]:
    """The pack of the examples with this one's scheme in it, written as files and read as any pack is."""
    place = folder / "spec"
    shutil.copytree(HERE / "pack", place)
    written = {
        "scheme": "spec",
        "version": "1",
        "title": "示例",
        "in_force": {"from": "2020-01-01"},
        "basis": ["example"],
        **COMMON,
        **yaml.load(spec.scheme, Loader=yaml.BaseLoader),
    }
    if written["dimensions"] in ("", None):
        del written["dimensions"]
    _filled_in(written)
    (place / "office" / "schemes").mkdir(exist_ok=True)
    (place / "office" / "schemes" / "spec@1.yaml").write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), "utf-8")
    pack = load(place)
    return pack, pack.scheme("spec", spec.as_of)


def _filled_in(written: dict[str, Any]) -> None:
    """What every example would have to repeat: titles, bases, the one dimension."""
    for line in (*written.get("rules", ()), *written.get("overrides", ()), *written.get("terms", ())):
        line.setdefault("title", line["id"])
        line.setdefault("basis", ["example"])
    for line in (*written.get("rules", ()), *written.get("terms", ())):
        if "dimensions" in written:
            line.setdefault("dimension", "conduct")
    for verdict in written.get("verdicts", ()):
        verdict.setdefault("title", verdict["grade"])
        verdict.setdefault("basis", ["example"])
    for band in written["bands"]:
        band.setdefault("title", band["grade"])
    for name, measure in written.get("measures", {}).items():
        measure.setdefault("title", name)


def records_of(spec: Spec, pack: Pack, subject: str = "1") -> tuple[Scored, ...]:
    """The records of one of the subjects of an example; without a column `subject` they are all of the first."""
    return tuple(_record(pack, row) for row in spec.records if row.get("subject", "1") == subject)


def subjects_of(spec: Spec) -> list[str]:
    """The subjects of an example, the one that is asked about first."""
    return sorted({"1", *(row.get("subject", "1") for row in spec.records)})


def _record(pack: Pack, row: Row) -> Scored:
    kind = pack.record_types.get(row["type"])
    fields = {
        name: _value(kind.field(name) if kind else None, written)
        for name, written in row.items()
        if name not in ("number", "type", "day", "subject")
    }
    return Scored(int(row["number"]), row["type"], date.fromisoformat(row["day"]), fields)


def _value(spec: FieldSpec | None, written: str) -> object:
    if not written:
        return None
    if spec is None:
        return {"true": True, "false": False}[written]
    match spec.type:
        case FieldType.MONEY:
            return int(Decimal(written) * 100)
        case FieldType.CODES:
            return JOINT.join(written.split(","))
        case FieldType.DATE:
            return date.fromisoformat(written)
        case FieldType.INTEGER:
            return int(written)
        case FieldType.POINTS:
            return milli(written)
        case _:
            return written


def milli(written: str) -> int | None:
    """Points as written, in milli-points; nothing written is nothing known."""
    return int(Decimal(written) * 1000) if written else None
