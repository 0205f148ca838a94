"""What a reader chooses for this browser: light or dark. The language is Django's own view and cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("auto", "light", "dark")
COOKIE = "theme"
YEAR = 365 * 24 * 3600


def theme(request: HttpRequest) -> dict[str, str]:
    """Context processor: the theme of this browser, so that the first paint is right without a script."""
    chosen = request.COOKIES.get(COOKIE, "auto")
    return {"theme": chosen if chosen in THEMES else "auto"}


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(back(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return response


def came_from(request: HttpRequest) -> str:
    """The page of ours on which the reader was before this one; empty where that is not known, or is this one."""
    before = request.headers.get("Referer", "")
    if not before or before == request.build_absolute_uri():
        return ""
    return before if _is_ours(request, before) else ""


def back(request: HttpRequest, otherwise: str = "/") -> str:
    """Where the form came from; never another site."""
    target = request.POST.get("next", "")
    return target if target and _is_ours(request, target) else otherwise


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure())
