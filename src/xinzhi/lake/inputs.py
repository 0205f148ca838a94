"""Records and subjects as somebody hands them to an evaluation: Parquet, CSV, folders of either, or Arrow, made to fit the relations.

Money is cents, points are milli-points, days are days, codes are keys: what the engine reads. A column that the scheme reads and
that is not there is refused by its name, never taken for empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from xinzhi.core.base.problems import Refused, problem
from xinzhi.lake.collected import ARROW

Given: TypeAlias = "pa.Table | Path"


def fitted(given: Given, types: Mapping[str, str], needed: Sequence[str], name: str) -> Given:
    """`given` with the columns of a relation in their types. A Parquet file or folder that fits as it is stays where it lies.

    Columns that are not `needed` may be missing and are empty then. Raises `Refused` with the column, and the row of a value that
    does not fit.
    """
    schema = {column: ARROW[kind] for column, kind in types.items()}
    if isinstance(given, Path):
        if not given.exists():
            raise Refused(problem("input_not_found", file=str(given)))
        if _is_parquet(given):
            found = ds.dataset(given, format="parquet").schema
            if all(column in found.names and found.field(column).type == kind for column, kind in schema.items()):
                return given
            table = ds.dataset(given, format="parquet").to_table(columns=[c for c in schema if c in found.names])
        else:
            table = _read_csv(given, schema)
    else:
        table = given
    missing = [column for column in needed if column not in table.column_names]
    if missing:
        raise Refused(
            *(problem("input_column_missing", relation=name, column=column, found=", ".join(table.column_names)) for column in missing)
        )
    return pa.table({column: _column(table, column, kind, name) for column, kind in schema.items()})


def as_table(given: Given) -> pa.Table:
    return given if isinstance(given, pa.Table) else ds.dataset(given, format="parquet").to_table()


def fingerprint(given: Given) -> dict[str, object]:
    """What a receipt says of an input: the file or folder, and a hash over the names and bytes in it. Of rows in memory, their number."""
    if isinstance(given, pa.Table):
        return {"rows": given.num_rows}
    total = hashlib.sha256()
    files = [given] if given.is_file() else sorted(path for path in given.rglob("*") if path.is_file())
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(given) if given.is_dir() else ''} {digest}\n".encode())
    return {"path": str(given.resolve()), "sha256": total.hexdigest()}


def write(rows: pa.Table, to: Path) -> None:
    """Parquet, or CSV where the name ends so: UTF-8 with a mark, as spreadsheets want it."""
    if to.suffix.lower() == ".csv":
        with to.open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            pcsv.write_csv(rows, file)
    else:
        pq.write_table(rows, to, compression="zstd")


def _is_parquet(path: Path) -> bool:
    if path.is_dir():
        return any(path.rglob("*.parquet"))
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _read_csv(path: Path, schema: Mapping[str, pa.DataType]) -> pa.Table:
    """Everything as text first: types are made column by column, so that a wrong value can be named with its row."""
    files = [path] if path.is_file() else sorted(path.rglob("*.csv"))
    if not files:
        raise Refused(problem("input_not_found", file=str(path)))
    tables = []
    for file in files:
        try:
            names = pcsv.open_csv(file).schema.names
            options = pcsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, quoted_strings_can_be_null=False,
                null_values=[""], include_columns=[n for n in names if n.removeprefix("\ufeff") in schema],
            )  # fmt: skip
            table = pcsv.read_csv(file, parse_options=pcsv.ParseOptions(newlines_in_values=True), convert_options=options)
        except pa.ArrowInvalid as error:
            raise Refused(problem("input_not_a_table", file=str(file), reason=str(error).splitlines()[0])) from error
        tables.append(table.rename_columns([n.removeprefix("\ufeff") for n in table.column_names]))
    return pa.concat_tables(tables, promote_options="default")


def _column(table: pa.Table, column: str, kind: pa.DataType, relation: str) -> pa.ChunkedArray | pa.Array:
    if column not in table.column_names:
        return pa.nulls(table.num_rows, kind)
    values = table[column]
    if values.type == kind:
        return values
    try:
        return values.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        row, value = _first_wrong(values, kind)
        raise Refused(
            problem("input_value_wrong", relation=relation, column=column, row=row, value=value, wanted=str(kind))
        ) from error


def _first_wrong(values: pa.ChunkedArray, kind: pa.DataType) -> tuple[int, str]:
    """Number (from 1) and text of the first value that cannot be what it should be."""
    low, high = 0, len(values)
    while high - low > 1:  # the first half holds it, or the second does
        middle = (low + high) // 2
        try:
            pc.cast(values.slice(low, middle - low), kind)
            low = middle
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            high = middle
    return low + 1, str(values[low].as_py())
