"""The installation that flows are tried on."""

from tests.flows.conftest import _templates, city, penalties, town  # noqa: F401
