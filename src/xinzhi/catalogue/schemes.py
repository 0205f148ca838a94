"""Reading a scheme."""

from __future__ import annotations

from datetime import date

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Node, Table, Text
from xinzhi.catalogue.reading import Reader
from xinzhi.catalogue.scalars import milli, months, one_of, positive, share
from xinzhi.catalogue.sections import kinds
from xinzhi.catalogue.writing import Book
from xinzhi.core.base.periods import MonthRule
from xinzhi.core.base.problems import Problem
from xinzhi.core.schemes import expressions
from xinzhi.core.schemes.nodes import (
    Band,
    Decay,
    Dimension,
    Enough,
    HalfLife,
    Latest,
    Lookup,
    NoDecay,
    Override,
    Rounding,
    Rule,
    Scheme,
    Steps,
)


def scheme(reading: Reading, node: Node, month_rule: MonthRule, department: str, since: date) -> None:
    """`month_rule` is the pack's and `department` the folder's, for a scheme that says neither.

    `since` stands in for a first day that cannot be read, so that nothing else is called wrong for it.
    """
    one = Reader(node, reading.book, "scheme")
    name, version = one.name("scheme"), one.text("version", required=True)
    start, end = one.in_force(required=True)
    value = Scheme(
        id=name,
        version=version,
        title=one.words("title"),
        department=one.text("department") or department,
        in_force_from=start or since,
        in_force_to=end,
        dimensions=tuple(
            _dimension(key, sub, reading.book) for key, _, sub in one.named("dimensions", required=True, names=True)
        ),
        rules=tuple(_rule(reading, sub) for sub in one.tables("rules", required=True)),
        bands=tuple(_band(sub) for sub in one.tables("bands", required=True)),
        overrides=tuple(_override(reading, sub) for sub in one.tables("overrides")),
        enough=_enough(one),
        subject_kinds=frozenset(kind.value for kind in kinds(one, "subjects")),
        month_rule=one.value("month_rule", one_of(MonthRule), month_rule),
        rounding=one.value("rounding", one_of(Rounding), Rounding.HALF_AWAY),
        basis=reading.basis(one, required=True),
    )
    one.done()
    reading.put("schemes", f"{name}@{version}", value, one.place, node)


def _dimension(name: str, node: Node, book: Book) -> Dimension:
    one = Reader(node, book)
    value = Dimension(
        name,
        one.words("title"),
        one.value("weight", share, 0, required=True),
        one.value("base", milli, 0, required=True),
        one.value("floor", milli, 0, required=True),
        one.value("ceiling", milli, 0, required=True),
    )
    one.done()
    return value


def _rule(reading: Reading, one: Reader) -> Rule:
    latest = one.sub("only")
    value = Rule(
        id=one.name("id"),
        title=one.words("title"),
        dimension=one.text("dimension", required=True),
        record=one.text("record", required=True),
        points=_points(one),
        when=condition(one, "when"),
        window_months=one.optional("window", months),
        decay=_decay(one),
        cap=one.optional("cap", milli),
        only=Latest(latest.text("latest", required=True), latest.text("key", required=True)) if latest else None,
        basis=reading.basis(one, required=True),
    )
    if latest:
        latest.done()
    one.done()
    return value


def _points(one: Reader) -> int | Lookup:
    """So many points, or a table of them by the value of a code field."""
    node = one.node("points", required=True)
    if not isinstance(node, Table):
        return (milli(node, one.book) if node else 0) or 0
    reader = Reader(node, one.book)
    table = {key: milli(value, one.book) or 0 for key, _, value in reader.named("table", required=True)}
    lookup = Lookup(reader.text("lookup", required=True), table)
    reader.done()
    return lookup


def _decay(one: Reader) -> Decay:
    node = one.node("decay")
    if node is None or (isinstance(node, Text) and node.text == "none"):
        return NoDecay()
    reader = Reader(node, one.book)
    half = reader.optional("half_life", months)
    steps = tuple(_step(sub) for sub in reader.tables("steps"))
    if isinstance(node, Table) and ("half_life" in node.entries) == ("steps" in node.entries):
        one.book.wrong("decay_of_one_kind", reader.place)
    reader.done()
    if half:
        return HalfLife(half)
    return Steps(steps) if steps else NoDecay()


def _step(one: Reader) -> tuple[int, int]:
    value = (one.value("until", months, 0, required=True), one.value("share", share, 0, required=True))
    one.done()
    return value


def _override(reading: Reading, one: Reader) -> Override:
    value = Override(
        one.name("id"),
        one.words("title"),
        one.text("at_most", required=True),
        one.text("record", required=True),
        condition(one, "when"),
        one.optional("window", months),
        reading.basis(one, required=True),
    )
    one.done()
    return value


def _band(one: Reader) -> Band:
    value = Band(one.text("grade", required=True), one.optional("at_least", milli), one.words("title"))
    one.done()
    return value


def _enough(one: Reader) -> Enough | None:
    reader = one.sub("enough")
    if reader is None:
        return None
    value = Enough(
        reader.value("count", positive, 1, required=True),
        frozenset(reader.texts("records", required=True)),
        reader.optional("window", months),
    )
    reader.done()
    return value


def condition(one: Reader, key: str) -> expressions.Expression | None:
    """A condition, or None where there is none; what is wrong with it is said at its place."""
    text = one.text(key)
    if not text:
        return None
    found = expressions.parse(text)
    if isinstance(found, Problem):
        one.book.problems.append(found.at(one.table.entries[key][1].place))
        return None
    return found
