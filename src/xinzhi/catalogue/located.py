"""YAML with a place for every node.

A pack is read by lawyers: it must say what it says where it says it. So every scalar is text (our own readers make values of
it, and YAML's implicit typing of `no`, `1.10` and `08` never happens), and anchors, tags, duplicate keys, invisible characters
and several documents in one file are refused. The tree is built from the parser's events with a bound on its depth: what is
nested without end is refused before anything grows with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from xinzhi.core.base.problems import Place, Problem, problem

LARGEST = 2_000_000
"""Characters in one file."""

DEEPEST = 24
"""Levels of tables and lists in one file."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
"""Characters that nobody sees: control characters, marks that turn the direction of writing, blanks without width."""

_WIDE_COLON = re.compile(r"\s*(?:- )?[\w.-]+(：)")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar. `blank` where nothing at all stands after the key: `title:`."""

    text: str
    place: Place
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; keys keep their own places."""

    entries: dict[str, tuple[Place, Node]] = field(compare=False)
    place: Place

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)


Node = Text | Items | Table


def compose(source: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The document in `source` with places in `file`, and every mistake of form. None for an empty or unreadable one."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(source) > LARGEST:
        return None, [problem("pack_file_too_large", Place(file), size=len(source), most=LARGEST)]
    unseen = _UNSEEN.search(source)
    if unseen is not None:
        return None, [
            problem("yaml_character", _place_at(source, unseen.start(), file), found=f"U+{ord(unseen[0]):04X}")
        ]
    builder = _Builder(file)
    try:
        root = builder.build(source)
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, _syntax(error, source, file)]
    except _TooDeep as error:
        return None, [problem("yaml_too_deep", error.place, most=DEEPEST)]
    if root is None:
        return None, [problem("pack_file_empty", Place(file))]
    return root, builder.problems


def _place_at(source: str, offset: int, file: str) -> Place:
    line = source.count("\n", 0, offset) + 1
    return Place(file, line, offset - (source.rfind("\n", 0, offset) + 1) + 1)


class _TooDeep(Exception):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class _Builder:
    """Makes the tree from the events of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def build(self, source: str) -> Node | None:
        loader = yaml.CBaseLoader(source)
        try:
            loader.get_event()
            if not isinstance(loader.get_event(), yaml.DocumentStartEvent):
                return None
            root = self._node(loader, loader.get_event(), "", 1)
            loader.get_event()
            after = loader.get_event()
            if isinstance(after, yaml.DocumentStartEvent):
                self.problems.append(problem("yaml_several_documents", self._place(after, "")))
            return root
        finally:
            loader.dispose()

    def _node(self, loader: yaml.CBaseLoader, event: yaml.Event | None, key: str, depth: int) -> Node:
        assert event is not None, "a document begun is a document ended, or an error of the parser"
        place = self._place(event, key)
        if depth > DEEPEST:
            raise _TooDeep(place)
        self._refuse_marks(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := loader.get_event(), yaml.SequenceEndEvent):
                items.append(self._node(loader, inner, f"{key}[{len(items)}]", depth + 1))
            return Items(tuple(items), place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(loader, place, key, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Text(event.value, place, blank=not event.value and not event.style)
        return Text("", place)

    def _table(self, loader: yaml.CBaseLoader, place: Place, key: str, depth: int) -> Table:
        entries: dict[str, tuple[Place, Node]] = {}
        while not isinstance(inner := loader.get_event(), yaml.MappingEndEvent):
            name_node = self._node(loader, inner, key, depth + 1)
            name = name_node.text if isinstance(name_node, Text) else ""
            path = f"{key}.{name}" if key and name else key or name
            key_place = Place(self.file, name_node.place.line, name_node.place.column, path or None)
            value = self._node(loader, loader.get_event(), path, depth + 1)
            if not isinstance(name_node, Text):
                self.problems.append(problem("yaml_key_is_text", key_place))
            elif name in entries:
                self.problems.append(problem("key_twice", key_place, key=name, line=entries[name][0].line))
            else:
                entries[name] = (key_place, value)
        return Table(entries, place)

    def _refuse_marks(self, event: yaml.Event, place: Place) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.problems.append(problem("yaml_anchor", place, found=str(anchor)))
        elif tag is not None:
            self.problems.append(problem("yaml_tag", place, found=str(tag)))

    def _place(self, event: yaml.Event, key: str) -> Place:
        mark = event.start_mark
        assert mark is not None, "the parser marks every event"
        return Place(self.file, mark.line + 1, mark.column + 1, key or None)


_SYNTAX = (
    ("mapping values are not allowed", "yaml_colon"),
    ("could not find expected ':'", "yaml_colon_missing"),
    ("unexpected end of stream", "yaml_quote_open"),
    ("did not find expected ',' or", "yaml_bracket_open"),
    ("did not find expected node content", "yaml_bracket_open"),
    ("did not find expected key", "yaml_indentation"),
    ("did not find expected '-'", "yaml_indentation"),
    ("block sequence entries are not allowed", "yaml_indentation"),
)
"""What the parser says, and which of our sentences tells a writer what to do about it."""


def _syntax(error: yaml.MarkedYAMLError, source: str, file: str) -> Problem:
    said = str(error.problem or error.context or "")
    code = next((code for words, code in _SYNTAX if words in said), "yaml_syntax")
    opened = code in ("yaml_quote_open", "yaml_bracket_open")  # the mark of interest is where it was opened
    mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
    if mark is None:
        return problem(code, Place(file), detail=said)
    place = Place(file, mark.line + 1, mark.column + 1)
    lines = source.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    before, rest = line[: mark.column], line[mark.column :]
    if "cannot start any token" in said:
        return (
            problem("yaml_tab", place) if rest[:1] == "\t" else problem("yaml_first_character", place, found=rest[:1])
        )
    if code == "yaml_indentation" and (before.strip() or rest[:1] in ("]", "}")):
        return problem("yaml_leftover", place, found=rest[:40].strip())
    if code in ("yaml_colon", "yaml_colon_missing"):
        for number in (mark.line, mark.line - 1):
            wide = _WIDE_COLON.match(lines[number]) if 0 <= number < len(lines) else None
            if wide is not None:
                return problem("yaml_wide_colon", Place(file, number + 1, wide.start(1) + 1))
    return problem(code, place, detail=said)
