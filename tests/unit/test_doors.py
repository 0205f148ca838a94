"""The library's door, and what it must not drag in."""

from __future__ import annotations

import subprocess
import sys
from datetime import date


def test_the_core_is_light() -> None:
    code = (
        "import sys, xinzhi.core.counting, xinzhi.core.duties, xinzhi.core.schemes.nodes;"
        "print([m for m in ('django', 'duckdb', 'pyarrow', 'sqlglot') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_lazy_door_offers_what_the_api_offers() -> None:
    import xinzhi
    from xinzhi import api

    assert sorted(xinzhi._DOOR) == api.__all__


def test_the_library_assesses_without_a_database() -> None:
    import xinzhi

    pack = xinzhi.load_pack("paper")
    record = {"id": 1, "type": "penalty", "date": date(2026, 5, 20), "gravity": "serious"}
    result = xinzhi.assess(pack, "market_credit", as_of=date(2026, 6, 30), records=[record])
    assert result.grade == "C"
    assert [c.rule for c in result.contributions] == ["penalty_serious", "serious_recent"]


def test_the_query_can_be_read_and_is_portable() -> None:
    import xinzhi

    pack = xinzhi.load_pack("paper")
    for dialect in ("duckdb", "postgres", "spark"):
        query = xinzhi.scheme_sql(pack, "market_credit", as_of=date(2026, 6, 30), dialect=dialect)
        assert "JOIN points" in query.hits
        assert "GROUP BY" in query.assessments
