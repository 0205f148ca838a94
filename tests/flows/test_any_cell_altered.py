"""Whatever cell of the facts or of what is derived from them is altered by somebody with the file, `verify` says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connections, transaction

from tests.flows.conftest import Installation
from xinzhi.flows import ledger
from xinzhi.flows.publish_run import evaluate, publish
from xinzhi.flows.rebuild import FROZEN, MADE_AGAIN

Penalties = Callable[..., str]
NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"
LOG = ("store_log", "store_entry", "store_node", "store_commit", "store_personal")
NOT_FACTS = {
    ("store_log", "id"),
    ("store_log", "created_at"),  # when the file was made: nothing rests on it
    ("store_subject", "sealed"),  # a copy, encrypted anew at each rebuild; what is shown of it is compared
}
SURROGATE = ("id",)


def filled(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重"), ("甲2号", NAME, CODE, "2026-05-21", "一般")), "penalty")
    city.hand_in(penalties(("甲3号", "集宁区聚福餐饮", "", "2026-05-22", "一般")), "penalty", name="b.csv")
    head = "文书编号,所涉记录类型,所涉记录文号,决定日期,理由\n"
    city.hand_in(head + "撤1号,行政处罚,甲1号,2026-05-25,复议撤销", "withdrawal", name="w.csv")
    publish(city.tools, evaluate(city.tools, "market_credit", as_of=city.clock().date()), by=city.office, at=city.clock())
    ledger.checkpoint(city.tools, at=city.clock())


def altered(value: object) -> object:
    match value:
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case int():
            return value + 1_000_003
        case date():  # and datetime
            return (value - timedelta(days=1) if value.year > 1 else value + timedelta(days=1)).isoformat(*([" "] if isinstance(value, datetime) else []))
        case str():
            return value + "x" if not value.startswith(("{", "[")) else value[:-1] + " " + value[-1]
        case _:
            raise TypeError(value)


@pytest.fixture
def town_with_records(town: Installation, penalties: Penalties) -> Installation:
    filled(town, penalties)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    return town


@pytest.mark.parametrize("table", [*LOG, *FROZEN, *MADE_AGAIN])
def test_an_altered_cell_is_found(town_with_records: Installation, table: str) -> None:
    tools = town_with_records.tools
    assert list(ledger.verify(tools, ())) == []
    missed, tried = [], 0
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid")
        names = [d[0] for d in cursor.description][1:]
        rows = cursor.fetchall()
        for place, name in enumerate(names, 1):
            found = next(((row[0], row[place]) for row in rows if row[place] not in (None, "", b"")), None)
            if found is None or name in SURROGATE or (table, name) in NOT_FACTS:
                continue
            tried += 1
            with transaction.atomic():
                cursor.execute(f'UPDATE {table} SET "{name}" = %s WHERE rowid = %s', [altered(found[1]), found[0]])
                if not list(ledger.verify(tools, ())):
                    missed.append(name)
                transaction.set_rollback(True)
    assert missed == []
    assert tried or table == "store_judgement"
