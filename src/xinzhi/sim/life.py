"""What happens to the businesses of a city: events by day, before anybody writes them down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from xinzhi.sim.people import Business, person, plate

_PENALTY_RATE = (0.008, 0.06, 0.35, 1.1)  # a year, by character
_COMPLAINT_RATE = (0.02, 0.09, 0.3, 0.8)
_REPORTS = (0.985, 0.94, 0.8, 0.5)
_VIOLATIONS = {
    "market_supervision": ["经营超过保质期的食品", "发布虚假广告", "未按规定明码标价", "销售不符合标准的产品", "未取得许可从事食品经营"],
    "urban_management": ["擅自占用道路摆摊经营", "未按规定处置餐厨垃圾", "擅自设置户外广告"],
    "emergency_management": ["未如实记录安全生产教育和培训情况", "未按规定进行事故隐患排查治理", "特种作业人员未持证上岗"],
    "ecology_environment": ["未按规定运行污染防治设施", "超标排放大气污染物", "未按规定贮存危险废物"],
    "transport": ["未按规定维护和检测运输车辆", "未取得道路运输经营许可擅自从事经营"],
}
_DEPARTMENT_SHARE = {"market_supervision": 58, "urban_management": 14, "emergency_management": 12, "ecology_environment": 8, "transport": 8}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a department will hand in: record type, day, whose, and the words it is written in."""

    kind: str
    department: str
    on: date
    business: Business | None
    values: dict[str, Any] = field(default_factory=dict)


def life(random: Random, city: list[Business], start: date, until: date) -> Iterator[Event]:
    """Everything that happens between `start` and `until`, in no order."""
    for business in city:
        yield from _registered(random, business, until)
        alive_from = max(business.registered_on, start)
        years = max((until - alive_from).days, 0) / 365
        if years <= 0:
            continue
        yield from _reports(random, business, start, until)
        yield from _penalties(random, business, alive_from, until, years)
        yield from _inspections(random, business, alive_from, until, years)
        yield from _complaints(random, business, alive_from, until, years)
        yield from _promises(random, business, alive_from, until)
        yield from _honours(random, business, alive_from, until)
    yield from _patrols(random, city, until)
    yield from _overloads(random, len(city), start, until)


def _day(random: Random, start: date, until: date) -> date:
    return start + timedelta(days=random.randrange(max((until - start).days, 1)))


def _times(random: Random, expected: float) -> int:
    """How often something happens that is expected so often: the whole part, and the rest by chance."""
    whole = int(expected)
    return whole + (random.random() < expected - whole)


def _registered(random: Random, b: Business, until: date) -> Iterator[Event]:
    if b.registered_on <= until:
        yield Event("registration", "market_supervision", b.registered_on, b, {"event": "设立"})
    if random.random() < 0.04:
        day = b.registered_on + timedelta(days=200 + random.randrange(1500))
        if day <= until:
            yield Event("registration", "market_supervision", day, b, {"event": random.choice(("变更", "迁移"))})
    if random.random() < 0.02:
        day = b.registered_on + timedelta(days=700 + random.randrange(2500))
        if day <= until:
            yield Event("registration", "market_supervision", day, b, {"event": "注销"})


def _reports(random: Random, b: Business, start: date, until: date) -> Iterator[Event]:
    for year in range(max(b.registered_on.year, start.year), until.year):
        if random.random() < _REPORTS[b.character]:
            late = random.random() < 0.03 + 0.05 * b.character
            day = date(year + 1, 7, 1) + timedelta(days=random.randrange(120)) if late else _day(random, date(year + 1, 1, 4), date(year + 1, 6, 30))
            if day <= until:
                yield Event("annual_report", "market_supervision", day, b, {"year": year})


def _penalties(random: Random, b: Business, start: date, until: date, years: float) -> Iterator[Event]:
    departments = list(_DEPARTMENT_SHARE)
    for _ in range(_times(random, _PENALTY_RATE[b.character] * years * (0.6 + random.random() * 0.8))):
        department = random.choices(departments, list(_DEPARTMENT_SHARE.values()))[0]
        gravity = random.choices(("轻微", "一般", "严重"), (40, 52, 3 + 5 * b.character))[0]
        fine = {"轻微": random.choice((0, 20000, 50000)), "一般": random.randrange(10, 400) * 10000, "严重": random.randrange(300, 3000) * 10000}[gravity]
        yield Event(
            "penalty", department, _day(random, start, until), b,
            {"violation": random.choice(_VIOLATIONS[department]), "gravity": gravity, "fine_cents": fine},
        )  # fmt: skip
    if b.industry.startswith("C") and random.random() < 0.05 + 0.1 * b.character:
        level = "重大隐患" if random.random() < 0.15 else "一般隐患"
        state = random.choices(("已整改", "整改中", "拒不整改"), (85, 12, 1 + b.character))[0]
        yield Event("hazard", "emergency_management", _day(random, start, until), b, {"level": level, "state": state})


def _inspections(random: Random, b: Business, start: date, until: date, years: float) -> Iterator[Event]:
    for _ in range(_times(random, 0.22 * years)):
        department = random.choices(("market_supervision", "emergency_management", "ecology_environment"), (78, 14, 8))[0]
        found = random.random() < (0.06, 0.18, 0.4, 0.65)[b.character]
        result = random.choices(("发现问题当场改正", "责令限期改正", "立案", "通过登记的住所无法联系"), (45, 40, 10, 5))[0] if found else "未发现问题"
        yield Event("inspection", department, _day(random, start, until), b, {"result": result, "problems": random.randrange(1, 6) if found else 0})


def _complaints(random: Random, b: Business, start: date, until: date, years: float) -> Iterator[Event]:
    for _ in range(_times(random, _COMPLAINT_RATE[b.character] * years)):
        state = random.choices(("属实", "不属实", "调解达成一致", "未核实"), (35, 30, 25, 10))[0]
        yield Event("complaint", "market_supervision", _day(random, start, until), b, {"state": state})


def _promises(random: Random, b: Business, start: date, until: date) -> Iterator[Event]:
    if random.random() < 0.05:
        day = _day(random, start, until)
        due = day + timedelta(days=90)
        number = f"CN{day.year}-{b.number:06d}"
        yield Event("commitment", "market_supervision", day, b, {"number": number, "due": due})
        settled = due - timedelta(days=random.randrange(20))
        if random.random() < (0.95, 0.85, 0.6, 0.3)[b.character] and settled <= until:
            outcome = "已履行" if random.random() < (0.99, 0.95, 0.8, 0.5)[b.character] else "未履行"
            yield Event("commitment_outcome", "market_supervision", settled, b, {"number": number, "outcome": outcome})


def _honours(random: Random, b: Business, start: date, until: date) -> Iterator[Event]:
    if b.character == 0 and random.random() < 0.012:
        level = random.choices(("县级", "市级", "省级"), (60, 32, 8))[0]
        yield Event("commendation", "market_supervision", _day(random, start, until), b, {"level": level})


def _patrols(random: Random, city: list[Business], until: date) -> Iterator[Event]:
    """Shops of the streets, walked past in the last half year."""
    shops = [b for b in city if b.kind == "sole_proprietor" and b.registered_on < until - timedelta(days=200)]
    for b in random.sample(shops, min(len(shops), max(20, len(city) // 80))):
        for _ in range(1 + random.randrange(3)):
            item = random.choices(("无问题", "出店经营", "门前脏乱", "乱贴乱挂"), (60 - 15 * b.character, 18, 14, 8))[0]
            yield Event("patrol", "urban_management", _day(random, until - timedelta(days=180), until), b, {"item": item})


def _overloads(random: Random, size: int, start: date, until: date) -> Iterator[Event]:
    for _ in range(max(10, size // 60)):
        number, driver = plate(random), person(random)
        for _ in range(random.choices((1, 2, 3, 4), (60, 25, 10, 5))[0]):
            values = {"plate": number, "driver": driver, "class": random.choices(("超限30%以下", "超限30%至100%", "超限100%以上"), (60, 32, 8))[0]}
            yield Event("overload", "transport", _day(random, start, until), None, values)
