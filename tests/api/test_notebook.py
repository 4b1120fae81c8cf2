"""The walk through the API is one that can be walked."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.sample import PAPER
from tests.api.live import Served
from tests.fakes.web import FakeWeb

Walk = Callable[[str], tuple[int, str]]
_NOTEBOOK = Path(__file__).parents[2] / "api" / "notebook.py"


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Runs the notebook for a paper; (status, what it printed)."""
    with FakeWeb() as web, Served(tmp_path_factory.mktemp("walk"), web.environment) as server:
        web.add_paper(PAPER, citations=12)

        def run(paper: str) -> tuple[int, str]:
            ran = subprocess.run(
                [sys.executable, _NOTEBOOK, paper],
                env={**os.environ, "ARXIVLENS_SERVER": server.url},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            return ran.returncode, ran.stdout + ran.stderr

        yield run


def test_every_cell_runs(walk: Walk) -> None:
    status, said = walk(PAPER)
    assert status == 0, said
    assert f"{PAPER}: done" in said
    assert "█ " in said
    assert "papers with the word open" in said


def test_what_is_wrong_is_said_in_a_sentence(walk: Walk) -> None:
    status, said = walk("2311.0922")
    assert status == 1
    assert "'2311.0922' names no paper" in said
    assert "Traceback" not in said
