"""Whether a column ascends strictly, so that no value is there twice: one look instead of a count of different values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

_BATCH = 1 << 18


def ascending(source: pa.Table | Path, column: str) -> bool:
    """True only if each value of the column is greater than the one before it. Reads a Parquet file in pieces."""
    last: Any = None
    for values in _pieces(source, column):
        if len(values) == 0:
            continue
        if values.null_count or (last is not None and not values[0].as_py() > last):
            return False
        if not pc.all(pc.greater(values.slice(1), values.slice(0, len(values) - 1)), min_count=0).as_py():
            return False
        last = values[-1].as_py()
    return True


def _pieces(source: pa.Table | Path, column: str) -> Iterator[pa.Array]:
    if isinstance(source, Path) and source.is_dir():
        for batch in ds.dataset(source).to_batches(columns=[column], batch_size=_BATCH):
            yield batch.column(0)
    elif isinstance(source, Path):
        with pq.ParquetFile(source) as file:
            for batch in file.iter_batches(batch_size=_BATCH, columns=[column]):
                yield batch.column(0)
    else:
        yield from source[column].chunks
