"""A record that waits for its subject, beside those whose it may be."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from xinzhi.core.identity.matching import Reason
from xinzhi.core.masking import mask_number
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.core.subjects import Party, Subject, SubjectKind
from xinzhi.flows.review_case import Case, Suggested
from xinzhi.store.reads.reviews import Waiting
from xinzhi.store.reads.standings import Stands, standings_of
from xinzhi.web.pages import review as page
from xinzhi.web.pages.frame import Option
from xinzhi.web.telling.teller import Teller, kind_of, status_of
from xinzhi.web.words import numbers

SAME = 1000
MOST = 6
"""Candidates shown: whoever is not among the likest six is hardly the one."""


def case(
    teller: Teller, scheme: Scheme, found: Case, waiting: Waiting, neighbours: tuple[int | None, int | None], why_off: str
) -> page.ReviewCase:
    """The case, with those candidates that keys can choose."""
    standings = standings_of([one.subject.id for one in found.suggested[:MOST]])
    kind = teller.pack.record_types[found.record_type]
    previous, following = neighbours
    occurred_on = found.fields.get(kind.date_field)
    return page.ReviewCase(
        record_id=found.record_id,
        record_type=kind.title.say(teller.language),
        number=teller.document_number(kind, found.fields),
        department=teller.department(found.department),
        occurred_on=occurred_on if hasattr(occurred_on, "year") else found.opened_at.date(),  # type: ignore[arg-type]
        submission=waiting.submission,
        row=waiting.row,
        written=_written(teller, found.party),
        facts=teller.details(kind, found.fields, most=5),
        candidates=tuple(_candidate(teller, scheme, found.party, one, standings.get(one.subject.id)) for one in found.suggested[:MOST]),
        why_waiting=_why(teller, found),
        kinds=tuple(
            Option(k.value, kind_of(k), None, k is (found.party.kind or SubjectKind.LEGAL_PERSON))
            for k in SubjectKind
            if k in kind.party_kinds
        ),
        same=waiting.same,
        why_off=why_off,
        next_id=following,
        previous_id=previous,
    )


def _written(teller: Teller, party: Party) -> tuple[tuple[str, str], ...]:
    """The party with everything that was said of it, and what was not said where that matters."""
    values = [(pgettext("party", "Name"), party.name)]
    values += [(teller.identifier(i.scheme), i.value) for i in party.identifiers] or [(_("Code"), _("(empty)"))]
    values += [
        (_("Address"), party.address),
        (_("Person"), party.representative),
        (_("Phone"), party.phone),
        (_("District"), teller.region(party.region_code) if party.region_code else ""),
    ]
    return tuple(pair for pair in values if pair[1])


def _candidate(teller: Teller, scheme: Scheme, party: Party, suggested: Suggested, standing: Stands | None) -> page.Candidate:
    subject, candidate = suggested.subject, suggested.candidate
    alike = {reason.code: reason for reason in candidate.reasons}
    return page.Candidate(
        subject_id=subject.id,
        name=subject.name,
        score=candidate.score,
        kind=kind_of(subject.kind),
        status=status_of(subject.status),
        lines=(
            _line(pgettext("party", "Name"), party.name, subject.name, alike.get("name")),
            _line(_("Code"), "", _number(subject), None),
            _line(_("Address"), party.address, subject.address, alike.get("address")),
            _line(_("Person"), party.representative, subject.representative, alike.get("representative")),
            _line(_("Phone"), party.phone, mask_number(subject.phone, head=3), alike.get("phone")),
        ),
        reasons=(),
        records=standing.records if standing else 0,
        mark=teller.grade(scheme, standing.grade) if standing else None,
    )


def _number(subject: Subject) -> str:
    first = subject.identifiers[0] if subject.identifiers else None
    if first is None:
        return ""
    return mask_number(first.value) if subject.kind.is_person else first.value


def _line(label: str, written: str, known: str, reason: Reason | None) -> page.Compared:
    if reason is None:
        agreement = page.Agreement.UNKNOWN
    elif reason.alike == SAME:
        agreement = page.Agreement.SAME
    else:
        agreement = page.Agreement.ALIKE if reason.alike >= SAME // 2 else page.Agreement.OTHER
    why = _("%(share)s alike") % {"share": numbers.share(reason.alike)} if agreement is page.Agreement.ALIKE and reason else ""
    return page.Compared(label, written, known, agreement, why)


def _why(teller: Teller, found: Case) -> str:
    """Why the system did not decide by itself."""
    policy = teller.pack.matching
    if found.party.identifiers:
        number = _("The number is on nobody's file.")
    else:
        number = _("The row has no number that decides.")
    if not found.suggested:
        return f"{number} {_('Nobody on file is like it.')}" if teller.is_english else f"{number}{_('Nobody on file is like it.')}"
    best = found.suggested[0].candidate.score
    rest = ngettext(
        "The best of %(count)s candidate is %(best)s alike; from %(link)s on, with something besides the name that agrees, it would have been linked.",
        "The best of %(count)s candidates is %(best)s alike; from %(link)s on, with something besides the name that agrees, it would have been linked.",
        len(found.suggested),
    ) % {"count": len(found.suggested), "best": numbers.share(best), "link": numbers.share(policy.link_at)}
    return f"{number} {rest}" if teller.is_english else f"{number}{rest}"
