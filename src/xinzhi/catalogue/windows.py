"""Reading conditions, windows and decay: the parts that rules, overrides and measures share."""

from __future__ import annotations

from xinzhi.catalogue.located import Node, Table, Text
from xinzhi.catalogue.reading import Reader
from xinzhi.catalogue.scalars import limit, months, one_of, positive, share, yes
from xinzhi.catalogue.writing import Book
from xinzhi.core.base.periods import Unit
from xinzhi.core.base.problems import Problem
from xinzhi.core.schemes import expressions
from xinzhi.core.schemes.windows import (
    Calendar,
    Days,
    Decay,
    HalfLife,
    Linear,
    Months,
    NoDecay,
    Span,
    Steps,
    Window,
)


def condition(one: Reader, key: str, *, required: bool = False) -> expressions.Expression | None:
    """A condition, or None where there is none; what is wrong with it is said at its place."""
    text = one.text(key, required=required)
    if not text:
        return None
    found = expressions.parse(text)
    if isinstance(found, Problem):
        one.book.problems.append(found.at(one.table.entries[key][1].place))
        return None
    return found


def window(one: Reader, key: str = "window") -> Window | None:
    """`24 months`, `90 days`, `{calendar: quarter, last: 4}` or `{calendar: year, current: true}`."""
    node = one.node(key)
    return None if node is None else _window(node, one.book)


def _window(node: Node, book: Book) -> Window | None:
    if not isinstance(node, Table):
        found = limit(node, book)
        if found is None:
            return None
        if found.unit is Unit.DAY and found.amount:
            return Days(found.amount)
        whole = months(node, book)
        return None if whole is None else Months(whole)
    one = Reader(node, book)
    span = one.value("calendar", one_of(Span), Span.MONTH, required=True)
    value = Calendar(span, one.value("last", positive, 1), one.value("current", yes, False))
    if value.current and one.has("last"):
        book.wrong("window_of_one_kind", one.place)
    one.done()
    return value


def decay(one: Reader) -> Decay:
    """`none`, `{half_life: 12 months}`, `{linear: 24 months, to: 20%}` or `{steps: […]}`."""
    node = one.node("decay")
    if node is None or (isinstance(node, Text) and node.text == "none"):
        return NoDecay()
    reader = Reader(node, one.book)
    half, linear = reader.optional("half_life", months), reader.optional("linear", months)
    to = reader.value("to", share, 0)
    steps = tuple(_step(sub) for sub in reader.tables("steps"))
    if isinstance(node, Table) and sum(key in node.entries for key in ("half_life", "linear", "steps")) != 1:
        one.book.wrong("decay_of_one_kind", reader.place)
    reader.done()
    if half:
        return HalfLife(half)
    if linear:
        return Linear(linear, to)
    return Steps(steps) if steps else NoDecay()


def _step(one: Reader) -> tuple[int, int]:
    value = (one.value("until", months, 0, required=True), one.value("share", share, 0, required=True))
    one.done()
    return value
