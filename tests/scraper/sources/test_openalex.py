from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from scraper.paper_id import PaperId
from scraper.sources import openalex

ROOT = "https://openalex.example"


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        ("2311.09227", "https://doi.org/10.48550/arXiv.2311.09227"),
        ("hep-th/9901001", "https://doi.org/10.48550/arXiv.hep-th/9901001"),
        ("doi:10.1093/mind/lix.236.433", "https://doi.org/10.1093/mind/lix.236.433"),
        ("doi:10.1000/a?b#c%d", "https://doi.org/10.1000/a?b#c%d"),
        ("openalex:W2741809807", "W2741809807"),
    ],
)
def test_names_works_as_documented(paper: str, name: str) -> None:
    url = openalex.work_url(ROOT, PaperId.parse(paper))
    assert unquote(urlsplit(url).path) == f"/works/{name}"
    assert "referenced_works" in parse_qs(urlsplit(url).query)["select"][0].split(",")


def test_asks_for_whole_pages_by_cursor() -> None:
    url = openalex.citations_url(ROOT, "W1", "IlsxX S&I=")
    assert url.startswith(f"{ROOT}/works?filter=cites:W1&select=id,doi,")
    query = parse_qs(urlsplit(url).query)
    assert (query["cursor"], query["per-page"]) == (["IlsxX S&I="], ["100"])
    assert parse_qs(urlsplit(openalex.citations_url(ROOT, "W1")).query)["cursor"] == ["*"]
    url = openalex.references_url(ROOT, "W1")
    assert parse_qs(urlsplit(url).query)["filter"] == ["cited_by:W1"]


def test_sends_the_key_only_where_there_is_one() -> None:
    for url in (
        openalex.work_url(ROOT, PaperId.parse("openalex:W1"), "a&b"),
        openalex.citations_url(ROOT, "W1", key="a&b"),
    ):
        assert parse_qs(urlsplit(url).query)["api_key"] == ["a&b"]
    assert "api_key" not in openalex.citations_url(ROOT, "W1", key="")
    assert "api_key" not in openalex.work_url(ROOT, PaperId.parse("openalex:W1"))
