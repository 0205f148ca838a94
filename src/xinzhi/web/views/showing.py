"""What every view does: who reads, in which language, with which frame around the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinzhi.core.authority import Actor, department_filter, may
from xinzhi.core.base.problems import Refused
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.desk.actors import actor_of
from xinzhi.desk.models import User
from xinzhi.flows.tools import Tools
from xinzhi.store.reads.alerts import unseen
from xinzhi.store.reads.counted import ledger_size
from xinzhi.store.reads.standings import waiting_reviews
from xinzhi.web.pages.frame import Crumb, Frame, Option, Person, Strip
from xinzhi.web.telling.teller import Teller
from xinzhi.wiring.assemble import tools as assembled

PAGE = 20


def tools() -> Tools:
    return assembled()


def now() -> datetime:
    return tools().store.now()


def user_of(request: HttpRequest) -> User:
    """The signed-in account. Only for views behind `login_required`."""
    return cast("User", request.user)


def actor(request: HttpRequest) -> Actor:
    return actor_of(user_of(request), tools().rights)


def teller() -> Teller:
    """The pack's words in the language of this request."""
    return Teller(tools().pack, get_language() or "zh-hans")


def standing_scheme(words: Teller) -> Scheme:
    """The scheme, in the version of today, that says how subjects stand."""
    return words.pack.scheme(words.pack.standing_scheme, now().astimezone(words.pack.zone).date())


def own_department(by: Actor, act: str) -> str:
    """The only department whose things this actor may do that to; empty where it may to all. Raises `Refused` where to none."""
    return department_filter(by, act)


def reaches(by: Actor, act: str) -> bool:
    """Whether there is anything that this actor may do that to: for pages that leave a part out."""
    try:
        department_filter(by, act)
    except Refused:
        return False
    return True


def show(
    request: HttpRequest,
    template: str,
    page: object = None,
    *,
    section: str = "",
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page in its frame. `crumbs` are what stands between home and the page; the last one is the page."""
    trail = (Crumb(_("Home"), reverse("home")), *crumbs) if crumbs else ()
    context = {"page": page, "frame": frame_of(request), "section": section, "crumbs": trail, **more}
    return render(request, template, context, status=status)


def part(request: HttpRequest, template: str, page: object, **more: Any) -> HttpResponse:
    """A piece of a page, for htmx."""
    return render(request, template, {"page": page, **more})


def frame_of(request: HttpRequest) -> Frame:
    """What stands around the page; bare for somebody who is not signed in."""
    words = teller()
    if not request.user.is_authenticated:
        return Frame()
    by = actor(request)
    acts = frozenset(act for act in by.rights.acts if reaches(by, act))
    return Frame(
        person=Person(by.name, words.department(by.department) if by.department else "", tuple(_role(role) for role in sorted(by.roles))),
        pack=f"{words.pack.title.say(words.language)} ({words.pack.id})",
        strips=strips(words),
        acts=acts,
        reviews=waiting_reviews(own_department(by, "see_reviews")) if "see_reviews" in acts else 0,
        alerts=unseen(own_department(by, "see_alerts")) if "see_alerts" in acts else 0,
        ledger_size=ledger_size() if "see_ledger" in acts or "see_files" in acts else None,
        at=now(),
    )


def strips(words: Teller) -> tuple[Strip, ...]:
    """What has to be said first: that values are examples, and where this pack departs from the law."""
    pack = words.pack
    differs = tuple(line.text.say(words.language) for line in pack.conformity)
    if any(scheme.has_assumptions for scheme in pack.schemes):
        text = _("Points, weights and grade limits of this policy pack are examples that no authority enacted: no decision may rest on them.")
        return (Strip(_("Example values"), text, differs),)
    if differs:
        return (Strip(_("Differs from the law"), "", differs),)
    return ()


def role_names(roles: frozenset[str]) -> str:
    return teller().listed(_role(role) for role in sorted(roles))


def _role(role: str) -> str:
    known = tools().rights.roles.get(role)
    return known.title.say(get_language() or "zh-hans") if known else role


def why_not(by: Actor, act: str, **owner: str) -> str:
    """Why a button is off, in words; empty where it is on."""
    denial = may(by, act, **owner)
    return teller().said(denial).text if denial else ""


def department_options(words: Teller, chosen: str, *, all_too: bool = True) -> tuple[Option, ...]:
    first = (Option("", _("All departments"), None, not chosen),) if all_too else ()
    return first + tuple(Option(id, words.department(id), None, id == chosen) for id in words.pack.departments)


def page_number(request: HttpRequest) -> int:
    """The page asked for; the first one where the address says something else."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
