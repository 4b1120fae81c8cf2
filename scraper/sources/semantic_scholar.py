"""Semantic Scholar's Graph and Recommendations APIs: addresses, headers, limits.

https://api.semanticscholar.org/api-docs/. Papers are named as everywhere here: `2311.09227`,
`doi:10.…` or `s2:…`; `root` is the setting `s2_url`.
"""

import json
from collections.abc import Sequence
from urllib.parse import quote, unquote

from scraper.errors import BadPaperId
from scraper.paper_id import PaperId

NAME = "semantic_scholar"
DELAY = 1.0  # seconds between requests, with a key or without
PAGE = 1_000  # rows of a list in one answer, at most
CAP = 9_999  # rows of a list in all: offset + limit stays below 10,000
BATCH = 500  # papers in one batch request, at most

_PREFIX = {"arxiv": "ARXIV:", "doi": "DOI:", "s2": ""}
_ROW = "paperId,externalIds,url,title,venue,year,publicationDate,authors,citationCount"
_PAPER = f"{_ROW},abstract,referenceCount,tldr,embedding.specter_v2"
_CITATION = f"contexts,intents,isInfluential,{_ROW}"


def paper_url(root: str, paper: str) -> str:
    return f"{root}/graph/v1/paper/{_name(paper)}?fields={_PAPER}"


def citations_url(root: str, paper: str, offset: int = 0) -> str:
    """One page of the papers that cite `paper`; raises ValueError at an offset past CAP."""
    return _list_url(root, paper, "citations", offset)


def references_url(root: str, paper: str, offset: int = 0) -> str:
    """One page of the papers that `paper` cites; raises ValueError at an offset past CAP."""
    return _list_url(root, paper, "references", offset)


def similar_url(root: str, paper: str) -> str:
    return f"{root}/recommendations/v1/papers/forpaper/{_name(paper)}?fields={_ROW}"


def batch_url(root: str) -> str:
    """Where to POST `batch_body` to."""
    return f"{root}/graph/v1/paper/batch?fields={_PAPER}"


def batch_body(papers: Sequence[str]) -> bytes:
    """The body for up to BATCH papers. Raises ValueError for more."""
    if len(papers) > BATCH:
        raise ValueError(f"Semantic Scholar takes {BATCH} papers at once, not {len(papers)}.")
    return json.dumps({"ids": [unquote(_name(paper)) for paper in papers]}).encode()


def headers(api_key: str | None) -> dict[str, str]:
    return {"x-api-key": api_key} if api_key else {}


def _list_url(root: str, paper: str, part: str, offset: int) -> str:
    if not 0 <= offset < CAP:
        raise ValueError(f"Semantic Scholar lists {CAP} rows, so there is no offset {offset}.")
    limit = min(PAGE, CAP - offset)
    address = f"{root}/graph/v1/paper/{_name(paper)}/{part}"
    return f"{address}?fields={_CITATION}&limit={limit}&offset={offset}"


def _name(paper: str) -> str:
    """Semantic Scholar's name for a paper. Raises BadPaperId for one that it cannot know."""
    name = PaperId.parse(paper)
    if name.scheme not in _PREFIX:
        raise BadPaperId(paper)
    return _PREFIX[name.scheme] + quote(name.value, safe="/:;()")
