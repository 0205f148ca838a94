"""The files of a pack: where its folder lies, which folders it builds on, what stands in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xinzhi.catalogue.located import LARGEST, Items, Node, Table, Text, compose
from xinzhi.catalogue.writing import Book, nearest
from xinzhi.core.base.problems import Place, Problem, problem

MAIN = "pack.yaml"
COMMON = "common"
"""The folder that is read before the departments', which refer to it."""

MOST_FILES = 5_000
_MOST_LAYERS = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it lies there. `name` is how messages call it: the pack's folder and the way from it."""

    path: Path
    name: str
    parts: tuple[str, ...]
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Layer:
    """The files of one pack, `pack.yaml` first, then what is common, then the departments."""

    folder: Path
    sources: tuple[Source, ...]


def shipped() -> Path:
    """Where the packs lie that come with the house."""
    return Path(__file__).resolve().parent.parent / "packs"


def layers(pack: str | Path, search: Sequence[Path], book: Book) -> list[Layer]:
    """The layers of a pack from the root to itself; empty where one cannot be found."""
    found: list[Layer] = []
    wanted, place = str(pack), Place(str(pack))
    folder = Path(pack).resolve() if Path(pack).is_dir() else _find(wanted, search)
    while True:
        if folder is None or not (folder / MAIN).is_file():
            known = {p.name for s in search if s.is_dir() for p in s.iterdir() if (p / MAIN).is_file()}
            book.wrong(
                "pack_not_found", place, found=wanted, proposal=nearest(wanted, known), known=", ".join(sorted(known))
            )
            return []
        if folder in [layer.folder for layer in found] or len(found) >= _MOST_LAYERS:
            book.wrong("pack_extends_itself", place, found=wanted)
            return []
        layer = _layer(folder, book)
        if not layer.sources or layer.sources[0].parts != (MAIN,):
            return []
        found.insert(0, layer)
        node, _ = document(layer.sources[0])
        entry = node.entries.get("extends") if isinstance(node, Table) else None
        if entry is None:
            return found
        upper = entry[1]
        if not isinstance(upper, Text) or not upper.text:
            book.wrong("text_expected", upper.place, found="")
            return []
        wanted, place = upper.text, upper.place
        folder = _find(wanted, (folder.parent, *search))


def _find(pack: str, search: Sequence[Path]) -> Path | None:
    """Packs are known by the name of their folder: no way out of the search path."""
    if not pack or pack in (".", "..") or "/" in pack or "\\" in pack or "\x00" in pack:
        return None
    return next(((base / pack).resolve() for base in search if (base / pack / MAIN).is_file()), None)


def _layer(folder: Path, book: Book) -> Layer:
    sources: list[Source] = []
    for path in _yaml_files(folder, book):
        parts = path.relative_to(folder).parts
        name = "/".join((folder.name, *parts))
        try:
            if path.stat().st_size > 4 * LARGEST:
                book.wrong("pack_file_too_large", Place(name), size=path.stat().st_size, most=LARGEST)
                continue
            content = path.read_bytes()
        except OSError as error:
            book.wrong("pack_file_unreadable", Place(name), detail=error.strerror or str(error))
            continue
        sources.append(Source(path, name, parts, content, hashlib.sha256(content).hexdigest()))
    return Layer(folder, tuple(sources))


def _yaml_files(folder: Path, book: Book) -> Iterator[Path]:
    paths = [
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    if len(paths) > MOST_FILES:
        book.wrong("pack_too_many_files", Place(folder.name), found=len(paths), most=MOST_FILES)
        paths = [folder / MAIN]
    for path in paths:
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            name = "/".join((folder.name, *path.relative_to(folder).parts))
            book.doubtful("pack_file_not_read", Place(name), found=path.suffix)
    rank = {MAIN: 0, COMMON: 1}
    first = lambda path: (rank.get(path.relative_to(folder).parts[0], 2), path.relative_to(folder).parts)  # noqa: E731
    yield from sorted((path for path in paths if path.suffix == ".yaml"), key=first)


def document(source: Source) -> tuple[Node | None, list[Problem]]:
    """The tree of a file with every mistake of form; None where it cannot be read."""
    try:
        text = source.content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.content.count(b"\n", 0, error.start) + 1
        return None, [problem("pack_file_encoding", Place(source.name, line))]
    return compose(text, source.name)


def content_of(node: Node) -> object:
    """What a document says, without places and comments, its order kept: the ground of a pack's digest."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [content_of(item) for item in node.items]
    return {"table": [[key, content_of(value)] for key, (_, value) in node.entries.items()]}
