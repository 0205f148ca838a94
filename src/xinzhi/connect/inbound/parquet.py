"""Parquet: a column of any plain type as text, batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xinzhi.connect.inbound.plain_text import text_of
from xinzhi.connect.inbound.source import MOST_COLUMNS, MOST_ROWS, Row, Source
from xinzhi.core.base.problems import Refused, problem

_BATCH = 5_000
_LARGEST_UNPACKED = 2 * 2**30


def open_parquet(path: Path, name: str) -> Source:
    """The rows of a Parquet file; the names of its columns are row 0. Raises `Refused` for a broken or swollen one."""
    try:
        file = pq.ParquetFile(path)
        meta = file.metadata
        unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(problem("parquet_broken", name=name)) from error
    if unpacked > _LARGEST_UNPACKED:
        raise Refused(problem("archive_bomb", name=name, unpacked=unpacked // 2**20))
    if meta.num_rows > MOST_ROWS:
        raise Refused(problem("too_many_rows", name=name, most=MOST_ROWS))
    if len(file.schema_arrow.names) > MOST_COLUMNS:
        raise Refused(problem("too_many_columns", name=name, row=0, most=MOST_COLUMNS))
    return Source(lambda: _rows(path, name), meta.num_rows)


def _rows(path: Path, name: str) -> Iterator[Row]:
    try:
        with pq.ParquetFile(path) as file:
            yield Row(0, list(file.schema_arrow.names))
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield Row(number, [_text(cell) for cell in cells])
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused(problem("parquet_broken", name=name)) from error


def _text(cell: Any) -> str:
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return text_of(cell)
