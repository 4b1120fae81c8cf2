import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.pages import s2_similar
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("s2_similar"))
def test_recorded(case: str) -> None:
    assert plain(s2_similar.parse(answer("s2_similar", case))) == expected("s2_similar", case)


def test_keeps_the_order_and_each_paper_once() -> None:
    body = b"""{"recommendedPapers": [{"paperId": null, "title": "B"}, null, {"title": "A"},
        {"paperId": null, "title": "B"}, {}]}"""
    assert [paper.title for paper in s2_similar.parse(body)] == ["B", "A"]
    sha = "2d5673caa9e6af3a7b82a43f19ee920992db07ad"
    twice = f'[{{"paperId": "{sha}"}}, {{"paperId": "{sha}", "title": "T"}}]'
    assert len(s2_similar.parse(f'{{"recommendedPapers": {twice}}}'.encode())) == 1


def test_other_answers_are_refused() -> None:
    assert s2_similar.parse(b'{"recommendedPapers": null}') == ()
    with pytest.raises(LayoutUnknown):
        s2_similar.parse(b'{"recommendedPapers": "none"}')
    with pytest.raises(NotThisPage):
        s2_similar.parse(b'{"error":"No positive paper examples given"}')
