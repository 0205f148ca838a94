"""The Chinese catalogue of the web, without GNU gettext.

    python tools/messages.py update    collect from templates and sources, keep what is translated, drop what is gone, compile
    python tools/messages.py check     say what is missing or stale, and exit 1

Templates and code hold the English sentence; `django.po` holds the Chinese one. Sentences about problems are not here: they
stand in `locale/problems/`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.template.base import FilterExpression, Node, Template, Variable
from django.template.engine import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "xinzhi" / "web"
CATALOGUE = WEB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LIBRARIES = {"i18n": "django.templatetags.i18n", "house": "xinzhi.web.templatetags.house"}
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
}
"""Functions that take a message: which arguments are its context, its text and its plural."""

Found = tuple[str, str, str]
"""Text, context, plural."""


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    context: str
    plural: str
    places: tuple[tuple[str, str], ...] = field(compare=False)


def collect() -> dict[tuple[str, str], Message]:
    """Every message of templates and sources, by context and text, with the files where it stands."""
    found: dict[tuple[str, str], Message] = {}
    for path, (text, context, plural) in (*from_templates(), *from_python()):
        known = found.get((context, text))
        place = (path.relative_to(ROOT).as_posix(), "")
        places = tuple(sorted({place, *(known.places if known else ())}))
        found[context, text] = Message(text, context, plural or (known.plural if known else ""), places)
    return found


def from_templates() -> Iterator[tuple[Path, Found]]:
    engine = Engine(libraries=LIBRARIES)
    for path in sorted((WEB / "templates").rglob("*.html")):
        for found in _of_nodes(Template(path.read_text("utf-8"), engine=engine).nodelist, {}):
            yield path, found


def _of_nodes(value: object, seen: dict[int, Node]) -> Iterator[Found]:
    """The messages in a compiled template, wherever a node keeps its children. A block is reachable by two ways: `seen` holds it."""
    if isinstance(value, Node):
        if id(value) in seen:
            return
        seen[id(value)] = value
    if isinstance(value, TranslateNode):
        yield _literal(value.filter_expression), _literal(value.message_context), ""
    elif isinstance(value, BlockTranslateNode):
        plural = value.render_token_list(value.plural)[0] if value.plural else ""
        yield value.render_token_list(value.singular)[0], _literal(value.message_context), plural
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _of_nodes(item, seen)
    elif isinstance(value, dict):
        yield from _of_nodes(list(value.values()), seen)
    elif isinstance(value, Node):
        yield from _of_nodes([item for name, item in vars(value).items() if name not in ("origin", "token")], seen)


def _literal(expression: object) -> str:
    if not isinstance(expression, FilterExpression):
        return ""
    return str(expression.var.literal) if isinstance(expression.var, Variable) else str(expression.var)


def from_python() -> Iterator[tuple[Path, Found]]:
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
            called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in CALLS:
                args = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else "" for arg in node.args]
                context, text, plural = (args[at] if at is not None else "" for at in CALLS[called])
                if text:
                    yield path, (text, context, plural)


def catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=120)
    fresh = polib.POFile(wrapwidth=120)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return fresh


def update() -> None:
    po = catalogue()
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in po}
    po.clear()
    for key, message in sorted(collect().items()):
        entry = old.get(key) or polib.POEntry(msgid=message.text, msgctxt=message.context or None)
        if message.plural and not entry.msgstr_plural:
            entry.msgstr_plural, entry.msgstr = {0: entry.msgstr}, ""
        entry.msgid_plural = message.plural
        entry.occurrences = list(message.places)
        po.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(po.to_binary())


def complaints() -> list[str]:
    """What is missing, left over, or not compiled, one line each. Empty: all is well."""
    messages = collect()
    po = catalogue()
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in po}
    out = [
        f"no Chinese for {key} ({message.places[0][0]})"
        for key, message in messages.items()
        if key not in entries or not entries[key].translated()
    ]
    out += [f"nobody asks for {key}" for key in entries if key not in messages]
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != po.to_binary():
        out.append("django.mo is not what django.po compiles to: run `python tools/messages.py update`")
    return out


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
    elif arguments != ["check"]:
        sys.stderr.write(__doc__ or "")
        return 2
    found = complaints()
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=True, INSTALLED_APPS=["django.contrib.staticfiles"])
    sys.exit(main(sys.argv[1:]))
