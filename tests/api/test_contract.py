"""The served application keeps its own OpenAPI document: some of `python -m tests.api.contract`."""

from pathlib import Path

from tests.api.contract import check
from tests.api.live import Served


def test_the_server_keeps_its_contract(tmp_path: Path) -> None:
    with Served(tmp_path, {}, "--sample", "--no-worker") as server:
        run = check(server.url, tmp_path, "--seed=20261124", "--max-examples=10")
        assert run.returncode == 0, run.stdout + run.stderr
        assert "No issues found" in run.stdout
        assert "27 passed" in run.stdout
