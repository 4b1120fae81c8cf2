"""Measurements; each figure beside a named baseline of the same run, nothing asserted.

`bench_NAME.py` has a `main()` that prints its tables as Markdown (`table`) and notes the figures
that the report draws (`beside`). It is run alone by `python -m tests.benchmarks.bench_NAME` or with
all others by `python -m tests.benchmarks`. What it measures on lies under DATA; where that or a
tool is missing, it says so by `sys.exit("…")`, and the run of all goes on without it.
"""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

DATA = Path(os.environ.get("DATASETS", "../shared/datasets"))
NOTES = "BENCHMARK_FIGURES"  # the file of the run of all that takes what is `beside` what


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is of names, the others of figures."""
    lines = [list(head), ["---", *["--:"] * (len(head) - 1)], *(map(str, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def beside(
    name: str,
    ours: float,
    baseline: float,
    of: str,
    *,
    unit: str,
    goal: float | None = None,
    more_is_better: bool = False,
) -> None:
    """Note a figure of ours, the same of a baseline, and whose that is, `of`; for the report.

    A goal is a figure as well: at most so much, or at least.
    """
    if file := os.environ.get(NOTES):
        figure = {
            "name": name,
            "ours": ours,
            "baseline": baseline,
            "of": of,
            "unit": unit,
            "goal": goal,
            "more_is_better": more_is_better,
        }
        with Path(file).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps(figure) + "\n")
