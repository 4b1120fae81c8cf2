"""The served application against its own OpenAPI document, by Schemathesis, at length.

    python -m tests.api.contract [--cases 10000] [--seed N]

Servers beyond loopback, over the sample: on SQLite asked without a token, on PostgreSQL with an
admin's. Strings, numbers and bodies of every kind, right and wrong, and what follows from what: no
failure of ours, no status, header or shape that the document does not name, nothing wrong let in
and nothing right refused. Goes on with other seeds until there were so many cases, half of them
with each; the status is 1 if anything was found. CI runs the same, short (`test_contract`).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api import access
from scraper.records.schema import opened
from tests.api.live import Served
from tests.fakes.postgres import running

ROOT = Path(__file__).parents[2]
_EXAMPLES = 60  # of each operation in one run


def check(url: str, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """One run of Schemathesis; its report is on standard output."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{url}/openapi.json",
            # A crawl that is cancelled stays, as a crawl that was cancelled.
            "--exclude-checks=use_after_free",
            "--no-color",
            *options,
        ],
        cwd=folder,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.api.contract_hooks",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def cases(report: str) -> int:
    """How many cases there were; ends everything where Schemathesis itself broke off."""
    found = re.search(r"^ *([\d,]+) generated", report, re.MULTILINE)
    if not found:
        sys.exit(f"It broke off:\n{report}")
    return int(found[1].replace(",", ""))


@contextmanager
def _server(folder: Path, database: str, *, token: bool) -> Iterator[tuple[str, list[str]]]:
    """(address, options) of a server that strangers may reach, and how it is asked."""
    environment = {
        "ARXIVLENS_HOST": "0.0.0.0",
        "ARXIVLENS_DATABASE_URL": database,
        "ARXIVLENS_RATE_LIMIT": "0",
    }
    with Served(folder, environment, "--sample", "--no-worker") as server:
        options = []
        if token:
            with opened(database) as records, records.writing() as session:
                _made, secret = access.create(session, "Schemathesis", "admin")
            options = [f"--header=Authorization: Bearer {secret}"]
        yield server.url, options


def _run(kind: str, database: str, wanted: int, seed: int, *, token: bool) -> tuple[int, int]:
    """(cases, failed runs)."""
    count = failed = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _server(folder, database or f"sqlite:///{folder}/lens.db", token=token) as (
            url,
            given,
        ):
            while count < wanted:
                options = (f"--seed={seed}", f"--max-examples={_EXAMPLES}", *given)
                run = check(url, folder, *options)
                if run.returncode:
                    failed += 1
                    print(run.stdout, run.stderr)
                count += cases(run.stdout)
                seed += 1
    took = time.monotonic() - began
    print(
        f"{kind}: {count:,} cases in {took:.0f} s, {failed} runs that found something", flush=True
    )
    return count, failed


def main() -> None:
    """Run, and sum up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20261124)
    given = parser.parse_args()
    half = given.cases // 2
    with running() as postgres:
        ends = [
            _run("SQLite, without a token", "", half, given.seed, token=False),
            _run("PostgreSQL, with a token", postgres, half, given.seed, token=True),
        ]
    count, failed = map(sum, zip(*ends, strict=True))
    print(f"{count:,} cases, {failed} failures")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
