import json
from datetime import date
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage, PageError, PageIncomplete
from scraper.items import PaperItem
from scraper.pages import snapshot
from tests.scraper.pages.samples import plain

# The fields that arXiv's snapshot has, of a paper that the samples of abs pages know as well.
LINE: dict[str, Any] = {
    "id": "0704.0001",
    "submitter": "Pavel Nadolsky",
    "authors": "C. Bal\\'azs, E. L. Berger, P. M. Nadolsky, C.-P. Yuan",
    "title": "Calculation of prompt diphoton production cross sections at Tevatron and\n  LHC"
    " energies",
    "comments": "37 pages, 15 figures; published version",
    "journal-ref": "Phys.Rev.D76:013009,2007",
    "doi": "10.1103/PhysRevD.76.013009",
    "report-no": "ANL-HEP-PR-07-12",
    "categories": "hep-ph math.MP",
    "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    "abstract": "  A fully differential calculation in perturbative quantum chromodynamics.\n",
    "versions": [
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [
        ["Balázs", "C.", ""],
        ["Berger", "E. L.", ""],
        ["Nadolsky", "P. M.", "Jr", "Argonne"],
        ["Yuan", "C. -P.", ""],
    ],
}


def read(**changed: Any) -> PaperItem:
    return snapshot.parse(json.dumps(LINE | changed).encode())


def test_a_line_with_everything() -> None:
    assert plain(read()) == {
        "arxiv_id": "0704.0001",
        "doi": "10.1103/physrevd.76.013009",
        "title": "Calculation of prompt diphoton production cross sections at Tevatron and LHC"
        " energies",
        "abstract": "A fully differential calculation in perturbative quantum chromodynamics.",
        "authors": ["C. Balázs", "E. L. Berger", "P. M. Nadolsky Jr", "C.-P. Yuan"],
        "year": 2007,
        "published": "2007-04-02",
        "updated": "2007-07-24",
        "version": 2,
        "versions": [
            {"version": 1, "submitted": "2007-04-02T19:18:42+00:00"},
            {"version": 2, "submitted": "2007-07-24T20:10:27+00:00"},
        ],
        "comments": "37 pages, 15 figures; published version",
        "categories": ["hep-ph", "math-ph"],
        "journal_ref": "Phys.Rev.D76:013009,2007",
        "report_number": "ANL-HEP-PR-07-12",
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "url": "https://arxiv.org/abs/0704.0001",
    }


def test_lists_made_from_it_say_less() -> None:
    line = b'{"id": "1505.01179", "title": "A Test", "authors": "A. Wei, Q. Lu", "topics": ["AI"]}'
    assert plain(snapshot.parse(line)) == {
        "arxiv_id": "1505.01179",
        "title": "A Test",
        "authors": ["A. Wei", "Q. Lu"],
        "url": "https://arxiv.org/abs/1505.01179",
    }


@pytest.mark.parametrize("wrong", [None, 0, True, 1e9, "", [], {}, [None], {"x": None}, [[]]])
def test_a_wrong_field_costs_only_itself(wrong: object) -> None:
    for field in LINE.keys() - {"id", "title"}:
        assert read(**{field: wrong}).arxiv_id == "0704.0001"
    assert read(authors_parsed=[wrong, ["Yuan", wrong]]).authors in (("Yuan",), ("C.-P. Yuan",), ())
    assert read(versions=[{"version": wrong, "created": wrong}]).versions == ()


def test_without_names_in_parts_the_line_of_authors_is_read() -> None:
    for empty in (None, []):
        assert read(authors_parsed=empty).authors[0] == "C. Balázs"
    assert read(authors_parsed=None, authors=["C. Balázs", None]).authors == ("C. Balázs",)


def test_a_history_that_lost_its_start_has_no_first_date() -> None:
    item = read(versions=[{"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"}])
    assert (item.published, item.updated, item.version) == (None, date(2007, 7, 24), 2)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"", NotThisPage),
        (b"[]", NotThisPage),
        (b"{}", NotThisPage),
        (b"<html>", NotThisPage),
        (b'{"id": "0704.0001", "title": "A', PageIncomplete),
        (b'{"id": "foo", "title": "A"}', LayoutUnknown),
        (b'{"id": 704.0001, "title": "A"}', LayoutUnknown),
        (b'{"id": "0704.0001"}', LayoutUnknown),
        (b'{"id": "0704.0001", "title": " "}', LayoutUnknown),
        (b'{"id":' + b"[" * 100_000, NotThisPage),
    ],
)
def test_other_lines_are_refused(line: bytes, kind: type[PageError]) -> None:
    with pytest.raises(kind):
        snapshot.parse(line)
