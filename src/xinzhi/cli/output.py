"""What commands print: lines for people, one JSON document for machines, problems in words."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

import click
import msgspec

from xinzhi import catalogue
from xinzhi.cli.language import language, say
from xinzhi.core.base.problems import Problem, Refused


@dataclass(frozen=True, slots=True)
class Output:
    """`json`: print one JSON document instead of lines."""

    json: bool

    def show(self, document: Any, lines: Callable[[], Iterable[str]]) -> None:
        """Prints `document` as JSON, or `lines()` one by one."""
        if self.json:
            click.echo(msgspec.json.format(msgspec.json.encode(document, enc_hook=_plain), indent=2).decode())
            return
        for line in lines():
            click.echo(line)

    def refuse(self, error: Refused) -> NoReturn:
        """Prints why something was not done and ends with exit code 2."""
        if self.json:
            self.show({"refused": [problem_document(p) for p in error.problems]}, list)
        else:
            for item in error.problems:
                click.echo(f"{say('未办理', 'Refused')}: {sentence(item)}", err=True)
        sys.exit(2)


def sentence(item: Problem) -> str:
    return catalogue.sentences().say(item, language())


def problem_document(item: Problem) -> dict[str, Any]:
    place = item.place
    return {
        "code": item.code,
        "severity": item.severity,
        "params": dict(item.params),
        "place": None
        if place is None
        else {
            name: value
            for name in ("file", "line", "column", "key", "row", "field")
            if (value := getattr(place, name)) is not None
        },
        "message": sentence(item),
    }


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows in columns that stay straight with wide characters."""
    texts = [[str("" if cell is None else cell) for cell in row] for row in rows]
    widths = [max([width(head), *(width(row[i]) for row in texts)]) for i, head in enumerate(headings)]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(cells)).rstrip()

    return [line(headings), "  ".join("─" * w for w in widths), *(line(row) for row in texts)]


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def points(milli: int | None) -> str:
    """Milli-points as people read them: 91.2; an empty value as a dash."""
    if milli is None:
        return "—"
    sign, rest = ("-" if milli < 0 else ""), abs(milli)
    text = f"{rest // 1000}.{rest % 1000:03d}".rstrip("0").rstrip(".")
    return sign + text


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"cannot print {type(value).__name__}")
