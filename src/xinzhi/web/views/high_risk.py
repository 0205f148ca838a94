"""Where to go next: the high-risk list, and its export."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from xinzhi.catalogue.model import RiskClass
from xinzhi.connect.outbound.safe_cells import safe_row
from xinzhi.flows.high_risk import AtRisk, Page, high_risk
from xinzhi.store.reads.standings import Latest, by_risk_class, latest_records, published_grades
from xinzhi.web.pages import frame
from xinzhi.web.pages import high_risk as page
from xinzhi.web.pages.marks import Tone
from xinzhi.web.telling.teller import Teller, kind_of
from xinzhi.web.views.needs import needs
from xinzhi.web.views.showing import (
    PAGE,
    actor,
    department_options,
    now,
    page_number,
    query_without_page,
    show,
    standing_scheme,
    teller,
    tools,
    why_not,
)
from xinzhi.web.words import numbers

EXPORT_PIECE = 500
ORDERS = {"risk": "asc", "name": "asc", "records": "desc"}
"""How the list can be sorted, and which way each sorts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for."""

    text: str
    department: str
    district: str
    risk: str
    order: str


def _asked(request: HttpRequest) -> Asked:
    order = request.GET.get("sort", "risk")
    return Asked(
        request.GET.get("q", "").strip()[:100],
        request.GET.get("department", ""),
        request.GET.get("district", ""),
        request.GET.get("class", ""),
        order if order in ORDERS else "risk",
    )


@needs("see_results")
@require_GET
def high_risk_list(request: HttpRequest) -> HttpResponse:
    house, words, asked = tools(), teller(), _asked(request)
    found = _found(words, asked, page_number(request), PAGE)
    scheme = standing_scheme(words)
    ids = [line.subject_id for line in found.lines]
    published, latest = published_grades(scheme.id, ids), latest_records(ids)
    rows = tuple(_row(words, line, published.get(line.subject_id), latest.get(line.subject_id)) for line in found.lines)
    counts = by_risk_class()
    high = [risk for risk in house.pack.risk[scheme.id].classes if risk.high_risk]
    query = query_without_page(request)
    shown = page.HighRiskPage(
        as_of=now().astimezone(house.pack.zone).date(),
        rows=rows,
        paging=frame.paging(found.page, PAGE, found.total, query),
        columns=_columns(request, asked.order),
        departments=department_options(words, asked.department),
        districts=_districts(words, asked.district),
        classes=(
            frame.Option("", _("All classes"), None, not asked.risk),
            *(frame.Option(r.id, _class_title(words, r), counts.get(r.id, 0), r.id == asked.risk) for r in high),
        ),
        text=asked.text,
        counts=tuple(page.RiskCount(_class_title(words, r), _tone(words, r), counts.get(r.id, 0)) for r in high),
        subjects=sum(counts.values()),
        why_no_export=why_not(actor(request), "export_results"),
        export_url=f"{reverse('high_risk_csv')}?{query}",
    )
    return show(request, "web/high_risk/page.html", shown, section="high_risk", crumbs=(frame.Crumb(_("High-risk list")),))


def _found(words: Teller, asked: Asked, number: int, size: int) -> Page:
    house = tools()
    classes = house.pack.risk[house.pack.standing_scheme].classes
    grades = next((tuple(sorted(risk.grades)) for risk in classes if risk.id == asked.risk), ())
    return high_risk(
        house,
        department=asked.department,
        region=asked.district,
        grades=grades,
        search=asked.text,
        order=asked.order,
        page=number,
        size=size,
    )


def _row(words: Teller, line: AtRisk, published: str | None, latest: Latest | None) -> page.HighRiskRow:
    scheme = standing_scheme(words)
    return page.HighRiskRow(
        subject_id=line.subject_id,
        name=line.name or line.code,
        code=line.code,
        place=words.region(line.region_code),
        industry=kind_of(line.kind),
        standing=words.grade(scheme, line.grade),
        score=line.score,
        published=words.grade(scheme, published) if published else None,
        risk=_risk_title(words, line.risk_class),
        reasons=_reasons(words, line),
        records=line.records,
        departments=(),
        latest_on=latest.day if latest else None,
        objected=latest.objected if latest else False,
    )


def _reasons(words: Teller, line: AtRisk) -> tuple[str, ...]:
    scheme = standing_scheme(words)
    titles = {rule.id: rule.title.say(words.language) for rule in scheme.rules}
    titles |= {override.id: override.title.say(words.language) for override in scheme.overrides}
    return tuple(
        f"{titles.get(rule, rule)} {numbers.points(milli)}" if milli else titles.get(rule, rule) for rule, milli in line.reasons
    )


def _risk_title(words: Teller, id: str) -> str:
    found = next((r for r in words.pack.risk[words.pack.standing_scheme].classes if r.id == id), None)
    return found.title.say(words.language) if found else id


def _class_title(words: Teller, risk: RiskClass) -> str:
    return f"{'/'.join(sorted(risk.grades))} · {risk.title.say(words.language)}"


def _tone(words: Teller, risk: RiskClass) -> Tone:
    return words.grade(standing_scheme(words), min(risk.grades)).tone


def _districts(words: Teller, chosen: str) -> tuple[frame.Option, ...]:
    known = [code for code in words.pack.regions if len(code) == 6 and code.startswith(words.pack.region) and not code.endswith("00")]
    return (
        frame.Option("", _("All districts"), None, not chosen),
        *(frame.Option(code, words.region(code), None, code == chosen) for code in sorted(known)),
    )


def _columns(request: HttpRequest, order: str) -> tuple[page.Column, ...]:
    headings = (
        ("name", _("Subject")),
        ("risk", _("Standing now")),
        ("", _("Published")),
        ("", _("Reasons")),
        ("", _("District")),
        ("", _("Latest record")),
    )

    def query(key: str) -> str:
        asked = request.GET.copy()
        asked.pop("page", None)
        asked["sort"] = key
        return asked.urlencode()

    return tuple(page.Column(key, label, query(key) if key else "", ORDERS[key] if key and key == order else "") for key, label in headings)


class _Line:
    """Where the csv writer writes: it gives back each line instead of keeping it."""

    def write(self, text: str) -> str:
        return text


@needs("export_results")
@require_GET
def high_risk_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list as it is filtered, with an export id in its name and its first line."""
    words, asked = teller(), _asked(request)
    export = f"{now():%Y%m%d}-{secrets.token_hex(4)}"
    heads = [_("Number"), pgettext("party", "Name"), _("Code"), _("District"), _("Grade"), _("Score"), _("Risk class"), _("Reasons"), _("Export")]

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield "\ufeff" + str(writer.writerow(heads))
        number = 1
        while True:
            found = _found(words, asked, number, EXPORT_PIECE)
            for line in found.lines:
                cells = (
                    str(line.subject_id), line.name, line.code, words.region(line.region_code), line.grade,
                    "" if line.score is None else f"{line.score / 1000:.3f}".rstrip("0").rstrip("."),
                    _risk_title(words, line.risk_class), "；".join(_reasons(words, line)), export,
                )  # fmt: skip
                yield str(writer.writerow(safe_row(list(cells))))
            if number * EXPORT_PIECE >= found.total:
                return
            number += 1

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="high-risk-{export}.csv"'
    return response
