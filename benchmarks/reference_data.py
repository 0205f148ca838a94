"""The data of the evaluation bench: seeded, the same on every machine, as Parquet.

Subjects are skewed (more than a tenth have no record), sixteen record types, six years of age, severities 0–4, forty departments,
three states, 15 % repaired, amounts lognormal in cents.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

AS_OF = date(2026, 6, 30)
SIZES = {"xs": (100_000, 500_000), "s": (1_000_000, 5_000_000), "l": (5_000_000, 30_000_000)}
KINDS = (
    ("ADM_PENALTY", 14), ("ADM_COERCION", 3), ("COURT_DISHONEST", 2), ("TAX_ARREARS", 6), ("ABNORMAL_OP", 5),
    ("SERIOUS_LIST", 0.4), ("COMMIT_KEPT", 12), ("CONTRACT_BREACH", 5), ("LOAN_OVERDUE", 6), ("WAGE_ARREARS", 3),
    ("ENFORCEMENT", 4), ("CONTRACT_OK", 14), ("COMPLAINT", 12), ("MEDIA_NEG", 5), ("AWARD", 5), ("CHARITY", 3.6),
)  # fmt: skip
_PIECE = 1_000_000


def make(size: str, folder: Path) -> tuple[Path, Path]:
    """Paths of records and subjects; written when they are not there yet."""
    subjects, records = SIZES[size]
    place = folder / f"reference-{size}"
    place.mkdir(parents=True, exist_ok=True)
    record_file, subject_file = place / "records.parquet", place / "subjects.parquet"
    if not subject_file.exists():
        _write_records(record_file, subjects, records)
        ids = np.arange(1, subjects + 1, dtype=np.int64)
        blank = pa.array(np.repeat("", subjects))
        pq.write_table(
            pa.table({"subject_id": ids, "kind": blank, "industry": blank, "region": blank}), subject_file
        )
    return record_file, subject_file


def _write_records(path: Path, subjects: int, records: int) -> None:
    chance = np.random.default_rng(20260630)
    weights = np.array([w for _, w in KINDS])
    weights = weights / sum(w for _, w in KINDS)
    writer: pq.ParquetWriter | None = None
    for start in range(0, records, _PIECE):
        count = min(_PIECE, records - start)
        # the order of the draws is part of the data: another order gives other rows
        owner = (subjects * 0.9 * chance.random(count) ** 1.5).astype(np.int64) + 1
        days = (chance.random(count) ** 1.2 * 2190).astype(np.int64)
        kind = _named(chance.choice(16, count, p=weights), [k for k, _ in KINDS])
        severity = chance.choice(5, count, p=[0.35, 0.3, 0.2, 0.1, 0.05]).astype(np.int16)
        department = _named(chance.integers(0, 40, count), [f"D{i:02d}" for i in range(40)])
        status = _named(chance.choice(3, count, p=[0.92, 0.05, 0.03]), ["active", "revoked", "appeal"])
        table = pa.table(
            {
                "record_id": pa.array(np.arange(start + 1, start + count + 1, dtype=np.int64)),
                "subject_id": pa.array(owner),
                "record_type": kind,
                "occurred_on": pa.array(np.datetime64(AS_OF) - days),
                "severity": pa.array(severity),
                "department": department,
                "status": status,
                "repaired": pa.array(chance.random(count) < 0.15),
                "amount": pa.array(chance.lognormal(13, 2, count).astype(np.int64)),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=250_000)
    if writer is not None:
        writer.close()


def _named(numbers: np.ndarray, names: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int8)), pa.array(names)).cast(pa.string())
