"""A run on disk is whole or not there, and never changes."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from xinzhi.core.base.problems import Refused
from xinzhi.lake import runs

RESULTS = pa.table({"subject_id": [2, 1], "v0": [90_000, 80_000], "score": [90_000, None], "grade": ["A", "not_rated"]})
CONTRIBUTIONS = pa.table(
    {"subject_id": [1, 1, 2], "record_id": [12, 11, 13], "rule": [1, 1, 0], "age": [0, 3, 7], "milli": [-5, None, 8]}
)


def write(folder: Path, name: str = "one") -> runs.Written:
    return runs.write(folder, name, RESULTS, CONTRIBUTIONS, {"as_of": "2026-06-30"})


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


def test_what_was_written_is_read_again_with_its_receipt(tmp_path: Path) -> None:
    written = write(tmp_path)
    stored = runs.read(tmp_path, "one")
    assert stored.results["subject_id"].to_pylist() == [1, 2]
    assert stored.contributions["record_id"].to_pylist() == [11, 12, 13]
    assert stored.receipt["as_of"] == "2026-06-30"
    assert stored.receipt["files"] == {
        runs.RESULTS: written.results_sha256,
        runs.CONTRIBUTIONS: written.contributions_sha256,
    }


def test_the_same_rows_in_another_order_have_the_same_hashes(tmp_path: Path) -> None:
    first = write(tmp_path)
    turned = [2, 1, 0]
    second = runs.write(tmp_path, "two", RESULTS.take([1, 0]), CONTRIBUTIONS.take(turned), {})
    assert (first.results_sha256, first.contributions_sha256) == (second.results_sha256, second.contributions_sha256)


def test_a_run_is_never_written_twice(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(FileExistsError):
        write(tmp_path)


@pytest.mark.parametrize("file", [runs.RESULTS, runs.CONTRIBUTIONS])
def test_one_altered_bit_is_found(tmp_path: Path, file: str) -> None:
    place = write(tmp_path).folder / file
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)
    with pytest.raises(Refused) as refused:
        runs.read(tmp_path, "one")
    assert code_of(refused) == "run_altered"
    place.unlink()
    with pytest.raises(Refused) as refused:
        runs.read(tmp_path, "one")
    assert code_of(refused) == "run_altered"


def test_a_receipt_that_names_no_files_proves_nothing(tmp_path: Path) -> None:
    receipt = write(tmp_path).folder / runs.RECEIPT
    receipt.write_text(json.dumps({"files": {}}), "utf-8")
    with pytest.raises(Refused) as refused:
        runs.read(tmp_path, "one")
    assert code_of(refused) == "run_altered"


def test_what_a_crash_left_is_no_run_and_the_next_one_clears_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] != []
    assert runs.names(tmp_path) == []
    with pytest.raises(Refused) as refused:
        runs.read(tmp_path, "one")
    assert code_of(refused) == "run_not_found"
    write(tmp_path)
    assert runs.names(tmp_path) == ["one"]
    assert [p.name for p in tmp_path.iterdir()] == ["one"]


def _cut_off(_self: Path, _target: Path) -> None:
    raise KeyboardInterrupt


def test_what_a_living_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    others = tmp_path / ".other.1"
    others.mkdir()
    write(tmp_path)
    assert others.exists()
