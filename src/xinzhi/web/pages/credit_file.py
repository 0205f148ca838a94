"""The credit file of one subject, as one page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from xinzhi.web.pages.frame import BasisLine
from xinzhi.web.pages.marks import BandSpan, Mark, Tone


@dataclass(frozen=True, slots=True)
class Shown:
    """A labelled value of the subject; `masked` where the reader sees only a part of it."""

    label: str
    value: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class SubjectHead:
    id: int
    name: str
    kind: str
    status: str
    is_active: bool
    place: str
    industry: str
    values: tuple[Shown, ...]
    why_masked: str = ""  # why the reader may not see the masked values; empty: a button shows them

    @property
    def is_masked(self) -> bool:
        return any(value.masked for value in self.values)


@dataclass(frozen=True, slots=True)
class Dates:
    """The two dates that steer the page: what was true on `as_of`, by what was on file at `known_at` (None: everything)."""

    as_of: date
    known_at: date | None
    today: date
    known_size: int

    @property
    def is_now(self) -> bool:
        return self.as_of == self.today and self.known_at in (None, self.today)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade with the date it speaks of. Standing and published grade are both verdicts, never called the same."""

    mark: Mark
    score: int | None
    as_of: date
    scheme: str
    version: str
    records: int
    bands: tuple[BandSpan, ...] = ()
    note: str = ""  # why it is not what the score says: an override, too little known
    run: str = ""
    published_on: date | None = None
    next_on: date | None = None

    @property
    def at(self) -> int:
        """Where the score lies on the ruler, in per mille of its length."""
        return self._place(self.score) if self.score is not None else 0

    @property
    def ruler(self) -> tuple[RulerPiece, ...]:
        """The bands from the lowest to the highest, in per mille of the ruler's length."""
        ordered = sorted(self.bands, key=lambda band: band.start)
        return tuple(
            RulerPiece(band.mark, band.start, self._place(band.start), self._place(band.end) - self._place(band.start)) for band in ordered
        )

    def _place(self, value: int) -> int:
        low, high = min(band.start for band in self.bands), max(band.end for band in self.bands)
        return 1000 * (min(max(value, low), high) - low) // (high - low) if high > low else 0


@dataclass(frozen=True, slots=True)
class RulerPiece:
    mark: Mark
    from_points: int
    at: int
    width: int

    @property
    def middle(self) -> int:
        return self.at + self.width // 2


@dataclass(frozen=True, slots=True)
class RiskBox:
    title: str
    tone: Tone
    text: str
    points: tuple[str, ...] = ()
    basis: tuple[BasisLine, ...] = ()
    high_risk: bool = False
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record as other lines name it."""

    id: int
    type: str
    number: str
    department: str
    occurred_on: date


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one record, or one missed duty, or a cap did to one dimension. `milli` is what reached it."""

    milli: int
    sentence: str
    arithmetic: str
    rule: str
    basis: tuple[BasisLine, ...]
    record: RecordRef | None  # None: a missed duty or a cap
    until: date | None = None  # the first day on which it counts no more, as things stand
    objected: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """One part of the score: base + contributions = value, value × weight = its share of the score.

    Milli-points; the weight in per mille; `weighted` therefore in millionths of a point, so that nothing is rounded.
    """

    id: str
    title: str
    weight: int
    base: int
    floor: int
    ceiling: int
    value: int
    weighted: int
    contributions: tuple[Contribution, ...] = ()
    limited: str = ""  # said when floor or ceiling cut the sum

    @property
    def moved(self) -> int:
        return self.value - self.base

    @property
    def at(self) -> int:
        """Where the value lies between floor and ceiling, in per mille."""
        return self._place(self.value)

    @property
    def base_at(self) -> int:
        return self._place(self.base)

    @property
    def tone(self) -> Tone:
        if not self.contributions:
            return Tone.NONE
        return Tone.BAD if self.moved < 0 else Tone.BEST

    def _place(self, value: int) -> int:
        span = self.ceiling - self.floor
        return 1000 * (min(max(value, self.floor), self.ceiling) - self.floor) // span if span > 0 else 0


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A record on file that does nothing today, and why."""

    record: RecordRef
    why: str
    since: date | None = None


class EventTone(StrEnum):
    """What an event says about the subject; also the name of its shape in the icon file."""

    DOWN = "down"
    UP = "up"
    FLAT = "flat"
    ACT = "act"  # a record about another record


@dataclass(frozen=True, slots=True)
class Event:
    record: RecordRef
    department_id: str
    text: str
    tone: EventTone
    entered_at: datetime
    late: str = ""  # how late it was handed in; empty: in time
    counts: bool = True
    objected: bool = False
    state: str = ""  # in words, where it is not simply counting


@dataclass(frozen=True, slots=True)
class Duty:
    title: str
    due: date
    tone: Tone
    state: str
    basis: tuple[BasisLine, ...] = ()
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What one department handed in about this subject, and when it last handed in anything at all."""

    department_id: str
    department: str
    records: int
    late: int
    last_fed: datetime | None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class LedgerBox:
    size: int
    entries: int
    checkpoint_size: int | None = None
    checkpoint_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LookLine:
    at: datetime
    who: str
    department: str
    purpose: str


@dataclass(frozen=True, slots=True)
class CreditFilePage:
    subject: SubjectHead
    dates: Dates
    standing: Verdict
    published: Verdict | None
    unpublished: Mark  # shown where no run has published a grade
    difference: str  # why the two grades are not the same; empty where they are
    risk: RiskBox
    dimensions: tuple[Dimension, ...]
    total: str  # the sum of the dimensions as arithmetic
    not_counted: tuple[NotCounted, ...]
    events: tuple[Event, ...]  # newest first
    duties: tuple[Duty, ...]
    sources: tuple[Source, ...]
    ledger: LedgerBox
    older_duties: int = 0  # missed, but too old to count
    looks: tuple[LookLine, ...] = ()
    look_count: int = 0
    objections: int = 0
    assumptions: bool = False

    @property
    def knows_since(self) -> bool:
        """Whether any record that does not count once did."""
        return any(line.since for line in self.not_counted)

    @property
    def contributions(self) -> int:
        return sum(len(d.contributions) for d in self.dimensions)

    @property
    def years(self) -> tuple[tuple[int, tuple[Event, ...]], ...]:
        """The events by year, newest first."""
        found: dict[int, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.record.occurred_on.year, []).append(event)
        return tuple((year, tuple(events)) for year, events in found.items())
