import json

import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import PaperItem, PaperPage
from scraper.pages import openalex_works
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("openalex_works"))
def test_recorded(case: str) -> None:
    assert plain(openalex_works.parse(answer("openalex_works", case))) == expected(
        "openalex_works", case
    )


def read(results: object, **meta: object) -> PaperPage:
    return openalex_works.parse(json.dumps({"results": results, "meta": meta}).encode())


def test_the_cursor_leads_on_until_there_are_no_rows() -> None:
    work = {"id": "https://openalex.org/W1"}
    assert read([work], count=2, next_cursor="IlsxXSI=") == PaperPage(
        papers=(PaperItem(openalex_id="W1"),), total=2, next="IlsxXSI="
    )
    assert read([], count=2, next_cursor="IlsxXSI=") == PaperPage(papers=(), total=2)
    assert read([work], next_cursor=None).next is None
    assert read([work], next_cursor=5, count="2") == PaperPage(
        papers=(PaperItem(openalex_id="W1"),)
    )


def test_rows_that_are_no_works_are_left_out_and_others_kept_once() -> None:
    rows = [None, {}, {"id": "x"}, {"id": "W1"}, {"id": "https://openalex.org/W1"}, {"id": "W2"}]
    assert [paper.openalex_id for paper in read(rows).papers] == ["W1", "W2"]


def test_other_answers_are_refused() -> None:
    with pytest.raises(LayoutUnknown):
        read({})
    with pytest.raises(NotThisPage):
        openalex_works.parse(b'{"error": "Invalid query parameters error."}')
    assert openalex_works.parse(b'{"results": [], "meta": null}') == PaperPage(papers=())
