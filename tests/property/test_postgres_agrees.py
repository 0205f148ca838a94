"""PostgreSQL comes to the same digits as plain Python, on generated schemes and data."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from tests.property.made_schemes import RECORD_TYPES
from tests.property.parity import TRIALS, Trial, check, relations, results
from xinzhi.engine.compile import query
from xinzhi.engine.dialects import POSTGRES
from xinzhi.engine.relations import columns
from xinzhi.engine.tables import compile_scheme
from xinzhi.lake.postgres import run


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as opened:
        yield opened


@pytest.mark.postgres
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture])
@given(trial=TRIALS)
def test_postgres_comes_to_the_same_digits(connection: psycopg.Connection, trial: Trial) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    records, subjects = relations(tables, city)
    wanted = columns(tables, RECORD_TYPES).all
    scored = run(connection, query(tables, dialect=POSTGRES), records, subjects, wanted, results=results(city))
    check(tables, city, scored)
