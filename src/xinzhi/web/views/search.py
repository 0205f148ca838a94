"""Find a credit file: by a whole number, or by a part of the name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinzhi.core.identity.identifiers import fold
from xinzhi.store.reads.search import SHORTEST, find
from xinzhi.web.pages import desk, frame
from xinzhi.web.telling.teller import identifiers, kind_of, status_of
from xinzhi.web.views.needs import needs
from xinzhi.web.views.showing import PAGE, page_number, query_without_page, show, standing_scheme, teller, tools


@needs("see_files")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    house, words = tools(), teller()
    text = request.GET.get("q", "").strip()[:100]
    number = page_number(request)
    schemes = (*identifiers(), *house.pack.identifiers)
    lines, total = find(house.store.vault, text, schemes, limit=PAGE, offset=(number - 1) * PAGE) if text else ((), 0)
    if total == 1 and number == 1 and lines[0].by:
        return redirect("credit_file", lines[0].subject_id)
    scheme = standing_scheme(words)
    note = _("Give at least two characters of the name.") if text and len(text) < SHORTEST and not fold(text).isdigit() else ""
    shown = desk.SearchPage(
        text=text,
        lines=tuple(
            desk.FoundLine(
                line.subject_id, line.name or line.code, line.code, kind_of(line.kind), words.region(line.region_code), status_of(line.status),
                words.grade(scheme, line.grade), line.records, words.identifier(line.by) if line.by else "",
            )
            for line in lines
        ),
        paging=frame.paging(number, PAGE, total, query_without_page(request)),
        note=note,
    )  # fmt: skip
    return show(request, "web/desk/search.html", shown, section="file", crumbs=(frame.Crumb(_("Credit files")),))
