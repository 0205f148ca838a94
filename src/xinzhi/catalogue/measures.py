"""Reading the measures of a scheme."""

from __future__ import annotations

from collections.abc import Callable

from xinzhi.catalogue.located import Node
from xinzhi.catalogue.reading import Reader
from xinzhi.catalogue.scalars import limit, milli, one_of, positive, word_of
from xinzhi.catalogue.windows import condition, window
from xinzhi.catalogue.writing import Book
from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.schemes.expressions import Expression
from xinzhi.core.schemes.measures import (
    Against,
    Aggregate,
    Cases,
    How,
    How_,
    Measure,
    MonthsSince,
    MostWithin,
    OtherScheme,
    Percentile,
    PointsOf,
    Ratio,
    Streak,
    Sum,
    Ties,
)
from xinzhi.core.schemes.windows import Span


def measures(one: Reader) -> tuple[Measure, ...]:
    """In the order in which they stand: a measure may use those before it."""
    return tuple(_measure(name, node, one.book) for name, _, node in one.named("measures", names=True))


def _measure(name: str, node: Node, book: Book) -> Measure:
    one = Reader(node, book)
    title, otherwise = one.words("title"), one.optional("otherwise", milli)
    found = [key for key in _KINDS if one.has(key)]
    if len(found) != 1:
        book.wrong("measure_of_one_kind", one.place, measure=name, known=", ".join(_KINDS))
    value: How_ = _KINDS[found[0]](one) if found else Sum(())
    one.done()
    return Measure(name, title, value, otherwise)


def _aggregate(how: How) -> Callable[[Reader], How_]:
    def read(one: Reader) -> Aggregate:
        record = one.text(how.value, required=True)
        field = "" if how is How.COUNT else one.text("field", required=True)
        return Aggregate(how, record, field, condition(one, "when"), window(one))

    return read


def _most(one: Reader) -> MostWithin:
    return MostWithin(
        one.text("most", required=True),
        one.value("within", limit, Limit(1, Unit.YEAR), required=True),
        one.texts("per"),
        condition(one, "when"),
        window(one),
    )


def _points(one: Reader) -> PointsOf:
    return PointsOf(one.texts("points", required=True))


def _ratio(one: Reader) -> Ratio:
    sub = Reader(one.node("ratio") or one.table, one.book)
    value = Ratio(
        sub.text("of", required=True),
        sub.text("by", required=True),
        sub.value("times", milli, 1000),
        sub.optional("if_zero", _number_or_unknown),
    )
    if not sub.has("if_zero"):
        one.book.wrong("division_by_zero", sub.place, measure=value.by)
    sub.done()
    return value


def _number_or_unknown(node: Node, book: Book) -> int | None:
    """A number, or `unknown`."""
    return None if getattr(node, "text", "") == "unknown" else milli(node, book)


def _percentile(one: Reader) -> Percentile:
    sub = Reader(one.node("percentile") or one.table, one.book)
    value = Percentile(
        sub.text("of", required=True),
        sub.texts("among"),
        condition(sub, "where"),
        sub.value("against", one_of(Against), Against.OTHERS, required=True),
        sub.value("ties", one_of(Ties), Ties.LOW, required=True),
        sub.optional("alone", _number_or_unknown),
    )
    if not sub.has("alone"):
        one.book.wrong("group_of_one", sub.place)
    sub.done()
    return value


def _streak(one: Reader) -> Streak:
    sub = Reader(one.node("streak") or one.table, one.book)
    value = Streak(
        sub.value("calendar", one_of(Span), Span.MONTH, required=True),
        sub.value("base", milli, 0, required=True),
        sub.value("at_least", milli, 0, required=True),
        tuple(_line(line) for line in sub.tables("points")),
        frozenset(sub.texts("observed", required=True)),
        sub.value("longest", positive, 12, required=True),
    )
    sub.done()
    return value


def _line(one: Reader) -> tuple[str, Expression | None, int]:
    value = one.text("record", required=True), condition(one, "when"), one.value("points", milli, 0, required=True)
    one.done()
    return value


def _scheme(one: Reader) -> OtherScheme:
    sub = Reader(one.node("scheme") or one.table, one.book)
    value = OtherScheme(
        sub.text("id", required=True), sub.value("value", word_of("score", "grade"), "score", required=True) == "grade"
    )
    sub.done()
    return value


def _since(one: Reader) -> MonthsSince:
    return MonthsSince(one.text("months_since", required=True).removeprefix("subject."))


def _sum(one: Reader) -> Sum:
    parts = tuple((name, milli(node, one.book) or 0) for name, _, node in one.named("sum_of"))
    return Sum(parts, one.value("plus", milli, 0))


def _cases(one: Reader) -> Cases:
    found = []
    for sub in one.tables("cases"):
        when, value = condition(sub, "when", required=True), sub.value("value", milli, 0, required=True)
        sub.done()
        if when is not None:
            found.append((when, value))
    return Cases(tuple(found))


_KINDS: dict[str, Callable[[Reader], How_]] = {
    **{how.value: _aggregate(how) for how in How},
    "most": _most,
    "points": _points,
    "ratio": _ratio,
    "percentile": _percentile,
    "streak": _streak,
    "scheme": _scheme,
    "months_since": _since,
    "sum_of": _sum,
    "cases": _cases,
}
