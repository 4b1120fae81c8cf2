from datetime import date

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


def test_html_lists_and_feeds() -> None:
    assert arxiv.html_url("https://arxiv.org", "2311.09227") == "https://arxiv.org/html/2311.09227"
    assert (
        arxiv.list_url("https://arxiv.org", "cs.AI", "2311", skip=50, show=100)
        == "https://arxiv.org/list/cs.AI/2311?skip=50&show=100"
    )
    assert arxiv.list_url("https://arxiv.org", "math", "new").endswith("/new?skip=0&show=2000")
    assert (
        arxiv.feed_url("https://rss.arxiv.org", "atom", ["cs.AI", "math"])
        == "https://rss.arxiv.org/atom/cs.AI+math"
    )


def test_a_query_always_says_how_many_it_wants() -> None:
    url = arxiv.query_url("https://api.example/query", ["2311.09227v1", "hep-th/9901001"], 10)
    assert url == (
        "https://api.example/query?id_list=2311.09227v1,hep-th/9901001&start=10&max_results=100"
    )
    assert "&start=0&" in arxiv.query_url("https://api.example/query", ["2311.09227"])


def test_a_harvest_begins_with_dates_and_goes_on_with_a_token_alone() -> None:
    oai = "https://oai.example/oai"
    assert arxiv.records_url(oai) == f"{oai}?verb=ListRecords&metadataPrefix=arXivRaw"
    assert arxiv.records_url(
        oai, "arXiv", "physics:hep-th", date(2026, 11, 1), date(2026, 11, 24)
    ) == (
        f"{oai}?verb=ListRecords&metadataPrefix=arXiv&set=physics:hep-th"
        "&from=2026-11-01&until=2026-11-24"
    )
    assert arxiv.more_records_url(oai, "a b&c=d") == (
        f"{oai}?verb=ListRecords&resumptionToken=a+b%26c%3Dd"
    )
    assert arxiv.record_url(oai, "hep-th/9901001v2") == (
        f"{oai}?verb=GetRecord&identifier=oai:arXiv.org:hep-th/9901001&metadataPrefix=arXivRaw"
    )
