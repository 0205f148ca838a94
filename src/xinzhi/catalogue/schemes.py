"""Reading a scheme: what counts, what follows from it. Measures are read in `measures`, windows and decay in `windows`."""

from __future__ import annotations

from datetime import date

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Items, Node, Table
from xinzhi.catalogue.measures import measures
from xinzhi.catalogue.reading import Reader
from xinzhi.catalogue.scalars import limit, milli, one_of, percent, positive, share, word_of
from xinzhi.catalogue.sections import kinds
from xinzhi.catalogue.windows import condition, decay, window
from xinzhi.catalogue.writing import Book
from xinzhi.core.base.periods import Limit, MonthRule, Unit
from xinzhi.core.schemes.expressions import All
from xinzhi.core.schemes.nodes import (
    Band,
    Dimension,
    Enough,
    Factor,
    FromField,
    Latest,
    Lookup,
    Override,
    Place,
    Rounding,
    Rule,
    Scheme,
    SharedCap,
    Term,
    Verdict,
)

_OF_SUBJECT = "subject."


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
            _dimension(key, sub, reading.book) for key, _, sub in one.named("dimensions", names=True)
        ),
        rules=tuple(_rule(reading, sub) for sub in one.tables("rules")),
        bands=_bands(one),
        overrides=tuple(_override(reading, sub) for sub in one.tables("overrides")),
        enough=_enough(one),
        subject_kinds=frozenset(kind.value for kind in kinds(one, "subjects")),
        month_rule=one.value("month_rule", one_of(MonthRule), month_rule),
        rounding=one.value("rounding", one_of(Rounding), Rounding.HALF_AWAY),
        step=one.value("score_step", milli, 1),
        measures=measures(one),
        terms=tuple(_term(reading, sub) for sub in one.tables("terms")),
        caps=tuple(_shared_cap(sub) for sub in one.tables("caps")),
        verdicts=tuple(_verdict(reading, sub) for sub in one.tables("verdicts")),
        by_act=one.value("judged_by", word_of("evaluation_day", "act_day"), "evaluation_day") == "act_day",
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
    latest, judged = one.sub("only"), one.sub("judgement")
    value = Rule(
        id=one.name("id"),
        title=one.words("title"),
        dimension=one.text("dimension"),
        record=one.text("record", required=True),
        points=_points(one),
        when=condition(one, "when"),
        window=window(one),
        decay=decay(one),
        cap=one.optional("cap", milli),
        only=Latest(latest.text("latest", required=True), latest.text("key", required=True)) if latest else None,
        place=_place(one),
        factors=tuple(_factor(sub) for sub in one.tables("factors")),
        judged_by=judged.text("by", required=True) if judged else "",
        basis=reading.basis(one, required=True),
    )
    for part in (latest, judged):
        if part:
            part.done()
    one.done()
    return value


def _points(one: Reader) -> int | Lookup | FromField:
    """So many points; a table of them by the value of a code field or a fact; or the number that a field holds."""
    node = one.node("points", required=True)
    if not isinstance(node, Table):
        return (milli(node, one.book) if node else 0) or 0
    reader = Reader(node, one.book)
    points: Lookup | FromField
    if reader.has("field"):
        low, high = pair(reader, "between")
        points = FromField(reader.text("field", required=True), reader.value("times", milli, 1000), low, high)
    else:
        table = {key: milli(value, one.book) or 0 for key, _, value in reader.named("table", required=True)}
        field = reader.text("lookup", required=True)
        of_subject = field.startswith(_OF_SUBJECT)
        points = Lookup(field.removeprefix(_OF_SUBJECT), table, of_subject, reader.optional("otherwise", milli))
    reader.done()
    return points


def pair(one: Reader, key: str) -> tuple[int, int]:
    """Two numbers, the lower first."""
    node = one.node(key, required=True)
    values = [milli(item, one.book) for item in node.items] if isinstance(node, Items) else []
    if node is not None and (len(values) != 2 or None in values or values[0] > values[1]):  # type: ignore[operator]
        one.book.wrong("pair_expected", node.place, key=key)
        return 0, 0
    return (values[0] or 0, values[1] or 0) if values else (0, 0)


def _place(one: Reader) -> Place | None:
    reader = one.sub("place")
    if reader is None:
        return None
    value = Place(
        reader.value("within", period, Limit(1, Unit.YEAR), required=True),
        reader.value("from", positive, 1),
        reader.optional("to", positive),
        reader.texts("per"),
    )
    reader.done()
    return value


def period(node: Node, book: Book) -> Limit | None:
    """A period of days, months or years."""
    found = limit(node, book)
    if found is not None and found.unit not in (Unit.DAY, Unit.MONTH, Unit.YEAR):
        book.wrong("period_expected", node.place, found=f"{found.amount} {found.unit.value}")
        return None
    return found


def _factor(one: Reader) -> Factor:
    by, when = one.value("by", percent, 1000, required=True), condition(one, "when")
    start, end = one.in_force()
    one.done()
    return Factor(by, when, start, end)


def _term(reading: Reading, one: Reader) -> Term:
    value = Term(
        one.name("id"),
        one.words("title"),
        one.text("dimension", required=True),
        one.text("measure", required=True),
        one.value("each", milli, 0),
        tuple(_step(sub) for sub in one.tables("steps")),
        one.optional("cap", milli),
        reading.basis(one, required=True),
    )
    if one.has("each") == one.has("steps"):
        one.book.wrong("term_of_one_kind", one.place)
    one.done()
    return value


def _step(one: Reader) -> tuple[int, int]:
    value = (one.value("at_least", milli, 0, required=True), one.value("points", milli, 0, required=True))
    one.done()
    return value


def _shared_cap(one: Reader) -> SharedCap:
    value = SharedCap(one.texts("rules", required=True), one.value("cap", milli, 0, required=True))
    one.done()
    return value


def _override(reading: Reading, one: Reader) -> Override:
    lifts = one.has("at_least")
    if lifts == one.has("at_most"):
        one.book.wrong("override_of_one_kind", one.place)
    start, end = one.in_force()
    value = Override(
        one.name("id"),
        one.words("title"),
        one.text("at_least" if lifts else "at_most"),
        one.text("record"),
        condition(one, "when"),
        window(one),
        reading.basis(one, required=True),
        lifts,
        start,
        end,
    )
    one.asked |= {"at_least", "at_most"}
    one.done()
    return value


def _verdict(reading: Reading, one: Reader) -> Verdict:
    when = condition(one, "when", required=True)
    value = Verdict(one.text("grade", required=True), one.words("title"), when or All(()), reading.basis(one, required=True))
    one.done()
    return value


def _bands(one: Reader) -> tuple[Band, ...]:
    step = one.value("score_step", milli, 1)
    return tuple(_band(sub, step) for sub in one.tables("bands", required=True))


def _band(one: Reader, step: int) -> Band:
    """`below` is the limit that is no longer in the band: in whole steps of the score, the last one before it is."""
    below = one.optional("below", milli)
    if below is not None and one.has("at_most"):
        one.book.wrong("band_of_one_kind", one.place)
    value = Band(
        one.text("grade", required=True),
        one.optional("at_least", milli),
        one.words("title"),
        one.optional("at_most", milli) if below is None else below - step,
        condition(one, "when"),
    )
    one.asked.add("at_most")
    one.done()
    return value


def _enough(one: Reader) -> Enough | None:
    reader = one.sub("enough")
    if reader is None:
        return None
    value = Enough(
        reader.value("count", positive, 1, required=True),
        frozenset(reader.texts("records", required=True)),
        window(reader),
    )
    reader.done()
    return value

