"""`python -m benchmarks [--size xs|s|l] [--only evaluate|one|intake] [--folder DIR]`."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--size", default="s", choices=("xs", "s", "l"))
parser.add_argument("--only", default="", choices=("", "evaluate", "one", "intake"))
parser.add_argument("--folder", type=Path, default=Path("var/bench"))
parser.add_argument("--rows", type=int, default=100_000)
arguments = parser.parse_args()
folder = arguments.folder.absolute()
folder.mkdir(parents=True, exist_ok=True)
gc.set_threshold(100_000, 50, 100)  # as the command does

if arguments.only in ("", "evaluate"):
    from benchmarks import evaluate

    evaluate.main(arguments.size, folder)
if arguments.only in ("", "one"):
    from benchmarks import one_subject

    one_subject.main(folder)
if arguments.only in ("", "intake"):
    from benchmarks import intake

    intake.main(folder, arguments.rows)
