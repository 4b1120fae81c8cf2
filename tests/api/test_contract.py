"""The served application against its own OpenAPI document, by Schemathesis.

Strings, numbers and bodies of every kind, right and wrong, and what follows from what: no failure
of ours, no status, header or shape that the document does not name, nothing wrong let in and
nothing right refused. More of the same by hand: `--max-examples 600` makes 10,000 cases.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.api.live import Served


def test_the_server_keeps_its_contract(tmp_path: Path) -> None:
    with Served(tmp_path, {}, "--sample", "--no-worker") as server:
        run = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                "run",
                f"{server.url}/openapi.json",
                "--seed=20261124",
                "--max-examples=15",
                # A crawl that is cancelled stays, as a crawl that was cancelled.
                "--exclude-checks=use_after_free",
                "--no-color",
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "tests.api.contract_hooks",
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        assert "No issues found" in run.stdout
        assert "27 passed" in run.stdout
