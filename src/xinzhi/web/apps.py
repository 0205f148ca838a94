"""The Django app that carries templates, static files and the message catalogues."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xinzhi.web"
    label = "web"
    verbose_name = "Xinzhi web"
