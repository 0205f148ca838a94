"""A few businesses whose names one can look for: the stories that the paper tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from xinzhi.sim.life import Event
from xinzhi.sim.people import Business, code

FIRST = 900_000


def stories(until: date) -> tuple[list[Business], list[Event]]:
    """The businesses of the stories, and what happened to them."""
    liar = _business(0, "集宁区诚达食品有限公司", "集宁区工农大街88号", "C1499", date(2016, 4, 12))
    restaurant = _business(1, "集宁区聚福餐饮服务有限公司", "集宁区解放路12号", "H6210", date(2015, 6, 1))
    plant = _business(2, "丰镇市宏泰化工有限公司", "丰镇市工业路6号", "C2614", date(2012, 9, 20), "150981")
    events: list[Event] = []
    for b in (liar, restaurant, plant):
        events.append(Event("registration", "market_supervision", b.registered_on, b, {"event": "设立"}))
        years = range(until.year - 3, until.year)
        events += [Event("annual_report", "market_supervision", date(y + 1, 4, 15), b, {"year": y}) for y in years]
    events += list(_liar(liar, until)) + list(_restaurant(restaurant, until)) + list(_plant(plant, until))
    return [liar, restaurant, plant], events


def _business(number: int, name: str, address: str, industry: str, registered: date, region: str = "150902") -> Business:
    return Business(
        FIRST + number, name, code(region, FIRST + number, individual=False), "legal_person", region, address,
        f"1380474{number:04d}", ("赵志强", "王福生", "陈国栋")[number], industry, registered, 1,
    )  # fmt: skip


def _liar(b: Business, until: date) -> Iterator[Event]:
    """Always safe in the eyes of one department; fined for false advertising by another a few days ago."""
    for months in (26, 14, 3):
        yield Event("inspection", "emergency_management", until - timedelta(days=30 * months), b, {"result": "未发现问题", "problems": 0})
    yield Event(
        "penalty", "market_supervision", until - timedelta(days=3), b,
        {"violation": "发布虚假广告", "gravity": "严重", "fine_cents": 20_000_000},
    )  # fmt: skip


def _restaurant(b: Business, until: date) -> Iterator[Event]:
    """Fined for an unhygienic kitchen, remedied, passed the re-inspection, repaired."""
    fined = until - timedelta(days=240)
    number = "集市监罚〔示例〕1号"
    yield Event("penalty", "market_supervision", fined, b, {"violation": "食品处理区卫生不合格", "gravity": "一般", "fine_cents": 5_000_000, "number": number})
    yield Event("inspection", "market_supervision", fined + timedelta(days=40), b, {"result": "未发现问题", "problems": 0})
    yield Event("repair_decision", "market_supervision", fined + timedelta(days=120), b, {"target": number, "number": "集市监信修〔示例〕1号"})


def _plant(b: Business, until: date) -> Iterator[Event]:
    """Concealed a slight accident."""
    yield Event("accident", "emergency_management", until - timedelta(days=100), b, {"level": "轻微事故", "deaths": 0, "report": "瞒报"})
    yield Event("hazard", "emergency_management", until - timedelta(days=95), b, {"level": "重大隐患", "state": "已整改"})
