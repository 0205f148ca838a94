"""The cases that stand beside the schemes, as values: what was worked out by hand, to be compared with the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from xinzhi.catalogue import Pack, load, shipped
from xinzhi.core.records import FieldSpec, FieldType
from xinzhi.engine.records import Scored
from xinzhi.engine.values import Result


@dataclass(frozen=True)
class Case:
    pack: str
    scheme: str
    title: str
    as_of: date
    subject: Mapping[str, Any]
    others: Mapping[str, Result]
    records: tuple[Scored, ...]
    expect: Mapping[str, Any]


def cases() -> Iterator[Case]:
    """Every worked case of every shipped pack. A record that does not count is not put before the scheme."""
    for path in sorted(shipped().rglob("examples/*.yaml")):
        pack = load(path.relative_to(shipped()).parts[0])
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["scheme_cases"]
        for one in document["cases"]:
            records = tuple(
                _record(pack, number, written)
                for number, written in enumerate(one["records"], 1)
                if written.get("counts") != "false"
            )
            title = f"{pack.id}: {one['title']['zh']}"
            day = date.fromisoformat(one["as_of"])
            yield Case(pack.id, document["scheme"], title, day, _subject(one), _others(one), records, one["expect"])


def _subject(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": one.get("subject_kind", "legal_person"), "industry": one.get("industry", ""), "region": one.get("region", "")}


def _others(one: Mapping[str, Any]) -> dict[str, Result]:
    found = one.get("others", {})
    return {n: Result(milli(o["score"]) if "score" in o else None, o["grade"]) for n, o in found.items()}


def _record(pack: Pack, number: int, written: Mapping[str, str]) -> Scored:
    rest = {name: text for name, text in written.items() if name not in ("type", "date", "counts")}
    kind = pack.record_types.get(written["type"])
    if kind is not None:
        unknown = set(rest) - {f.name for f in kind.fields}
        assert not unknown, f"{pack.id}: {kind.id} has no field {unknown}"
    fields = {name: _value(kind.field(name) if kind else None, text) for name, text in rest.items()}
    return Scored(number, written["type"], date.fromisoformat(written["date"]), fields)


def _value(spec: FieldSpec | None, text: str) -> object:
    """As the engine holds it. Money is written in yuan; a missed duty has one field, `late`."""
    if spec is None or spec.type is FieldType.BOOLEAN:
        return {"true": True, "false": False}[text]
    match spec.type:
        case FieldType.MONEY:
            return int(Decimal(text) * 100)
        case FieldType.POINTS:
            return milli(text)
        case FieldType.INTEGER:
            return int(text)
        case FieldType.DATE:
            return date.fromisoformat(text)
        case _:
            return text


def milli(text: str) -> int:
    """Points as written, in milli-points."""
    value = Decimal(text) * 1000
    assert value == value.to_integral_value(), text
    return int(value)


def examples_of(pack: str) -> list[Path]:
    return sorted((shipped() / pack).rglob("examples/*.yaml"))
