"""The party columns of a row, read into a `Party`.

A valid code decides what kind of subject it names; what the row says of the kind gives way to it, with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.cells.answers import Doubtful
from xinzhi.core.cells.codes import CodeBook
from xinzhi.core.cells.text import clean, fold
from xinzhi.core.identity import identifiers
from xinzhi.core.identity.identifiers import DeclaredIdentifier, Valid
from xinzhi.core.records import RecordType, Slot
from xinzhi.core.subjects import Identifier, Party, SubjectKind

SlotValue = str | Identifier | SubjectKind
ReadSlot = Callable[[str], SlotValue | Doubtful[SlotValue] | Problem]

NUMBERS = (Slot.USCC, Slot.REGISTRATION_NO, Slot.CITIZEN_ID, Slot.PLATE, Slot.LOCAL)
"""Slots that hold identifiers, the most certain first: the first one given names the party in natural keys."""

_SCHEMES = {Slot.REGISTRATION_NO: "registration_no", Slot.CITIZEN_ID: "citizen_id"}
_ORGANISATIONS = frozenset((SubjectKind.LEGAL_PERSON, SubjectKind.UNINCORPORATED_ORG))
_SEVERAL_PLATES = re.compile(r"[、,，;；/\s+和]+")
_SEVERAL_PARTIES = re.compile(r"[、;；\n]|等[0-9一二三四五六七八九十]*[人家户]?$")


def slot_readers(
    kinds: CodeBook, regions: CodeBook, declared: Mapping[str, DeclaredIdentifier]
) -> dict[Slot, ReadSlot]:
    """How a clean, non-empty cell of each party column is read."""
    readers: dict[Slot, ReadSlot] = {
        Slot.NAME: _name,
        Slot.KIND: lambda text: _kind(kinds, text),
        Slot.USCC: _uscc,
        Slot.PLATE: _plate,
        Slot.LOCAL: lambda text: _local(declared, text),
        Slot.REGION: lambda text: _region(regions, text),
        Slot.ADDRESS: clean,
        Slot.PHONE: clean,
        Slot.REPRESENTATIVE: clean,
    }
    for slot, scheme in _SCHEMES.items():
        readers[slot] = _number(scheme)
    return readers


def _name(text: str) -> str | Doubtful[SlotValue]:
    name = unicodedata.normalize("NFKC", text)
    doubts = []
    if _SEVERAL_PARTIES.search(name):
        doubts.append(warning("name_of_several", found=name))
    elif len(name) < 2 or name.isdigit():
        doubts.append(warning("name_unlikely", found=name))
    elif name.count("(") != name.count(")"):
        doubts.append(warning("name_bracket_open", found=name))
    return Doubtful(name, tuple(doubts)) if doubts else name


def _kind(kinds: CodeBook, text: str) -> SubjectKind | Problem:
    key = kinds.read(text)
    return key if isinstance(key, Problem) else SubjectKind(key)


def _number(scheme: str) -> ReadSlot:
    check = identifiers.reader(scheme)

    def read(text: str) -> SlotValue | Doubtful[SlotValue] | Problem:
        return _identifier(scheme, check(text))

    return read


def _identifier(scheme: str, found: Valid | Problem) -> SlotValue | Doubtful[SlotValue] | Problem:
    if isinstance(found, Problem):
        return found
    number = Identifier(scheme, found.value)
    return Doubtful(number, found.warnings) if found.warnings else number


def _uscc(text: str) -> SlotValue | Doubtful[SlotValue] | Problem:
    """The unified code; an old registration number in its column is taken for what it is."""
    found = identifiers.uscc(text)
    if not isinstance(found, Problem):
        return _identifier("uscc", found)
    folded = fold(text)
    if len(folded) == 15 and folded.isdigit():
        old = identifiers.registration_no(folded)
        if not isinstance(old, Problem):
            return Doubtful(
                Identifier("registration_no", old.value),
                (warning("uscc_is_registration_no", found=folded), *old.warnings),
            )
    if len(folded) == 18 and not isinstance(identifiers.citizen_id(folded), Problem):
        return problem("uscc_is_citizen_id")
    return found


def _plate(text: str) -> SlotValue | Doubtful[SlotValue] | Problem:
    """The plate of the vehicle. Tractor and trailer in one cell: the tractor is the party, the trailer is told."""
    pieces = [piece for piece in _SEVERAL_PLATES.split(clean(text)) if piece]
    found = [identifiers.plate(piece) for piece in pieces] if len(pieces) > 1 else []
    plates = [valid.value for valid in found if isinstance(valid, Valid)]
    if len(plates) < 2 or len(plates) < len(found):
        return _identifier("plate", identifiers.plate(text))
    chosen = next((plate for plate in plates if not plate.endswith("挂")), plates[0])
    others = "、".join(plate for plate in plates if plate != chosen)
    return Doubtful(Identifier("plate", chosen), (warning("plates_several", taken=chosen, others=others),))


def _local(declared: Mapping[str, DeclaredIdentifier], text: str) -> SlotValue | Doubtful[SlotValue] | Problem:
    """A number of a scheme that the pack declares: the first whose pattern fits."""
    refusal = problem("local_number_undeclared", found=text)
    for name, scheme in declared.items():
        answer = scheme.read(text)
        if isinstance(answer, Valid):
            return _identifier(name, answer)
        refusal = answer
    return refusal


def _region(regions: CodeBook, text: str) -> str | Doubtful[SlotValue]:
    """A code of GB/T 2260, or the name of a division that the pack knows. An unknown name is left out, and told."""
    code = identifiers.region_code(text)
    if isinstance(code, Valid):
        return code.value
    named = regions.find(text)
    if named is not None:
        return named
    return Doubtful("", (warning("region_unknown", found=text, proposals="、".join(regions.nearest(text))),))


def build_party(
    values: Mapping[Slot, SlotValue],
    record_type: RecordType,
    declared: Mapping[str, DeclaredIdentifier],
    titles: Mapping[str, str],
) -> tuple[Party, Sequence[Problem]]:
    """The party of one row, and what is wrong or doubtful about its kind. `titles` are what kinds of subject are called."""
    numbers = tuple([n for slot in NUMBERS if isinstance(n := values.get(slot), Identifier)])
    said = values.get(Slot.KIND)
    kind, problems = _kind_of(said if isinstance(said, SubjectKind) else None, numbers, record_type, declared, titles)
    get = values.get
    party = Party(
        get(Slot.NAME, ""),  # type: ignore[arg-type]
        kind,
        numbers,
        get(Slot.ADDRESS, ""),  # type: ignore[arg-type]
        get(Slot.PHONE, ""),  # type: ignore[arg-type]
        get(Slot.REPRESENTATIVE, ""),  # type: ignore[arg-type]
        get(Slot.REGION, ""),  # type: ignore[arg-type]
    )
    return party, problems


def _kind_of(
    said: SubjectKind | None,
    numbers: Sequence[Identifier],
    record_type: RecordType,
    declared: Mapping[str, DeclaredIdentifier],
    titles: Mapping[str, str],
) -> tuple[SubjectKind | None, Sequence[Problem]]:
    def title(kind: SubjectKind) -> str:
        return titles.get(kind.value, kind.value)

    coded = kind_by_number(numbers[0], declared) if numbers else None
    problems: list[Problem] = []
    kind = said or coded
    if said is not None and coded is not None and said is not coded and not _ORGANISATIONS.issuperset((said, coded)):
        kind = coded
        problems.append(warning("party_kind_differs", said=title(said), coded=title(coded)))
    if kind is None:
        return (next(iter(record_type.party_kinds)) if len(record_type.party_kinds) == 1 else None), problems
    if record_type.party_kinds and kind not in record_type.party_kinds:
        if _ORGANISATIONS.issuperset((kind,)) and record_type.party_kinds & _ORGANISATIONS:
            return next(k for k in SubjectKind if k in record_type.party_kinds & _ORGANISATIONS), problems
        allowed = "、".join(title(k) for k in SubjectKind if k in record_type.party_kinds)
        problems.append(problem("party_kind_not_allowed", kind=title(kind), allowed=allowed))
    return kind, problems


def kind_by_number(number: Identifier, declared: Mapping[str, DeclaredIdentifier]) -> SubjectKind | None:
    """What kind of subject a valid number names, None where its scheme does not say."""
    if number.scheme == "uscc":
        return identifiers.uscc_kind(number.value)
    if number.scheme == "citizen_id":
        return SubjectKind.NATURAL_PERSON
    if number.scheme == "plate":
        return SubjectKind.VEHICLE
    scheme = declared.get(number.scheme)
    return scheme.kind if scheme is not None else None
