"""YAML with a place for every node.

PyYAML composes the nodes with their marks; values are made by our own readers from the text of the scalars, so YAML's
implicit typing (`no` as false, `1.10` as 1.1, `08` as an error) never happens. Anchors, tags and duplicate keys are refused:
a pack is read by lawyers and must say what it says where it says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from xinzhi.core.base.problems import Place, Problem, problem

_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    place: Place


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
    if len(source) > _LARGEST:
        return None, [problem("pack_file_too_large", Place(file), size=len(source))]
    try:
        loader = yaml.CBaseLoader(source)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return None, [_syntax(error, file)]
    if root is None:
        return None, [problem("pack_file_empty", Place(file))]
    problems: list[Problem] = []
    return _convert(root, file, "", problems), problems


def _syntax(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    return problem("yaml_syntax", where, detail=str(getattr(error, "problem", "") or error))


def _convert(node: yaml.Node, file: str, key: str, problems: list[Problem]) -> Node:
    place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1, key or None)
    if node.tag.startswith("!"):
        problems.append(problem("yaml_tag", place, found=node.tag))
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, place)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_convert(item, file, f"{key}[{i}]", problems) for i, item in enumerate(node.value)), place)
    entries: dict[str, tuple[Place, Node]] = {}
    for key_node, value in node.value:
        name = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        path = f"{key}.{name}" if key else name
        key_place = Place(file, key_node.start_mark.line + 1, key_node.start_mark.column + 1, path)
        if name in entries:
            problems.append(problem("key_twice", key_place, key=name, first=entries[name][0].line))
            continue
        entries[name] = (key_place, _convert(value, file, path, problems))
    return Table(entries, place)
