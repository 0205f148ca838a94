"""号牌号码 (GA 36-2018): number, class and colour.

Read are ordinary plates, 挂 学 警 港 澳, and small and large new-energy ones. Embassy, consulate, military, armed-police,
emergency-rescue, test and temporary plates are told apart and not read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.identity.readings import Valid, fold

_P = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ORDINARY = re.compile(rf"[{_P}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]")
_SMALL = re.compile(rf"[{_P}][A-HJ-NP-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{{4}}")
_LARGE = re.compile(rf"[{_P}][A-HJ-NP-Z][0-9]{{5}}[A-HJK]")
_OTHER = re.compile(r"使|领|應急|应急|消防|^WJ|^[A-Z]{2}[0-9]{5}$|临|试$|超$|民航|军")
_SIMPLIFY = str.maketrans("滬遼雲魯蘇贛陝閩貴粵寧瓊學掛領濛", "沪辽云鲁苏赣陕闽贵粤宁琼学挂领蒙")
_CONFUSED = str.maketrans({"I": "1", "O": "0"})
_COLOUR = r"[(\[【_/|,，:：]*(黄绿双拼|渐变绿|黄绿|蓝|黄|绿|白|黑)(?:色牌|牌照|色|牌)?[)\]】_/|,，:：]*"
_COLOUR_BEHIND = re.compile(rf"(.*?[A-Z0-9挂学警港澳]){_COLOUR}")
_COLOUR_BEFORE = re.compile(rf"{_COLOUR}(.*)")


class PlateClass(StrEnum):
    ORDINARY = "ordinary"
    TRAILER = "trailer"
    LEARNER = "learner"
    POLICE = "police"
    HONG_KONG = "hong_kong"
    MACAO = "macao"
    SMALL_NEW_ENERGY = "small_new_energy"
    LARGE_NEW_ENERGY = "large_new_energy"


class PlateColour(StrEnum):
    BLUE = "blue"
    YELLOW = "yellow"
    BLACK = "black"
    WHITE = "white"
    GREEN = "green"
    YELLOW_GREEN = "yellow_green"


_BY_LAST = {
    "挂": PlateClass.TRAILER,
    "学": PlateClass.LEARNER,
    "警": PlateClass.POLICE,
    "港": PlateClass.HONG_KONG,
    "澳": PlateClass.MACAO,
}
_COLOURS = {
    "蓝": PlateColour.BLUE, "黄": PlateColour.YELLOW, "黑": PlateColour.BLACK, "白": PlateColour.WHITE,
    "绿": PlateColour.GREEN, "渐变绿": PlateColour.GREEN, "黄绿": PlateColour.YELLOW_GREEN, "黄绿双拼": PlateColour.YELLOW_GREEN,
}  # fmt: skip
COLOURS_OF = {
    PlateClass.ORDINARY: frozenset((PlateColour.BLUE, PlateColour.YELLOW, PlateColour.BLACK)),
    PlateClass.TRAILER: frozenset((PlateColour.YELLOW,)),
    PlateClass.LEARNER: frozenset((PlateColour.YELLOW,)),
    PlateClass.POLICE: frozenset((PlateColour.WHITE,)),
    PlateClass.HONG_KONG: frozenset((PlateColour.BLACK,)),
    PlateClass.MACAO: frozenset((PlateColour.BLACK,)),
    PlateClass.SMALL_NEW_ENERGY: frozenset((PlateColour.GREEN,)),
    PlateClass.LARGE_NEW_ENERGY: frozenset((PlateColour.YELLOW_GREEN, PlateColour.GREEN)),
}
"""The colours in which a class of plate is made. Only an ordinary number can stand on two vehicles, one blue, one yellow."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate as read: its number, its class, and its colour where the text said one."""

    number: str
    plate_class: PlateClass
    colour: PlateColour | None = None

    @property
    def colour_fits(self) -> bool:
        """Whether the colour, where one is said, is one in which this class is made."""
        return self.colour is None or self.colour in COLOURS_OF[self.plate_class]


def plate(raw: str) -> Valid | Problem:
    """The number of a plate. Colour words beside it are understood and left out of the number; one that cannot be is told."""
    found = read_plate(raw)
    if isinstance(found, Problem):
        return found
    if not found.colour_fits and found.colour is not None:
        return Valid(found.number, (warning("plate_colour", found=found.number, colour=found.colour.value),))
    return Valid(found.number)


def read_plate(raw: str) -> Plate | Problem:
    """Number, class and colour. I and O, which plates do not have, are refused with a proposal; so are classes not covered."""
    code = fold(raw).translate(_SIMPLIFY)
    kind = plate_class(code)
    if kind is not None:
        return Plate(code, kind)
    bare, colour = _without_colour(unicodedata.normalize("NFKC", raw))
    kind = plate_class(bare)
    if kind is not None:
        return Plate(bare, kind, colour)
    if _OTHER.search(bare):
        return problem("plate_not_covered", found=bare[:40])
    meant = bare[:1] + bare[1:].translate(_CONFUSED) if bare[1:2] not in "IO" else bare
    return problem("plate_shape", found=bare[:40], proposal=meant if meant != bare and plate_class(meant) else "")


def plate_class(number: str) -> PlateClass | None:
    """The class of a folded number, None where it is no number of a plate."""
    if len(number) == 7 and _ORDINARY.fullmatch(number):
        return _BY_LAST.get(number[-1], PlateClass.ORDINARY)
    if len(number) == 8:
        if _SMALL.fullmatch(number):
            return PlateClass.SMALL_NEW_ENERGY
        if _LARGE.fullmatch(number):
            return PlateClass.LARGE_NEW_ENERGY
    return None


def _without_colour(text: str) -> tuple[str, PlateColour | None]:
    """The folded number without the colour word that stands behind or before it."""
    tight = re.sub(r"\s+", "", text).upper().translate(_SIMPLIFY)
    behind = _COLOUR_BEHIND.fullmatch(tight)
    if behind is not None:
        return fold(behind[1]), _COLOURS[behind[2]]
    before = _COLOUR_BEFORE.fullmatch(tight)
    if before is not None:
        return fold(before[2]), _COLOURS[before[1]]
    return fold(tight), None
