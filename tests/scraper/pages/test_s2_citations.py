import json
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import CitationPage
from scraper.pages import s2_citations
from tests.scraper.pages.samples import answer, cases, expected, plain

SHA = "2d5673caa9e6af3a7b82a43f19ee920992db07ad"


@pytest.mark.parametrize("case", cases("s2_citations"))
def test_recorded(case: str) -> None:
    assert plain(s2_citations.parse(answer("s2_citations", case))) == expected("s2_citations", case)


def read(*rows: Any, **more: Any) -> CitationPage:
    return s2_citations.parse(json.dumps({"offset": 0, "data": rows} | more).encode())


def test_rows_that_name_nobody_are_left_out() -> None:
    page = read(
        None,
        "row",
        {},
        {"citingPaper": None},
        {"citingPaper": []},
        {"citingPaper": {"paperId": None, "title": None, "year": 2020}},
        {"citedPaper": {"paperId": SHA, "title": "The wrong end"}},
        {"citingPaper": {"paperId": None, "title": "0", "authors": None}},
    )
    assert [row.paper.title for row in page.rows] == ["0"]


@pytest.mark.parametrize("wrong", [None, 0, "yes", [None], {}, [3]])
def test_a_wrong_field_costs_only_itself(wrong: object) -> None:
    for field in ("contexts", "intents", "isInfluential"):
        (row,) = read({"citingPaper": {"paperId": SHA, "title": "T"}, field: wrong}).rows
        assert row.paper.title == "T"
        assert (row.contexts, row.intents, row.influential) == ((), (), None)


def test_a_paper_listed_twice_is_one_row_with_both_contexts() -> None:
    paper = {"paperId": SHA, "title": "T"}
    nameless = {"paperId": None, "title": "N"}
    page = read(
        {"citingPaper": paper, "contexts": ["a"], "isInfluential": False, "intents": ["result"]},
        {"citingPaper": nameless},
        {"citingPaper": paper, "contexts": ["b", "a"], "isInfluential": True},
        {"citingPaper": nameless},
        {"citingPaper": nameless | {"year": 2020}},
    )
    assert [row.paper.title for row in page.rows] == ["T", "N", "N"]
    assert page.rows[0].contexts == ("a", "b")
    assert page.rows[0].influential is True
    assert page.rows[0].intents == ("result",)


def test_the_same_paper_is_known_by_its_id_whatever_else_differs() -> None:
    page = read(
        {"citingPaper": {"paperId": SHA, "title": "T"}, "isInfluential": True},
        {"citingPaper": {"paperId": SHA, "title": "T", "year": 2020}, "isInfluential": False},
    )
    assert [row.influential for row in page.rows] == [True]


def test_one_identifier_is_enough() -> None:
    page = read(
        {"citingPaper": {"externalIds": {"DOI": "10.1000/182"}}},
        {"citingPaper": {"externalIds": {"ArXiv": "2311.09227"}}},
        {"citingPaper": {"paperId": SHA}},
    )
    assert len(page.rows) == 3


@pytest.mark.parametrize(
    ("offset", "following", "read_as"),
    [
        (0, 1, 1),
        (0, 0, None),
        (None, 1000, 1000),
        (1000, 2000, 2000),
        (0, None, None),
        (1000, 1000, None),
        (1000, 0, None),
    ],
)
def test_the_next_offset_only_goes_forward(
    offset: int | None, following: int | None, read_as: int | None
) -> None:
    assert read(offset=offset, next=following).next == read_as
    assert read(next="1000").next is None


def test_a_withheld_list_is_empty_and_no_list_is_refused() -> None:
    assert s2_citations.parse(b'{"data": null, "citingPaperInfo": {}}') == CitationPage(rows=())
    with pytest.raises(LayoutUnknown):
        s2_citations.parse(b'{"data": {}}')
    with pytest.raises(NotThisPage):
        s2_citations.parse(b'{"error": "Paper not found"}')
