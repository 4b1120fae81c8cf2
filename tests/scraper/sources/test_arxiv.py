import pytest

from scraper.arxiv_id import ArxivId
from scraper.sources import arxiv


@pytest.mark.parametrize("text", ["2311.09227", "2311.09227v2", "hep-th/9901001v1"])
def test_the_page_of_a_paper(text: str) -> None:
    paper = ArxivId.parse(text)
    assert arxiv.abs_url("https://arxiv.org", paper) == f"https://arxiv.org/abs/{text}"
    assert ArxivId.parse(arxiv.abs_url("https://arxiv.org", text)) == paper


def test_keeps_the_pace_that_arxiv_asks_for() -> None:
    assert (arxiv.PAGE_DELAY, arxiv.API_DELAY) == (15, 3)
