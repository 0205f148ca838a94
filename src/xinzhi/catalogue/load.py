"""Loading a pack: its layers from the root to the nearest, read, merged and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xinzhi.catalogue import sections
from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint import lint
from xinzhi.catalogue.located import Node, Table, compose
from xinzhi.catalogue.model import Pack, PackFile
from xinzhi.catalogue.reading import Book, Reader, day, one_of, yes
from xinzhi.catalogue.record_types import amend, party_columns, record_type
from xinzhi.catalogue.schemes import scheme
from xinzhi.core.base.periods import MonthRule, WorkCalendar
from xinzhi.core.base.problems import Place, Problem, Refused, problem
from xinzhi.core.identity.matching import MatchPolicy

MAIN = "pack.yaml"
_COMMON = "common"  # read before the departments, which refer to it
_NO_MATCHING = MatchPolicy(1000, 0, 0, 0, 1001, 700, 0, 900)


class PackError(Refused):
    """A pack that cannot be used, with everything that is wrong with it."""


def shipped() -> Path:
    """Where the packs lie that come with the house."""
    return Path(__file__).resolve().parent.parent / "packs"


def load(pack: str | Path, search: Sequence[Path] = ()) -> Pack:
    """The pack of this id or in this folder. Raises `PackError` with every mistake when there is any."""
    value, problems = read(pack, search)
    errors = [p for p in problems if p.is_error]
    if errors or value is None:
        raise PackError(*(errors or problems))
    return value


def check(pack: str | Path, search: Sequence[Path] = ()) -> list[Problem]:
    """Everything that is wrong or doubtful about a pack, in the order of its files and lines."""
    _, problems = read(pack, search)
    return sorted(problems, key=lambda p: (p.place.file or "", p.place.line or 0) if p.place else ("", 0))


def read(pack: str | Path, search: Sequence[Path] = ()) -> tuple[Pack | None, list[Problem]]:
    book = Book()
    folders = _layers(pack, (*search, shipped()), book)
    if not folders:
        return None, book.problems
    reading = Reading(book)
    heads: list[Reader] = []
    files: list[PackFile] = []
    extras: dict[str, object] = {}
    for folder in folders:
        _read_layer(folder, reading, heads, files, extras)
    value = _assemble(reading, heads, files, extras)
    if value is not None:
        book.problems.extend(lint(value, reading))
    return value, book.problems


def _layers(pack: str | Path, search: Sequence[Path], book: Book) -> list[Path]:
    """Folders from the root to the pack itself."""
    folders: list[Path] = []
    seen: set[Path] = set()
    folder = _find(str(pack), search)
    wanted, place = str(pack), Place(str(pack))
    while True:
        if folder is None or not (folder / MAIN).is_file():
            known = ", ".join(sorted(p.name for s in search if s.is_dir() for p in s.iterdir() if (p / MAIN).is_file()))
            book.wrong("pack_not_found", place, found=wanted, known=known)
            return []
        if folder in seen:
            book.wrong("pack_extends_itself", place, found=wanted)
            return []
        seen.add(folder)
        folders.insert(0, folder)
        node, problems = _document(folder / MAIN, folder)
        if problems:
            book.problems.extend(problems)
            return []
        entry = node.entries.get("extends") if isinstance(node, Table) else None
        if entry is None:
            return folders
        wanted, place = getattr(entry[1], "text", ""), entry[0]
        folder = _find(wanted, search)


def _find(pack: str, search: Sequence[Path]) -> Path | None:
    direct = Path(pack)
    if direct.is_dir():
        return direct.resolve()
    return next((base / pack for base in search if (base / pack).is_dir()), None) if pack else None


def _document(path: Path, root: Path) -> tuple[Node | None, list[Problem]]:
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        source = path.read_text("utf-8")
    except (UnicodeDecodeError, OSError) as error:
        return None, [problem("pack_file_unreadable", Place(name), detail=str(error))]
    if "\x00" in source:
        return None, [problem("pack_file_unreadable", Place(name), detail="NUL")]
    return compose(source, name)


def _read_layer(
    folder: Path, reading: Reading, heads: list[Reader], files: list[PackFile], extras: dict[str, object]
) -> None:
    book = reading.book
    documents: list[tuple[Path, Node]] = []
    for path in sorted(folder.rglob("*.yaml"), key=lambda p: (p.relative_to(folder).parts[0] != _COMMON, p)):
        files.append(
            PackFile(f"{folder.name}/{path.relative_to(folder).as_posix()}", hashlib.sha256(path.read_bytes()).hexdigest())
        )
        node, problems = _document(path, folder)
        book.problems.extend(problems)
        if node is not None:
            documents.append((path, node))
    head = next((Reader(node, book, "pack") for path, node in documents if path == folder / MAIN), None)
    if head is None:
        return
    reading.layer = head.text("pack", required=True)
    heads.append(head)
    sections.instruments(reading, head)
    sections.identifiers(reading, head)
    sections.conformity(reading, head)
    month_rule = head.value("month_rule", one_of(MonthRule), MonthRule.CIVIL_CODE)
    for path, node in documents:
        if path != folder / MAIN:
            _one_document(path, node, reading, extras, month_rule, path.relative_to(folder).parts[0])
    reading.forbidden += [(pattern, reading.layer) for pattern in head.texts("forbid_override")]


_TOP = {
    "department": sections.department,
    "code_lists": sections.code_lists,
    "regions": sections.regions,
    "duties": sections.duties,
    "risk": sections.risk,
    "alerts": sections.alerts,
    "mapping": sections.mapping,
    "party_columns": party_columns,
}


def _one_document(
    path: Path, node: Node, reading: Reading, extras: dict[str, object], month_rule: MonthRule, folder: str
) -> None:
    if not isinstance(node, Table):
        reading.book.wrong("table_expected", node.place, found="", where=path.name)
        return
    if "record_type" in node.entries:
        record_type(reading, node)
        return
    if "amend_record_type" in node.entries:
        amend(reading, node)
        return
    if "scheme" in node.entries:
        scheme(reading, node, month_rule, folder)
        return
    for key, (place, value) in node.entries.items():
        if key in _TOP:
            _TOP[key](reading, value)
        elif key == "calendar":
            extras["calendar"] = sections.calendar(reading, value)
        elif key == "matching":
            extras["matching"] = sections.matching(reading, value)
        elif key == "scheme_cases":
            reading.found["cases"][f"{place.file}:{place.line}"] = value
        else:
            known = sorted((*_TOP, "calendar", "matching", "record_type", "amend_record_type", "scheme", "scheme_cases"))
            reading.book.wrong("document_unknown", place, key=key, known=", ".join(known))


def _assemble(
    reading: Reading, heads: list[Reader], files: list[PackFile], extras: dict[str, object]
) -> Pack | None:
    if not heads:
        return None
    head = heads[-1]
    force = head.sub("in_force", required=True)
    start = force.value("from", day, None, required=True) if force else None
    end = force.optional("to", day) if force else None
    if force:
        force.done()
    found = reading.found
    matching, calendar = extras.get("matching"), extras.get("calendar")
    pack = Pack(
        id=head.text("pack", required=True),
        title=head.words("title"),
        layers=tuple(h.text("pack") for h in heads),
        region=head.text("region"),
        zone=_zone(head),
        month_rule=head.value("month_rule", one_of(MonthRule), MonthRule.CIVIL_CODE),
        in_force_from=start or date.min,
        in_force_to=end,
        departments=found["departments"],
        instruments=found["instruments"],
        code_lists=found["code_lists"],
        regions=found["regions"],
        identifiers=found["identifiers"],
        record_types=found["record_types"],
        schemes=tuple(found["schemes"].values()),
        duties=found["duties"],
        risk=found["risk"],
        alerts=tuple(found["alerts"].values()),
        matching=matching if isinstance(matching, MatchPolicy) else _NO_MATCHING,
        calendar=calendar if isinstance(calendar, WorkCalendar) else WorkCalendar(),
        mappings=tuple(found["mappings"].values()),
        conformity=tuple(found["conformity"].values()),
        is_demo=head.value("demo", yes, False),
        files=tuple(files),
        digest=hashlib.sha256("\n".join(f"{f.path} {f.sha256}" for f in files).encode()).hexdigest(),
        standing_scheme=head.text("standing_scheme"),
    )
    for one in heads:
        for key in ("extends", "in_force", "time_zone", "region", "demo", "standing_scheme", "title", "month_rule"):
            one.asked.add(key)
        one.done()
    return pack


def _zone(head: Reader) -> ZoneInfo:
    name = head.text("time_zone", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        head.book.wrong("zone_unknown", head.place_of("time_zone"), found=name)
        return ZoneInfo("Asia/Shanghai")
