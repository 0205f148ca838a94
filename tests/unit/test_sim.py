"""The city is the same for the same seed, and its numbers hold."""

from __future__ import annotations

from pathlib import Path

from xinzhi.core.base.problems import Problem
from xinzhi.core.identity.identifiers import identify
from xinzhi.sim.city import write_city
from xinzhi.sim.people import code


def test_the_codes_of_the_city_are_valid() -> None:
    for number in range(200):
        for individual in (True, False):
            assert not isinstance(identify("uscc", code("150902", number, individual=individual)), Problem)


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    first = write_city(tmp_path / "a", 120, 5)
    again = write_city(tmp_path / "b", 120, 5)
    assert [f.path.name for f in first] == [f.path.name for f in again]
    texts = [f.path for f in first if f.path.suffix != ".xlsx"]
    assert all(p.read_bytes() == (tmp_path / "b" / p.name).read_bytes() for p in texts)
    other = write_city(tmp_path / "c", 120, 6)
    assert [f.path.read_bytes() for f in other] != [f.path.read_bytes() for f in first]
