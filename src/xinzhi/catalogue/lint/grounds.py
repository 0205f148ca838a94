"""Whether everything rests on something that is in force, and what rests on an assumption only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.parts import lines_of
from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.catalogue.model import Pack
from xinzhi.core.base.legal import Basis
from xinzhi.core.records import Clock, Expiry
from xinzhi.core.schemes.nodes import Scheme

Ground = tuple[Pen, Path, str, Iterable[Basis]]
"""Where something stands, its name, and what it rests on."""


def grounds(pack: Pack, reading: Reading) -> None:
    """An instrument holds on the first day of what rests on it.

    An assumption is a ground that nobody enacted. In a demonstration that is noted; in a pack for use it is a doubt, since no
    notice, list entry or measure may rest on it.
    """
    for scheme in pack.schemes:
        pen = Pen(reading, "schemes", f"{scheme.id}@{scheme.version}")
        _in_force(_of_scheme(scheme, pen), max(scheme.in_force_from, pack.in_force_from), scheme.in_force_to)
        lines = [line for _, line in lines_of(scheme)]
        resting = [line for line in lines if any(basis.is_assumption for basis in line.basis)]
        if resting:
            say = pen.note if pack.is_demo else pen.doubtful
            say("rules_on_assumption", count=len(resting), all=len(lines))
    others = [*_of_measures(pack, reading)]
    _in_force(others, pack.in_force_from, pack.in_force_to)
    for ground in _of_records(pack, reading):
        _not_ended(ground, pack.in_force_from)  # records may be older than the law on recording them, not outlive it
    for pen, path, name, basis in others:
        if _assumed(basis):
            say = pen.note if pack.is_demo else pen.doubtful
            say("measure_on_assumption", path, name=name)


def _assumed(basis: Iterable[Basis]) -> bool:
    found = list(basis)
    return bool(found) and all(ground.is_assumption for ground in found)


def _of_scheme(scheme: Scheme, pen: Pen) -> Iterator[Ground]:
    yield pen, ("basis",), scheme.id, scheme.basis
    for at, line in lines_of(scheme):
        yield pen, (*at, "basis"), line.id, line.basis


def _of_measures(pack: Pack, reading: Reading) -> Iterator[Ground]:
    for duty in pack.duties.values():
        yield Pen(reading, "duties", duty.id), ("basis",), duty.id, duty.basis
    for table in pack.risk.values():
        for i, risk in enumerate(table.classes):
            yield Pen(reading, "risk", table.scheme), ("classes", f"#{i}", "basis"), risk.id, risk.basis
    for alert in pack.alerts:
        yield Pen(reading, "alerts", alert.id), ("basis",), alert.id, alert.basis


def _of_records(pack: Pack, reading: Reading) -> Iterator[Ground]:
    for kind in pack.record_types.values():
        pen = Pen(reading, "record_types", kind.id)
        yield pen, ("basis",), kind.id, kind.basis
        parts: list[tuple[str, int, Clock | Expiry]] = [("clocks", i, c) for i, c in enumerate(kind.clocks)]
        parts += [("expires", i, term) for i, term in enumerate(kind.expiries)]
        parts += [("repair_after", i, term) for i, term in enumerate(kind.repair_after)]
        for key, i, part in parts:
            yield pen, (key, f"#{i}", "basis"), kind.id, (part.basis,) if part.basis else ()


def _in_force(found: Iterable[Ground], start: date, end: date | None) -> None:
    for ground in found:
        _not_ended(ground, start)
        pen, path, name, basis = ground
        for instrument in (one.instrument for one in basis):
            begins = instrument.in_force_from
            if begins is not None and end is not None and begins >= end:
                pen.wrong("instrument_not_yet", path, instrument=instrument.id, name=name, start=begins.isoformat())
            elif begins is not None and begins > start:
                pen.doubtful("instrument_later", path, instrument=instrument.id, name=name, start=begins.isoformat())


def _not_ended(ground: Ground, start: date) -> None:
    pen, path, name, basis = ground
    for instrument in (one.instrument for one in basis):
        ended = instrument.in_force_to
        if ended is not None and ended <= start:
            pen.wrong("instrument_out_of_force", path, instrument=instrument.id, name=name, ended=ended.isoformat())
