"""One mistake at a time in a pack that is right, and where it must be said."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from xinzhi.catalogue import check
from xinzhi.core.base.problems import Problem

PACKS = Path(__file__).parent / "packs"
MARK = "‸"


@dataclass(frozen=True)
class Mistake:
    """`old` in `file` of the pack becomes `new`, in which `‸` marks the place where the mistake must be said.

    Without `old` the file is written anew. `params` are those that the sentence needs; `also` names problems that follow from
    the mistake elsewhere.
    """

    code: str
    file: str
    old: str
    new: str
    key: str
    params: dict[str, object] = field(default_factory=dict)
    severity: str = "error"
    also: tuple[str, ...] = ()
    pack: str = "town"

    def __str__(self) -> str:
        return f"{self.code}: {self.new.replace(MARK, '')[:40]}"


def broken(mistake: Mistake, folder: Path) -> Path:
    """A copy of all test packs with the mistake made. Returns the pack's folder."""
    for source in PACKS.iterdir():
        shutil.copytree(source, folder / source.name)
    path = folder / mistake.pack / mistake.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_changed(mistake).replace(MARK, ""), "utf-8")
    return folder / mistake.pack


def place_of(mistake: Mistake) -> tuple[str, int, int]:
    """The file, line and column of the mark."""
    before = _changed(mistake).partition(MARK)[0]
    return f"{mistake.pack}/{mistake.file}", before.count("\n") + 1, len(before) - before.rfind("\n")


def _changed(mistake: Mistake) -> str:
    assert mistake.new.count(MARK) == 1, mistake
    if not mistake.old:
        return mistake.new
    text = (PACKS / mistake.pack / mistake.file).read_text("utf-8")
    assert text.count(mistake.old) == 1, f"{mistake.old!r} stands {text.count(mistake.old)} times in {mistake.file}"
    return text.replace(mistake.old, mistake.new)


def assert_said(mistake: Mistake, folder: Path) -> Problem:
    """The mistake is said once, at its file, line, column and key, with its parameters, and nothing else is but what follows."""
    problems = check(broken(mistake, folder))
    found = [p for p in problems if p.code == mistake.code and p.place is not None]
    where = [(p.place.file, p.place.line, p.place.column) for p in found if p.place]
    assert where == [place_of(mistake)], [(p.code, dict(p.params), p.place) for p in problems]
    (problem,) = found
    assert problem.place is not None
    assert (problem.place.key or "") == mistake.key
    assert problem.severity == mistake.severity
    given = dict(problem.params)
    assert {name: given.get(name) for name in mistake.params} == mistake.params
    others = {p.code for p in problems} - {mistake.code}
    assert others == set(mistake.also), [(p.code, dict(p.params), p.place) for p in problems]
    return problem
