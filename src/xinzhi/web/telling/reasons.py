"""A contribution as a sentence and as arithmetic: what happened, which rule, how the points come about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from xinzhi.core.base.legal import Basis
from xinzhi.core.base.periods import add_months
from xinzhi.core.counting import FOREVER
from xinzhi.core.records import RecordType
from xinzhi.core.schemes.checks import scaled
from xinzhi.core.schemes.expressions import compiled, fields_of
from xinzhi.core.schemes.measures import Measure
from xinzhi.core.schemes.nodes import FromField, Rule, Term
from xinzhi.core.schemes.windows import HalfLife, Linear, Months, Steps
from xinzhi.engine.exact import MILLIONTHS
from xinzhi.engine.reference import Kept
from xinzhi.engine.tables import own_points, thousandths
from xinzhi.engine.values import Value
from xinzhi.flows.open_file import Reason
from xinzhi.store.reads.files import FiledRecord
from xinzhi.web.pages.credit_file import Contribution, RecordRef
from xinzhi.web.telling.teller import Teller
from xinzhi.web.words import numbers


def contribution(teller: Teller, reason: Reason) -> Contribution:
    """One line of the file. A reason without a rule is an override's marker and has no line of its own."""
    rule = reason.rule
    if rule is None:
        raise ValueError(f"{reason.contribution.rule} is no rule")
    milli, age = reason.contribution.milli, reason.contribution.age_months
    record = reason.record
    own = teller.pack.record_types[record.record_type].basis if record else _duty_basis(teller, reason)
    cited = tuple(ground for ground in own if ground.article)
    return Contribution(
        milli=milli,
        sentence=_of_record(teller, rule, record) if record else _of_duty(teller, reason),
        arithmetic=arithmetic(teller, rule, record, age, milli),
        rule=rule.title.say(teller.language),
        basis=teller.basis((*rule.basis, *cited)),
        record=reference(teller, record) if record else None,
        until=_until(rule, record) if record else None,
        objected=record is not None and record.state == "objected",
    )


def reference(teller: Teller, record: FiledRecord) -> RecordRef:
    kind = teller.pack.record_types.get(record.record_type)
    number = teller.document_number(kind, record.fields) if kind else ""
    return RecordRef(
        record.record_id, teller.record_type(record.record_type), number, teller.department(record.department), record.occurred_on
    )


def cap_line(teller: Teller, rule: Rule, kept: Kept) -> Contribution:
    """What a cap gave back, so that the lines of a dimension add up to what it lost."""
    total, left = numbers.points(kept.sum_milli), numbers.points(kept.kept_milli)
    title = rule.title.say(teller.language)
    return Contribution(
        milli=kept.kept_milli - kept.sum_milli,
        sentence=_("“%(rule)s” comes to %(total)s together, which is beyond the limit of this rule: %(left)s count.")
        % {"rule": title, "total": total, "left": left},
        arithmetic=f"{total} → {left}",
        rule=title,
        basis=teller.basis(rule.basis),
        record=None,
    )


def shared_line(teller: Teller, rules: Sequence[Rule], kept: Kept) -> Contribution:
    """What a cap that several rules share gave back."""
    total, left = numbers.points(kept.sum_milli), numbers.points(kept.kept_milli)
    title = teller.listed(rule.title.say(teller.language) for rule in rules)
    return Contribution(
        milli=kept.kept_milli - kept.sum_milli,
        sentence=_("“%(rule)s” come to %(total)s together, which is beyond their common limit: %(left)s count.")
        % {"rule": title, "total": total, "left": left},
        arithmetic=f"{total} → {left}",
        rule=title,
        basis=teller.basis(tuple(dict.fromkeys(ground for rule in rules for ground in rule.basis))),
        record=None,
    )


def term_line(teller: Teller, term: Term, measures: Mapping[str, tuple[Measure, Value]], kept: Kept) -> Contribution:
    """What a measure gave: its value, and the points for it."""
    measure, value = measures[term.measure]
    number = numbers.points(value) if isinstance(value, int) else str(value)
    points = numbers.points(kept.sum_milli, signed=True)
    how = f"{number} × {numbers.points(term.each, signed=True)} = {points}" if not term.steps else f"{number} → {points}"
    if kept.kept_milli != kept.sum_milli:
        how += f" → {numbers.points(kept.kept_milli, signed=True)}"
    title = term.title.say(teller.language)
    return Contribution(
        milli=kept.kept_milli,
        sentence=_("%(measure)s: %(value)s, under “%(rule)s”.")
        % {"measure": measure.title.say(teller.language), "value": number, "rule": title},
        arithmetic=how,
        rule=title,
        basis=teller.basis(term.basis),
        record=None,
    )


def _of_record(teller: Teller, rule: Rule, record: FiledRecord) -> str:
    kind = teller.pack.record_types[record.record_type]
    told = teller.listed(value for _label, value in _telling(teller, rule, kind, record))
    values = {
        "day": teller.day(record.occurred_on),
        "department": teller.department(record.department),
        "type": teller.record_type(record.record_type),
        "details": told,
        "rule": rule.title.say(teller.language),
    }
    if told:
        return _("%(day)s, %(department)s: %(type)s (%(details)s), under the rule “%(rule)s”.") % values
    return _("%(day)s, %(department)s: %(type)s, under the rule “%(rule)s”.") % values


def _telling(teller: Teller, rule: Rule, kind: RecordType, record: FiledRecord) -> tuple[tuple[str, str], ...]:
    """What the record says, and what else the rule looked at, each once."""
    looked_at = {field.name for field in fields_of(rule.when) if not field.of_subject} if rule.when else set()
    if not isinstance(rule.points, int):
        looked_at.add(rule.points.field)
    first = tuple(
        (spec.title.say(teller.language), teller.value(spec, record.fields.get(spec.name)))
        for spec in kind.fields
        if spec.name in looked_at and record.fields.get(spec.name) not in (None, "")
    )
    return tuple(dict.fromkeys((*teller.details(kind, record.fields), *first)))[:5]


def _of_duty(teller: Teller, reason: Reason) -> str:
    duty, rule = reason.duty, reason.rule
    if duty is None or rule is None:
        raise ValueError("neither record nor duty")
    known = teller.pack.duties[duty.duty]
    values = {
        "duty": known.title.say(teller.language),
        "period": _period(known.period, duty.label),
        "due": teller.day(duty.due_on),
        "rule": rule.title.say(teller.language),
    }
    if duty.met_on is None:
        return _("%(duty)s%(period)s was due on %(due)s; nothing is on file. Rule “%(rule)s”.") % values
    values["met"] = teller.day(duty.met_on)
    return _("%(duty)s%(period)s was due on %(due)s and met on %(met)s. Rule “%(rule)s”.") % values


def _period(period: str, label: str) -> str:
    """Which of the duties of a kind: the year, or the record that it is owed for."""
    if period == "year":
        return pgettext("duty", " for %(year)s") % {"year": label}
    return pgettext("duty", " (record %(record)s)") % {"record": label}


def _duty_basis(teller: Teller, reason: Reason) -> tuple[Basis, ...]:
    return teller.pack.duties[reason.duty.duty].basis if reason.duty else ()


def arithmetic(teller: Teller, rule: Rule, record: FiledRecord | None, age: int, milli: int) -> str:
    """−20 × 31.5% (20 months old, halved every 12 months) = −6.3. "≈" where the product was rounded."""
    points, what = _points(teller, rule, record)
    old = ngettext("%(count)s month old", "%(count)s months old", age) % {"count": age}
    decay = rule.decay
    match decay:
        case HalfLife(months):
            share = round(1000 * 0.5 ** (age / months))
            how = _("%(old)s, halved every %(months)s months") % {"old": old, "months": months}
        case Linear(months, to):
            share = 1000 - round((1000 - to) * min(age, months) / months)
            how = _("%(old)s, evenly less over %(months)s months") % {"old": old, "months": months}
        case Steps(steps):
            share = next((share for until, share in steps if age < until), 0)
            how = old
        case _:
            share, how = 1000, ""
    factors = _factors(teller, rule, record)
    product = points * share
    for by in factors:
        product = product * by // 1000
    if share == 1000 and not how and not factors:
        return f"{what}{numbers.points(points, signed=True)}"
    left = f"{what}{numbers.points(points, signed=True)}"
    if how:
        left += f" × {numbers.share(share)}" + (f" ({how})" if teller.is_english else f"（{how}）")
    left += "".join(f" × {numbers.share(by)}" for by in factors)
    return f"{left} {'=' if product == milli * 1000 else '≈'} {numbers.points(milli, signed=True)}"


def _factors(teller: Teller, rule: Rule, record: FiledRecord | None) -> list[int]:
    """The factors whose condition the record meets."""
    if record is None:
        return []
    kind = teller.pack.record_types.get(rule.record)
    return [f.by for f in rule.factors if compiled(scaled(f.when, kind))(record.fields, {})]


def _points(teller: Teller, rule: Rule, record: FiledRecord | None) -> tuple[int, str]:
    """The points of a record before they fade, and what they come from."""
    if isinstance(rule.points, int):
        return rule.points, ""
    name = rule.points.field
    kind = teller.pack.record_types.get(rule.record)
    spec = kind.field(name) if kind else None
    value = record.fields.get(name) if record else None
    named = teller.value(spec, value) if spec and value is not None else ""
    if isinstance(rule.points, FromField):
        number = value if isinstance(value, int) else 0
        points = own_points(rule.points, number, thousandths(spec.type if spec else None), MILLIONTHS)
    else:
        points = rule.points.points.get(str(value), rule.points.otherwise or 0)
    if not named:
        return points, ""
    return points, f"{named}: " if teller.is_english else f"{named}："


def _until(rule: Rule, record: FiledRecord) -> date | None:
    """The first day on which it counts no more, as things stand: its own period is over, or the scheme no longer looks so far back."""
    ends = [add_months(record.occurred_on, rule.window.months)] if isinstance(rule.window, Months) else []
    if record.stands_to < FOREVER:
        ends.append(record.stands_to)
    return min(ends, default=None)
