"""Every benchmark, one after another, as Markdown on standard output.

    python -m tests.benchmarks [--only NAME …] [--data FOLDER]

Each runs in a process of its own. One whose data or tools are missing is skipped in a sentence;
the status is 1 if one failed.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import DATA

NAMES = sorted(
    path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
)


def run(name: str, data: Path) -> bool:
    """Print the tables of one, or why there are none; False where it failed."""
    print(f"## {name}\n", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.bench_{name}"],
        env={**os.environ, "DATASETS": str(data)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        print(flush=True)
        return True
    last = (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[-1]
    if missing := re.fullmatch(r"ModuleNotFoundError: No module named '([\w.]+)'", last):
        last = f"it needs {missing[1]}, which `make bench` installs."
    elif "Traceback" in done.stderr or done.returncode != 1:
        sys.stderr.write(done.stderr)
        print(f"Failed: {last}\n", flush=True)
        return False
    print(f"Skipped: {last}\n", flush=True)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME")
    parser.add_argument("--data", type=Path, default=DATA, help=f"default: {DATA}")
    given = parser.parse_args()
    good = [run(name, given.data.resolve()) for name in given.only]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
