"""A change that waits, value by value."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xinzhi.core.masking import mask_number
from xinzhi.core.subjects import Party
from xinzhi.flows.settle_change import Change
from xinzhi.web.pages.changes import ChangeLine, Differs
from xinzhi.web.telling.teller import Teller

PARTY = "party"


def told(teller: Teller, change: Change, why_off: str) -> ChangeLine:
    kind = teller.pack.record_types[change.new.record_type]
    return ChangeLine(
        id=change.id,
        record_id=change.record_id,
        record_type=kind.title.say(teller.language),
        number=teller.document_number(kind, change.old.fields),
        department=teller.department(change.department),
        occurred_on=change.old.occurred_on,
        created_at=change.created_at,
        submission=change.submission,
        row=change.row,
        lines=(*_party(teller, change), *_fields(teller, change)),
        why_off=why_off,
    )


def _party(teller: Teller, change: Change) -> list[Differs]:
    old, new = _values(teller, change.old.party), _values(teller, change.new.party)
    labels = dict.fromkeys([*old, *new])
    must = PARTY in change.changed
    return [Differs(label, old.get(label, ""), new.get(label, ""), must) for label in labels if old.get(label) != new.get(label)]


def _values(teller: Teller, party: Party) -> dict[str, str]:
    person = party.kind is not None and party.kind.is_person
    found = {pgettext("party", "Name"): party.name, _("Address"): party.address, _("Person"): party.representative}
    for number in party.identifiers:
        found[teller.identifier(number.scheme)] = mask_number(number.value) if person else number.value
    return {label: value for label, value in found.items() if value}


def _fields(teller: Teller, change: Change) -> list[Differs]:
    kind = teller.pack.record_types[change.new.record_type]
    out = []
    for spec in kind.fields:
        old, new = change.old.fields.get(spec.name), change.new.fields.get(spec.name)
        if old != new:
            title = spec.title.say(teller.language)
            out.append(Differs(title, teller.value(spec, old), teller.value(spec, new), spec.name in change.changed))
    return out
