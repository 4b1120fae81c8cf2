"""Measurements; each figure beside a named baseline of the same run, nothing asserted.

`bench_NAME.py` has a `main()` that prints its tables as Markdown (`table`), and is run alone by
`python -m tests.benchmarks.bench_NAME` or with all others by `python -m tests.benchmarks`. What
it measures on lies under DATA; where that or a tool is missing, it says so by `sys.exit("…")`, and
the run of all goes on without it.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

DATA = Path(os.environ.get("DATASETS", "../shared/datasets"))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is of names, the others of figures."""
    lines = [list(head), ["---", *["--:"] * (len(head) - 1)], *(map(str, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
