"""Sign in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext as _

from xinzhi.desk.models import User
from xinzhi.web.telling.teller import Teller
from xinzhi.web.views.showing import role_names, teller, tools


class SignIn(LoginView):
    template_name = "web/desk/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if tools().demo:
            context["demo_accounts"] = _accounts(teller())
            context["demo_note"] = _("The password was shown where the demonstration city was made.")
        return context


def _accounts(words: Teller) -> list[tuple[str, str]]:
    """Who can sign in to a demonstration, and who that is."""
    people = User.objects.filter(is_active=True).order_by("pk")[:12]
    return [(user.username, words.department(user.department) if user.department else role_names(user.role_set)) for user in people]


class SignOut(LogoutView):
    http_method_names = ["post", "options"]  # noqa: RUF012 - Django's own attribute
