"""One command for all benchmarks; what they measure is not for the tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import NOTES, beside, report
from tests.benchmarks.__main__ import NAMES
from tests.conftest import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_what_is_missing_is_said_and_no_failure(tmp_path: Path) -> None:
    told = tmp_path / "report"
    asked = "--only", "summary", "terms", "--data", str(tmp_path), "--report", str(told)
    done = run(*asked)
    assert (done.returncode, done.stderr) == (0, f"The report: {told / 'report.md'}\n")
    summary, terms = done.stdout.split("## ")[1:]
    assert summary.startswith("summary\n\nSkipped: ")
    assert terms == f"terms\n\nSkipped: {tmp_path} has no arxiv_abstracts.jsonl.xz.\n\n"
    assert (told / "report.md").read_text().endswith(f"## summary\n\n{summary[9:]}\n## {terms}")


def test_figures_are_reported_beside_their_baseline_and_goal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "load.jsonl"
    monkeypatch.setenv(NOTES, str(notes))
    beside("rows", 150, 200, "executemany", unit="rows/s", goal=100, more_is_better=True)
    beside("search", 40.0, 10, "FTS5", unit="ms", goal=20)
    beside("panel", 4.0, 10, "the page alone", unit="ms")
    report.write(tmp_path, report.read("load", notes), ["## load\n"])
    rows = (tmp_path / "report.md").read_text().splitlines()
    assert [row for row in rows if row.startswith("| load: ")] == [
        "| load: rows | 150 rows/s | 200 rows/s | executemany | 0.75 | ≥ 100 met |",
        "| load: search | 40 ms | 10 ms | FTS5 | 0.25 | ≤ 20 **missed** |",
        "| load: panel | 4 ms | 10 ms | the page alone | 2.50 |  |",
    ]
    pytest.importorskip("matplotlib")
    assert "</svg>" in (tmp_path / "report.svg").read_text()


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
