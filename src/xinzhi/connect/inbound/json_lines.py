"""JSON lines: one object a line. Numbers stay as they were written; a line that is broken is a refused row, not a refused file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from xinzhi.connect.inbound.delimited import encoding_of, lines
from xinzhi.connect.inbound.source import MOST_COLUMNS, MOST_ROWS, Row, Source
from xinzhi.core.base.problems import Problem, Refused, problem

HEADINGS_AT = 0
"""The keys stand before the first line."""


def open_json_lines(path: Path, name: str) -> Source:
    """The objects of a file as rows under all keys that occur, in the order in which they first do."""
    encoding = encoding_of(path, name)
    keys: dict[str, None] = {}
    size = 0
    for number, line in enumerate(lines(path, encoding, name), 1):
        size = number
        if number == 1 and line.lstrip()[:1] == "[":
            raise Refused(problem("json_is_array", name=name))
        value = _object(line)
        if isinstance(value, dict):
            keys.update(dict.fromkeys(value))
        if len(keys) > MOST_COLUMNS:
            raise Refused(problem("too_many_columns", name=name, row=number, most=MOST_COLUMNS))
        if number > MOST_ROWS:
            raise Refused(problem("too_many_rows", name=name, most=MOST_ROWS))
    if not keys:
        raise Refused(problem("json_without_objects", name=name))
    headings = list(keys)
    return Source(lambda: _rows(path, encoding, name, headings), size, encoding=encoding)


def _rows(path: Path, encoding: str, name: str, headings: list[str]) -> Iterator[Row]:
    yield Row(HEADINGS_AT, headings)
    for number, line in enumerate(lines(path, encoding, name), 1):
        value = _object(line)
        if value is None:
            yield Row(number, [])
        elif isinstance(value, Problem):
            yield Row(number, [line.strip()[:200]], value)
        else:
            yield Row(number, [_text(value.get(key)) for key in headings])


def _object(line: str) -> dict[str, Any] | Problem | None:
    if not line.strip():
        return None
    try:
        value = json.loads(line, parse_float=str, parse_int=str, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        return problem("json_key_twice" if "twice" in str(error) else "json_broken", detail=str(error)[:80])
    if not isinstance(value, dict):
        return problem("json_not_object")
    nested = next((key for key, item in value.items() if isinstance(item, dict | list)), None)
    return value if nested is None else problem("json_nested", key=nested)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
