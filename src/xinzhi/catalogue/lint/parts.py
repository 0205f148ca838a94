"""The lines of a scheme with the way to each."""

from __future__ import annotations

from collections.abc import Iterator

from xinzhi.catalogue.lint.pen import Path
from xinzhi.core.schemes.nodes import Override, Rule, Scheme


def lines_of(scheme: Scheme) -> Iterator[tuple[Path, Rule | Override]]:
    """Every rule, then every override, with where it stands."""
    for i, rule in enumerate(scheme.rules):
        yield ("rules", f"#{i}"), rule
    for i, override in enumerate(scheme.overrides):
        yield ("overrides", f"#{i}"), override
