"""`arxivlens load`, `harvest` and `spider`: what they print, where, and with which status."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scraper.records import Database, Paper
from tests.api.live import environment
from tests.fakes.answer import Fault
from tests.fakes.oai import OaiRecord
from tests.fakes.web import FakeWeb
from tests.scraper.pages.test_snapshot import LINE

Lens = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lens(tmp_path: Path, fake_web: FakeWeb) -> Lens:
    """Runs the command as a process, before the fake web."""

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            env={**environment(tmp_path), **fake_web.environment},
            input=given,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    return run


def titles(tmp_path: Path) -> list[Any]:
    database = Database(f"sqlite:///{tmp_path / 'arxivlens.db'}")
    with database.reading() as session:
        found = list(session.scalars(select(Paper.title).order_by(Paper.key)))
    database.close()
    return found


def test_load(lens: Lens, tmp_path: Path) -> None:
    edges = tmp_path / "edges.csv"
    edges.write_text("citing,cited\n0704.0001,0704.0002\nfoo,bar\n")
    papers = f'{json.dumps(LINE)}\nnonsense\n{{"id": "0704.0002", "title": "Second"}}\n'
    done = lens("load", "-", "--citations", str(edges), given=papers)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "standard input: 3 lines; 2 papers new, 0 say more than before, 1 lines cannot be read.",
        f"{edges}: 3 lines; 1 citations new, 1 lines cannot be read.",
    ]
    assert "line 2: The answer is no JSON." in done.stderr
    assert "line 3: 'foo' names no paper" in done.stderr
    assert titles(tmp_path)[1] == "Second"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["load"], "Name a file to load, or --citations FILE.csv."),
        (["load", "none.jsonl"], "none.jsonl: No such file or directory."),
        (["load", "-", "--citations", "-"], "Standard input is one file"),
        (["harvest", "--set", "cs.AX"], "There is no set 'cs.AX'; did you mean cs."),
        (["harvest", "--from", "yesterday"], "from: 'yesterday' is no date; write it like 2024"),
        (["harvest", "--from", "2024-02-01", "--until", "2024-01-01"], "is later than until"),
        (["spider", "lists", "cs"], "There is no spider 'lists'; there are abs_page"),
        (["spider", "listing", "cs", "new"], "'new' is no parameter; write it like period=2311."),
        (["spider", "listing", "cs", "month=2311"], "month: listing has no such parameter"),
    ],
)
def test_what_cannot_be_done_is_told(
    lens: Lens, fake_web: FakeWeb, arguments: list[str], sentence: str
) -> None:
    done = lens(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert fake_web.count() == 0


def test_harvests_follow_each_other(lens: Lens, tmp_path: Path, fake_web: FakeWeb) -> None:
    fake_web.oai.records = [
        OaiRecord(f"2401.{n:05}", f"2024-01-0{n}", f"Paper {n}") for n in range(1, 6)
    ]
    fake_web.fail("/oai?verb=ListRecords&resumptionToken=", Fault.BROKEN)
    failed = lens("harvest", "--set", "cs.AI")
    assert failed.returncode == 1
    assert failed.stdout == (
        "cs:cs:AI: failed; 3 records, 3 papers new or changed, 0 removed, 0 unreadable."
        " arXiv answers with status 500. Say it again to go on.\n"
    )
    fake_web.heal()
    begun = fake_web.count()
    done = lens("harvest", "--set", "cs.AI")
    assert (done.returncode, done.stderr) == (0, "Going on where it stopped: cs:cs:AI.\n")
    assert done.stdout == (
        "cs:cs:AI: done; 5 records, 5 papers new or changed, 0 removed, 0 unreadable.\n"
    )
    assert ["resumptionToken" in seen.path for seen in fake_web.seen[begun:]] == [True]
    fake_web.oai.records.append(OaiRecord("2406.00001", "2024-06-01", "New"))
    done = lens("harvest", "--set", "cs.AI")
    assert done.stderr == "Since the last harvest, of 2024-06-01.\n"
    assert done.stdout.startswith("cs:cs:AI: done; 1 records, 1 papers new")
    assert fake_web.seen[-1].path.endswith("&set=cs:cs:AI&from=2024-06-01")
    assert titles(tmp_path) == [*(f"Paper {n}" for n in range(1, 6)), "New"]


def test_spider_of_one_paper(lens: Lens) -> None:
    done = lens("spider", "s2_citations", "2311.09227")
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "semantic_scholar" in done.stdout
    assert "37" in done.stdout
