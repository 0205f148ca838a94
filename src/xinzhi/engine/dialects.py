"""One query in the words of each engine: what has to be said otherwise so that it means the same, to the last digit."""

from __future__ import annotations

from sqlglot import exp

DUCKDB, POSTGRES, SPARK = "duckdb", "postgres", "spark"


def said(query: exp.Expression, dialect: str) -> str:
    """`query` as text. It is changed on the way, and not to be used again."""
    if dialect == POSTGRES:
        _whole_numbers(query)
    return query.sql(dialect=dialect, pretty=True)


def _whole_numbers(query: exp.Expression) -> None:
    """PostgreSQL works with NUMERIC where integers would do: parts of days, sums of BIGINT and the function DIV are such."""
    found = list(query.find_all(exp.Extract, exp.Sum, exp.IntDiv, exp.DateDiff))
    for node in reversed(found):  # the innermost first, so that none is lost inside another's copy
        match node:
            case exp.Extract():
                node.replace(exp.cast(node.copy(), "int"))
            case exp.Sum():
                node.replace(exp.cast(node.copy(), "bigint"))
            case exp.IntDiv():
                node.replace(exp.Div(this=node.this, expression=node.expression, typed=True, safe=False))
            case exp.DateDiff():
                node.replace(exp.paren(exp.Sub(this=node.this, expression=node.expression)))
