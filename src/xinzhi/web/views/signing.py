"""Sign in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView

from xinzhi.web.views.showing import tools


class SignIn(LoginView):
    template_name = "web/desk/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo"] = tools().demo
        return context


class SignOut(LogoutView):
    http_method_names = ["post", "options"]  # noqa: RUF012 - Django's own attribute
