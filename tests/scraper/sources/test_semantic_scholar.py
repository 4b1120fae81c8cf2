import json
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.errors import BadPaperId
from scraper.sources import semantic_scholar as s2

ROOT = "https://s2.example"
SHA = "649def34f8be52c8b66281af98ae884c09aef38b"


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        ("2311.09227", "ARXIV:2311.09227"),
        ("2311.09227v2", "ARXIV:2311.09227"),
        ("hep-th/9901001", "ARXIV:hep-th/9901001"),
        ("doi:10.1093/mind/lix.236.433", "DOI:10.1093/mind/lix.236.433"),
        ("doi:10.1000/a?b#c%d", "DOI:10.1000/a%3Fb%23c%25d"),
        (f"s2:{SHA}", SHA),
    ],
)
def test_names_papers_as_documented(paper: str, name: str) -> None:
    assert s2.paper_url(ROOT, paper).startswith(f"{ROOT}/graph/v1/paper/{name}?fields=")
    assert f"/paper/{name}/citations?" in s2.citations_url(ROOT, paper)
    assert f"/paper/{name}/references?" in s2.references_url(ROOT, paper)
    assert s2.similar_url(ROOT, paper).startswith(
        f"{ROOT}/recommendations/v1/papers/forpaper/{name}?fields="
    )


@pytest.mark.parametrize(
    "paper", ["", "foo", "doi:", "s2:", "openalex:W1", "lens:0123456789abcdef"]
)
def test_refuses_what_semantic_scholar_cannot_know(paper: str) -> None:
    with pytest.raises(BadPaperId):
        s2.paper_url(ROOT, paper)


def test_asks_for_whole_pages_up_to_the_cap() -> None:
    offset, rows = 0, 0
    while offset < s2.CAP:
        query = parse_qs(urlsplit(s2.citations_url(ROOT, "2311.09227", offset)).query)
        limit = int(query["limit"][0])
        assert query["offset"] == [str(offset)]
        assert limit <= s2.PAGE
        assert offset + limit < 10_000
        offset, rows = offset + limit, rows + limit
    assert rows == s2.CAP == 9_999
    for first in (s2.citations_url(ROOT, "2311.09227"), s2.references_url(ROOT, "2311.09227")):
        assert first.endswith("&limit=1000&offset=0")
    for beyond in (s2.CAP, -1):
        with pytest.raises(ValueError, match=str(beyond)):
            s2.citations_url(ROOT, "2311.09227", beyond)


def test_asks_for_the_fields_that_the_parsers_read() -> None:
    asked = parse_qs(urlsplit(s2.paper_url(ROOT, "2311.09227")).query)["fields"][0].split(",")
    assert {"paperId", "externalIds", "title", "abstract", "tldr", "embedding.specter_v2"} <= set(
        asked
    )
    asked = parse_qs(urlsplit(s2.citations_url(ROOT, "2311.09227")).query)["fields"][0].split(",")
    assert {"contexts", "intents", "isInfluential", "externalIds", "authors"} <= set(asked)


def test_sends_the_key_only_where_there_is_one() -> None:
    assert s2.headers("secret") == {"x-api-key": "secret"}
    assert s2.headers(None) == {}
    assert s2.headers("") == {}


def test_asks_for_many_papers_at_once() -> None:
    assert s2.batch_url(ROOT).startswith(f"{ROOT}/graph/v1/paper/batch?fields=paperId,externalIds")
    ids = ["2311.09227", "doi:10.1000/a?b", f"s2:{SHA}"]
    assert json.loads(s2.batch_body(ids)) == {"ids": ["ARXIV:2311.09227", "DOI:10.1000/a?b", SHA]}
    assert s2.BATCH == 500
    s2.batch_body(["2311.09227"] * s2.BATCH)
    with pytest.raises(ValueError, match="501"):
        s2.batch_body(["2311.09227"] * (s2.BATCH + 1))
    with pytest.raises(BadPaperId):
        s2.batch_body(["lens:0123456789abcdef"])
