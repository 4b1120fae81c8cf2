"""OpenAlex: addresses and limits.

https://docs.openalex.org. A single work costs nothing, a page of a list one part of a daily
allowance, which a free key raises tenfold. `root` is the setting `openalex_url`.
"""

from urllib.parse import quote

from scraper.paper_id import PaperId

NAME = "openalex"
DELAY = 0.15  # seconds between requests; ten a second are allowed
PAGE = 100  # rows of a list in one answer, at most
CAP = 10_000  # rows of a list that we pay for

_PREFIX = {"arxiv": "https://doi.org/10.48550/arXiv.", "doi": "https://doi.org/", "openalex": ""}
_ROW = (
    "id,doi,title,display_name,publication_year,publication_date,primary_location,locations,"
    "authorships,cited_by_count,referenced_works_count"
)


def work_url(root: str, paper: PaperId, key: str | None = None) -> str:
    """One work, by OpenAlex's name, DOI or the DOI that arXiv gives every paper.

    The key stands in the address, as OpenAlex wants it: keep the address out of logs and caches.
    """
    name = quote(_PREFIX[paper.scheme] + paper.value, safe="/:;()")
    select = f"{_ROW},abstract_inverted_index,referenced_works"
    return f"{root}/works/{name}?select={select}{_key(key)}"


def citations_url(root: str, work: str, cursor: str = "*", key: str | None = None) -> str:
    """One page of the works that cite `work` (`W…`)."""
    return _list_url(root, f"cites:{work}", cursor, key)


def references_url(root: str, work: str, cursor: str = "*", key: str | None = None) -> str:
    """One page of the works that `work` cites."""
    return _list_url(root, f"cited_by:{work}", cursor, key)


def _list_url(root: str, condition: str, cursor: str, key: str | None) -> str:
    page = f"per-page={PAGE}&cursor={quote(cursor, safe='*')}"
    return f"{root}/works?filter={condition}&select={_ROW}&{page}{_key(key)}"


def _key(key: str | None) -> str:
    return f"&api_key={quote(key, safe='')}" if key else ""
