"""Every benchmark, one after another, as Markdown on standard output, and a report with a plot.

    python -m tests.benchmarks [--only NAME …] [--data FOLDER] [--report FOLDER]

Each runs in a process of its own. One whose data or tools are missing is skipped in a sentence;
the status is 1 if one failed.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import DATA, NOTES, report

NAMES = sorted(
    path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
)
_REPORT = Path(__file__).parent / "report"


def run(name: str, data: Path, notes: Path) -> tuple[bool, str]:
    """Print the tables of one, or why there are none; (whether it did not fail, its text)."""
    told: list[str] = []

    def tell(text: str) -> None:
        print(text, end="", flush=True)
        told.append(text)

    tell(f"## {name}\n\n")
    with tempfile.TemporaryFile("w+") as errors:
        with subprocess.Popen(
            [sys.executable, "-m", f"tests.benchmarks.bench_{name}"],
            env={**os.environ, "DATASETS": str(data), NOTES: str(notes), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process:
            assert process.stdout
            for line in process.stdout:
                tell(line)
        errors.seek(0)
        wrong = errors.read()
    if process.returncode == 0:
        tell("\n")
        return True, "".join(told)
    last = (wrong.strip().splitlines() or [f"it ended with status {process.returncode}"])[-1]
    if missing := re.fullmatch(r"ModuleNotFoundError: No module named '([\w.]+)'", last):
        last = f"it needs {missing[1]}, which `make bench` installs."
    elif "Traceback" in wrong or process.returncode != 1:
        sys.stderr.write(wrong)
        tell(f"Failed: {last}\n\n")
        return False, "".join(told)
    tell(f"Skipped: {last}\n\n")
    return True, "".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME")
    parser.add_argument("--data", type=Path, default=DATA, help=f"default: {DATA}")
    parser.add_argument("--report", type=Path, default=_REPORT, help=f"default: {_REPORT}")
    given = parser.parse_args()
    good = True
    figures: list[report.Figure] = []
    sections: list[str] = []
    with tempfile.TemporaryDirectory(prefix="lens-bench-") as folder:
        for name in given.only:
            notes = Path(folder) / f"{name}.jsonl"
            well, told = run(name, given.data.resolve(), notes)
            good &= well
            figures += report.read(name, notes)
            sections.append(told)
            report.write(given.report, figures, sections)  # what there is, should the rest be cut
    print(f"The report: {given.report / 'report.md'}", file=sys.stderr)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
