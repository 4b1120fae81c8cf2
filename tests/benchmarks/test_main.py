"""One command for all benchmarks; what they measure is not for the tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import NAMES
from tests.conftest import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_what_is_missing_is_said_and_no_failure(tmp_path: Path) -> None:
    done = run("--only", "summary", "terms", "--data", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    summary, terms = done.stdout.split("## ")[1:]
    assert summary.startswith("summary\n\nSkipped: ")
    assert terms == f"terms\n\nSkipped: {tmp_path} has no arxiv_abstracts.jsonl.xz.\n\n"


def test_a_name_that_is_none_is_told() -> None:
    done = run("--only", "nothing")
    assert done.returncode == 2
    assert "invalid choice: 'nothing'" in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_measures_and_runs_without_arguments(name: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"bench_{name}.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    (main,) = [
        each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "main"
    ]
    assert not main.args.args
