"""Points, shares, money and counts as they are written."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
CENTS_IN_10K_YUAN = 1_000_000


def points(milli: int, *, signed: bool = False) -> str:
    """Milli-points exactly, without idle zeros: -12600 is "−12.6". `signed` writes the plus as well."""
    return _sign(milli, signed) + _thousandths(abs(milli))


def exact(amount: int, scale: int) -> str:
    """`amount` parts of `scale` (a power of ten) as a decimal, without idle zeros."""
    return _sign(amount, False) + _trimmed(abs(amount), scale)


def share(per_mille: int) -> str:
    """Per mille as per cent: 463 is "46.3%"."""
    return f"{_sign(per_mille, False)}{_trimmed(abs(per_mille), 10)}%"


def count(number: int) -> str:
    return f"{number:,}"


def money(cents: int, language: str) -> str:
    """Cents as yuan. Chinese readers get 万元 from ten thousand on where that loses nothing beyond two places: 1.5万元."""
    sign, amount = _sign(cents, False), abs(cents)
    if language.startswith("en"):
        return f"{sign}CNY {amount // 100:,}{_cents(amount)}"
    if amount >= CENTS_IN_10K_YUAN and amount % (CENTS_IN_10K_YUAN // 100) == 0:
        return f"{sign}{_trimmed(amount // (CENTS_IN_10K_YUAN // 100), 100)}万元"
    return f"{sign}{amount // 100:,}{_cents(amount)}元"


def size(number: int) -> str:
    """A file's size in binary steps, in at most four characters and a unit."""
    if number < 1024:
        return f"{number} B"
    for unit in ("KiB", "MiB", "GiB"):
        number, rest = divmod(number, 1024)
        if number < 1024 or unit == "GiB":
            break
    return f"{number}.{rest * 10 // 1024} {unit}" if number < 10 else f"{number} {unit}"


def _sign(number: int, signed: bool) -> str:
    if number < 0:
        return MINUS
    return "+" if signed and number > 0 else ""


def _thousandths(amount: int) -> str:
    return _trimmed(amount, 1000)


def _trimmed(amount: int, scale: int) -> str:
    whole, rest = divmod(amount, scale)
    places = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0")
    return f"{whole:,}.{places}" if places else f"{whole:,}"


def _cents(amount: int) -> str:
    return f".{amount % 100:02d}" if amount % 100 else ""
