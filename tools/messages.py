"""Message catalogues of the web and the command line, without GNU gettext.

    python tools/messages.py update    collect from templates and sources, keep what is translated, drop what is gone, compile
    python tools/messages.py check     say what is missing or stale, and exit 1

Two kinds of message: English sentences in templates and code, which need a Chinese text; and keys such as the code of a
problem (`pgettext("problem", "not_your_department")`), which need a text in both languages.
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
SOURCE = ROOT / "src" / "xinzhi"
LOCALES = SOURCE / "web" / "locale"
LANGUAGES = {"zh_Hans": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
LIBRARIES = {"i18n": "django.templatetags.i18n", "house": "xinzhi.web.templatetags.house"}
CALLS = {
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "word": (0, 1),
    "keyed": (0, 1),
}
"""Functions that take a message: which argument is the context (None: there is none), which is the text."""
PROBLEMS = {"problem", "warning"}


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    context: str = ""
    plural: str = ""
    places: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text

    @property
    def is_key(self) -> bool:
        """Whether the text is a name rather than a sentence, so that English needs one too."""
        return bool(self.context) and self.text.replace("_", "").replace(".", "").isalnum() and self.text.islower()


def collect() -> dict[tuple[str, str], Message]:
    """Every message of the sources, with the places where it stands."""
    found: dict[tuple[str, str], Message] = {}
    for message in (*from_templates(), *from_python()):
        known = found.get(message.key)
        places = (*(known.places if known else ()), *message.places)
        found[message.key] = Message(message.text, message.context, message.plural or (known.plural if known else ""), places)
    return found


def from_templates() -> Iterator[Message]:
    engine = Engine(libraries=LIBRARIES)
    for path in sorted((SOURCE / "web" / "templates").rglob("*.html")):
        place = ((path.relative_to(ROOT).as_posix(), ""),)
        for text, context, plural in _of_nodes(Template(path.read_text("utf-8"), engine=engine).nodelist, set()):
            yield Message(text, context, plural, place)


def _of_nodes(value: object, seen: set[int]) -> Iterator[tuple[str, str, str]]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, TranslateNode):
        yield _literal(value.filter_expression), _literal(value.message_context), ""
        return
    if isinstance(value, BlockTranslateNode):
        plural = value.render_token_list(value.plural)[0] if value.plural else ""
        yield value.render_token_list(value.singular)[0], _literal(value.message_context), plural
        return
    if isinstance(value, Variable) and value.translate:
        yield str(value.literal), "", ""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _of_nodes(item, seen)
    elif isinstance(value, dict):
        yield from _of_nodes(list(value.values()), seen)
    elif isinstance(value, Node | FilterExpression):
        names = vars(value) if hasattr(value, "__dict__") else {name: getattr(value, name, None) for name in value.__slots__}
        for name, item in names.items():
            if name not in ("origin", "token", "source", "parser"):
                yield from _of_nodes(item, seen)
    elif type(value).__name__ == "TemplateLiteral":  # operands of {% if %}
        yield from _of_nodes(getattr(value, "value", None), seen)


def _literal(expression: object) -> str:
    if not isinstance(expression, FilterExpression):
        return ""
    var = expression.var
    return str(var.literal) if isinstance(var, Variable) else str(var)


def from_python() -> Iterator[Message]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"), name)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = ((name, ""),)
            if called in PROBLEMS and node.args and (text := _string(node.args[0])):
                yield Message(text, "problem", "", place)
            elif called in CALLS:
                context_at, text_at = CALLS[called]
                args = [_string(arg) for arg in node.args]
                context = args[context_at] if context_at is not None and len(args) > context_at else ""
                if len(args) > text_at and (text := args[text_at]) and context is not None:
                    yield Message(text, context, "", place)


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def catalogue(language: str) -> polib.POFile:
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        return polib.pofile(str(path), wrapwidth=120)
    fresh = polib.POFile(wrapwidth=120)
    fresh.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language, "Plural-Forms": LANGUAGES[language]}
    fresh.fpath = str(path)
    return fresh


def wanted(language: str, messages: dict[tuple[str, str], Message]) -> dict[tuple[str, str], Message]:
    return messages if language != "en" else {key: message for key, message in messages.items() if message.is_key}


def kept_by_hand(entry: polib.POEntry) -> bool:
    """Entries that code asks for by a name worked out at run time; their comment says who asks."""
    return "by name" in (entry.comment or "")


def update() -> None:
    messages = collect()
    for language in LANGUAGES:
        old = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue(language)}
        po = catalogue(language)
        po.clear()
        want = wanted(language, messages)
        for key in sorted({*want, *(key for key, entry in old.items() if kept_by_hand(entry))}):
            entry = old.get(key)
            message = want.get(key)
            if entry is None:
                assert message is not None
                entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
            if message is not None:
                entry.msgid_plural = message.plural
                if message.plural and not entry.msgstr_plural:
                    forms = 1 if language == "zh_Hans" else 2
                    entry.msgstr_plural = dict.fromkeys(range(forms), entry.msgstr)
                    entry.msgstr = ""
                entry.occurrences = sorted(set(message.places))
            po.append(entry)
        path = Path(str(po.fpath))
        path.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path))
        path.with_suffix(".mo").write_bytes(po.to_binary())


def complaints() -> list[str]:
    """What is missing, stale or not compiled, one line each. Empty: all is well."""
    messages = collect()
    out = []
    for language in LANGUAGES:
        po = catalogue(language)
        entries = {(entry.msgctxt or "", entry.msgid): entry for entry in po}
        want = wanted(language, messages)
        for key, message in want.items():
            entry = entries.get(key)
            if entry is None or not entry.translated():
                out.append(f"{language}: no text for {key} ({', '.join(place for place, _ in message.places[:2])})")
        out += [f"{language}: nobody asks for {key}" for key, entry in entries.items() if key not in want and not kept_by_hand(entry)]
        compiled = Path(str(po.fpath)).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != po.to_binary():
            out.append(f"{language}: django.mo is not what django.po compiles to: run `python tools/messages.py update`")
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
