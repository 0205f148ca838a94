"""One question to an installation, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from xinzhi.core.base.problems import Problem, Refused, problem
from xinzhi.wiring.settings import Settings


@dataclass(frozen=True, slots=True)
class Check:
    """`name` is stable, for programs; `run` says what is wrong and how to mend it, or nothing. `needs` names the check that must
    be without errors before this one can say anything."""

    name: str
    run: Callable[[Settings], Iterable[Problem]]
    needs: str = ""

    @property
    def title(self) -> Problem:
        """What is asked, as a note in both languages."""
        return Problem(f"check_{self.name}", {}, "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one check. `skipped`: it could not be asked."""

    check: Check
    problems: tuple[Problem, ...] = ()
    skipped: bool = False

    @property
    def state(self) -> Literal["ok", "warning", "error", "skipped"]:
        if self.skipped:
            return "skipped"
        if any(one.is_error for one in self.problems):
            return "error"
        return "warning" if self.problems else "ok"


def examine(settings: Settings, checks: Iterable[Check]) -> list[Finding]:
    """Every check in its order. One that breaks down is an error with what broke it, never the end of the examination."""
    found: list[Finding] = []
    bad: set[str] = set()
    for check in checks:
        if check.needs in bad:
            bad.add(check.name)
            found.append(Finding(check, skipped=True))
            continue
        try:
            finding = Finding(check, tuple(check.run(settings)))
        except Refused as error:
            finding = Finding(check, error.problems)
        except Exception as error:  # noqa: BLE001 - a doctor who faints is of no use: the fault is named instead
            finding = Finding(check, (problem("check_broke", check=check.name, detail=f"{type(error).__name__}: {error}"),))
        if finding.state == "error":
            bad.add(check.name)
        found.append(finding)
    return found
