"""Made-up records to measure with: always the same for the same size, so that results can be told by their hash.

Subjects are drawn unevenly (the first have many records, more than a tenth have none), days lie within six years before the day
of the evaluation and get rarer with age, amounts are log-normal. The order of the draws is part of the data: do not change it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

AS_OF = date(2026, 6, 30)
SEED = 20260630
FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"
_CHUNK, _ROW_GROUP = 1_000_000, 250_000
_DAYS = 2190
_TYPES = {
    "adm_penalty": 14, "adm_coercion": 3, "court_dishonest": 2, "tax_arrears": 6, "abnormal_op": 5, "serious_list": 0.4,
    "commit_kept": 12, "contract_breach": 5, "loan_overdue": 6, "wage_arrears": 3, "enforcement": 4, "contract_ok": 14,
    "complaint": 12, "media_neg": 5, "award": 5, "charity": 3.6,
}  # fmt: skip
_STATES = {"active": 0.92, "revoked": 0.05, "appeal": 0.03}
_DEPARTMENTS = [f"D{i:02d}" for i in range(40)]
_SEVERITIES = [0.35, 0.3, 0.2, 0.1, 0.05]


@dataclass(frozen=True, slots=True)
class Size:
    """How much, and the hash that a right evaluation of it has (see `fingerprint`)."""

    subjects: int
    records: int
    expected: str


SIZES = {
    "xs": Size(100_000, 500_000, "1c28920b8aed38fa"),
    "s": Size(1_000_000, 5_000_000, "6bab0f4f5b869140"),
    "l": Size(5_000_000, 30_000_000, "d94d29b25254f5b9"),
}


@dataclass(frozen=True, slots=True)
class Files:
    records: Path
    subjects: Path


def files(name: str, folder: Path = FOLDER) -> Files:
    """The files of this size, written first where they are not there yet."""
    size = SIZES[name]
    found = Files(folder / name / "records.parquet", folder / name / "subjects.parquet")
    if not found.subjects.exists():
        found.records.parent.mkdir(parents=True, exist_ok=True)
        _write_records(size, found.records)
        _write_subjects(size, found.subjects)  # last: where it stands, both are whole
    return found


def _write_subjects(size: Size, path: Path) -> None:
    spare = path.with_suffix(".part")
    words = {name: pa.DictionaryArray.from_arrays(pa.array([0] * size.subjects, pa.int8()), [value]).cast(pa.string())
             for name, value in (("kind", "legal_person"), ("industry", ""), ("region", ""))}  # fmt: skip
    table = pa.table({"subject_id": np.arange(1, size.subjects + 1, dtype=np.int64), **words})
    pq.write_table(table, spare, compression="zstd")
    spare.rename(path)


def _write_records(size: Size, path: Path) -> None:
    writer: pq.ParquetWriter | None = None
    for chunk in _chunks(size):
        writer = writer or pq.ParquetWriter(path, chunk.schema, compression="zstd")
        writer.write_table(chunk, row_group_size=_ROW_GROUP)
    if writer is not None:
        writer.close()


def _chunks(size: Size) -> Iterator[pa.Table]:
    random = np.random.default_rng(SEED)
    weights = np.array(list(_TYPES.values()))
    weights /= weights.sum()
    newest = np.datetime64(AS_OF)
    for first in range(0, size.records, _CHUNK):
        count = min(_CHUNK, size.records - first)
        subject = (size.subjects * 0.9 * random.random(count) ** 1.5).astype(np.int64) + 1
        days_ago = (random.random(count) ** 1.2 * _DAYS).astype(np.int64)
        kind = random.choice(len(_TYPES), count, p=weights)
        severity = random.choice(len(_SEVERITIES), count, p=_SEVERITIES)
        department = random.integers(0, len(_DEPARTMENTS), count)
        state = random.choice(len(_STATES), count, p=list(_STATES.values()))
        repaired = random.random(count) < 0.15
        amount = random.lognormal(13, 2, count).astype(np.int64)
        yield pa.table(
            {
                "record_id": np.arange(first + 1, first + count + 1, dtype=np.int64),
                "subject_id": subject,
                "record_type": _words(kind, list(_TYPES)),
                "occurred_on": newest - days_ago,
                "severity": severity.astype(np.int16),
                "department": _words(department, _DEPARTMENTS),
                "status": _words(state, list(_STATES)),
                "repaired": repaired,
                "amount": amount,
            }
        )


def _words(codes: np.ndarray, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(words)).cast(pa.string())


def fingerprint(assessments: pa.Table, dimensions: tuple[str, ...], score: str) -> str:
    """A hash over subject, dimensions, score (as 64-bit integers, column by column) and grade, in the order of the subjects."""
    ordered = assessments.sort_by("subject_id")
    digest = hashlib.sha256()
    for name in ("subject_id", *dimensions, score):
        digest.update(np.ascontiguousarray(ordered[name].cast(pa.int64()).to_numpy()).tobytes())
    digest.update("".join(ordered["grade"].cast(pa.string()).to_pylist()).encode())
    return digest.hexdigest()[:16]
