"""Papers that were wrongly joined, taken apart from the command line."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scraper.items import PaperItem
from scraper.records import Database
from scraper.records.store import store_papers
from tests.api.test_cli import data as data
from tests.api.test_cli import lens as lens
from tests.api.test_cli import told

Run = Callable[..., Any]

TITLE = "Spoken Language Systems for Everyone"
PREPRINT = PaperItem(arxiv_id="2001.00001", title=TITLE, authors=("Ada Author",), year=2020)
OTHER = PaperItem(doi="10.1000/182", title=TITLE, authors=("A. Author",), year=2021)
ARXIV = f"  arxiv             2001.00001  {TITLE}  2020\n"
CROSSREF = f"  crossref          doi:10.1000/182  {TITLE}  2021\n"


@pytest.fixture(autouse=True)
def joined(data: Database) -> None:
    with data.writing() as session:
        assert len({*store_papers(session, "arxiv", [PREPRINT])}) == 1
        store_papers(session, "crossref", [OTHER])


def years(lens: Run) -> list[int | None]:
    found = (lens("show", name, "--json") for name in ("2001.00001", "doi:10.1000/182"))
    return [json.loads(each.stdout)["year"] for each in found]


def test_lists_what_was_said_under_which_name(lens: Run) -> None:
    for name in ("2001.00001v3", "doi:10.1000/182"):
        assert lens("unmerge", name).stdout == ARXIV + CROSSREF


def test_shows_what_would_go_and_takes_it_apart(lens: Run) -> None:
    told_before = f"These go:\n{CROSSREF}These stay:\n{ARXIV}"
    dry = lens("unmerge", "2001.00001", "doi:10.1000/182", "--dry-run")
    assert dry.stdout == f"{told_before}Nothing was changed.\n"
    assert years(lens) == [2020, 2020]
    run = lens("unmerge", "2001.00001", "doi:10.1000/182")
    assert run.stdout.startswith(told_before)
    assert "two papers from now on" in run.stdout
    assert years(lens) == [2020, 2021]
    assert lens("unmerge", "2001.00001").stdout == ARXIV


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("2001.0001x",), "2001.0001x"),
        (("2001.00002",), "Nothing is on record under 2001.00002."),
        (
            ("2001.00001", "doi:10.1000/183"),
            "doi:10.1000/183 is no name of 2001.00001, which goes by 2001.00001, doi:10.1000/182.",
        ),
        (("2001.00001", "crossref"), "crossref"),
        (("2001.00002", "2001.00001"), "Nothing is on record under 2001.00002."),
    ],
)
def test_says_what_is_wrong(lens: Run, asked: tuple[str, ...], sentence: str) -> None:
    run = lens("unmerge", *asked)
    assert sentence in told(run, run.exit_code)
    assert run.exit_code in (1, 2)
    assert years(lens) == [2020, 2020]


def test_one_paper_cannot_be_parted(lens: Run) -> None:
    assert lens("unmerge", "2001.00001", "doi:10.1000/182").exit_code == 0
    assert "there is nothing to part" in told(lens("unmerge", "2001.00001", "2001.00001"), 2)
