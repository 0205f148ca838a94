"""What templates need besides Django's own: values as words, icons, addresses of static files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from xinzhi.web.assets import address
from xinzhi.web.words import days, numbers

register = template.Library()


def _language() -> str:
    return get_language() or "zh"


@register.filter
def day(value: date | None) -> str:
    return "" if value is None else days.day(value, _language())


@register.filter
def short_day(value: date | None) -> str:
    return "" if value is None else days.short_day(value, _language())


@register.filter
def month(value: date | None) -> str:
    return "" if value is None else days.month(value, _language())


@register.filter
def moment(value: datetime | None) -> str:
    return "" if value is None else days.moment(timezone.localtime(value), _language())


@register.filter
def iso(value: date | datetime | None) -> str:
    """For `datetime` attributes and date fields."""
    return "" if value is None else value.isoformat()


@register.filter
def points(milli: int | None) -> str:
    return "–" if milli is None else numbers.points(milli)


@register.filter
def signed(milli: int) -> str:
    return numbers.points(milli, signed=True)


@register.filter
def millionths(value: int) -> str:
    return numbers.exact(value, 1_000_000)


@register.filter
def share(per_mille: int | None) -> str:
    return "–" if per_mille is None else numbers.share(per_mille)


@register.filter
def count(number: int | None) -> str:
    return "–" if number is None else numbers.count(number)


@register.filter
def percent_at(per_mille: int) -> str:
    """A place along a drawing, as SVG wants it: always with a point, in every language."""
    return f"{per_mille // 10}.{per_mille % 10}%"


@register.filter
def listed(values: Iterable[str]) -> str:
    """Several words in a row, with the comma of the language: 名称、代码."""
    return (", " if _language().startswith("en") else "、").join(str(value) for value in values)


@register.filter
def minus(value: int, other: int) -> int:
    return value - other


@register.filter
def of_all(value: int, whole: int) -> int:
    """`value` of `whole` in per mille, for bars."""
    return 1000 * value // whole if whole else 0


@register.simple_tag
def asset(path: str) -> str:
    """The address of one of our static files: it may be kept for ever, and changes when the file does."""
    return address(path)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A picture beside a word: hidden from screen readers, because the word is there."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', extra, asset("web/img/icons.svg"), name
    )


@register.simple_tag
def shape(name: str, family: str = "tone") -> SafeString:
    """The shape of a tone or of an event, without the class of an icon: it is filled, not drawn in lines."""
    return format_html(
        '<svg aria-hidden="true" focusable="false"><use href="{}#{}-{}"/></svg>', asset("web/img/icons.svg"), family, name
    )
