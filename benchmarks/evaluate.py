"""Evaluation of many subjects: the compiled query against the bare scan and against the best query written by hand.

    python -m benchmarks.evaluate --size xs|s|l [--runs 5] [--threads 2]

Everything that is compared is run in turns in one process, and the best of its runs is taken: on a machine that others use too,
the ratios are worth more than the seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from benchmarks import by_hand, made_up
from benchmarks.timing import best_in_turns, line
from xinzhi.catalogue import load
from xinzhi.engine.compile import Query, query
from xinzhi.engine.tables import Compiled, compile_scheme
from xinzhi.lake.duck import Limits, run

PACK = Path(__file__).parent / "packs" / "reference"
ACTIVE = "r.status = 'active'"
DIMENSIONS = ("v0", "v1", "v2")


def compiled() -> tuple[Compiled, Query]:
    pack = load(PACK)
    tables = compile_scheme(pack.scheme("reference", made_up.AS_OF), pack.record_types, made_up.AS_OF)
    return tables, query(tables, prefilter=ACTIVE)


def main(size: str, folder: Path, threads: int = 2, runs: int = 3) -> None:
    files = made_up.files(size, folder)
    tables, ours = compiled()
    limits = Limits(threads=threads, memory="4GB", temporary=folder / "temporary")
    to = folder / "contributions.parquet"
    acts: dict[str, Callable[[], pa.Table]] = {
        "scan": lambda: by_hand.bare_scan(files, threads),
        "hand": lambda: by_hand.with_contributions(files, tables, to, threads),
        "ours": lambda: run(ours, files.records, files.subjects, limits, contributions_to=to).assessments,
        "hand_results": lambda: by_hand.results_only(files, tables, threads),
        "ours_results": lambda: run(ours, files.records, files.subjects, limits, explained=False).assessments,
    }
    seconds, results = best_in_turns(acts, runs)
    to.unlink()
    print(f"evaluation, size {size}, {threads} threads, best of {runs} in turns")
    line("bare scan and group-by", f"{seconds['scan']:.3f} s")
    line("written by hand, contributions to Parquet", f"{seconds['hand']:.3f} s")
    line("ours, contributions to Parquet", f"{seconds['ours']:.3f} s")
    line("ours ÷ by hand, contributions written", _ratio(seconds, "ours", "hand"), "goal ≤ 1.1")
    line(
        "ours ÷ bare scan, contributions written",
        _ratio(seconds, "ours", "scan"),
        f"goal ≤ {'4' if size == 'l' else '4.5'}",
    )
    line("ours ÷ by hand, results only", _ratio(seconds, "ours_results", "hand_results"), "goal ≤ 1.1")
    line(
        "ours ÷ bare scan, results only",
        _ratio(seconds, "ours_results", "scan"),
        f"goal ≤ {'3' if size == 'l' else '3.3'}",
    )
    line("subjects a second, contributions written", f"{made_up.SIZES[size].subjects / seconds['ours']:,.0f}")
    line("most memory of a process that does only this", f"{_memory(size, folder, threads)} MiB", _memory_goal(size))
    expected = made_up.SIZES[size].expected
    found = {name: _fingerprint(results[name]) for name in acts if name != "scan"}
    line("hash of the results", found["ours"], "as expected" if found["ours"] == expected else f"EXPECTED {expected}")
    line("all four ways give this hash", str(len(set(found.values())) == 1))


def _ratio(seconds: dict[str, float], one: str, other: str) -> str:
    return f"{seconds[one] / seconds[other]:.2f}"


def _memory_goal(size: str) -> str:
    return {"s": "goal ≤ 800", "l": "goal ≤ 3072"}.get(size, "")


def _fingerprint(table: pa.Table) -> str:
    return made_up.fingerprint(table, DIMENSIONS, "score")


_ALONE = """
import resource, sys
from pathlib import Path
from benchmarks import made_up
from benchmarks.evaluate import compiled
from xinzhi.lake.duck import Limits, run
size, folder, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
files, (_, ours) = made_up.files(size, folder), compiled()
to = folder / "alone.parquet"
run(ours, files.records, files.subjects, Limits(threads, "4GB", folder / "temporary"), contributions_to=to)
to.unlink()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _memory(size: str, folder: Path, threads: int) -> int:
    """Peak resident size, in MiB, of a fresh process that evaluates once."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, size, str(folder), str(threads)], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p)},
    )  # fmt: skip
    return int(done.stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="s", choices=tuple(made_up.SIZES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=made_up.FOLDER)
    given = parser.parse_args()
    main(given.size, given.folder.absolute(), given.threads, given.runs)
