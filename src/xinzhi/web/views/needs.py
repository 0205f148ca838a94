"""What an address needs: which act of the table of rights it is. Every view says so, and a test walks over all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from xinzhi.core import authority
from xinzhi.core.base.problems import Refused
from xinzhi.web.views.showing import actor

View = Callable[..., HttpResponseBase]


def needs(*acts: str) -> Callable[[View], View]:
    """Only for those who are signed in and may do one of `acts` to something; with none, for everybody who is signed in.

    Whose things it is about is asked by the view or its flow, which know the owner.
    """

    def around(view: View) -> View:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
            by = actor(request)
            denials = [authority.may(by, act) for act in acts]
            if denials and None not in denials:
                raise Refused(*[denial for denial in denials[:1] if denial is not None])
            return view(request, *positional, **named)

        checked.acts = acts  # type: ignore[attr-defined]
        return checked

    return around
