"""OpenAlex over the same papers as the fake Semantic Scholar: works and their lists by cursor."""

import json

from tests.fakes.answer import Answer
from tests.fakes.semantic_scholar import KnownPaper, Row


def work_id(paper: Row) -> str:
    """A made-up name of OpenAlex's, the same for the same paper."""
    return f"W{int(paper['paperId'][:9], 16) + 1}"


class OpenAlex:
    """Answers as the real one does: works by name or DOI, `cites:` and `cited_by:` by cursor."""

    def __init__(self) -> None:
        self._papers: dict[str, KnownPaper] = {}

    def add(self, known: KnownPaper) -> None:
        self._papers[work_id(known.paper)] = known
        if doi := known.paper["externalIds"].get("DOI"):
            self._papers[f"https://doi.org/{doi}".lower()] = known

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        """`path` is unquoted and begins with /works."""
        if path != "/works":
            name = path.removeprefix("/works/")
            known = self._papers.get(name) or self._papers.get(name.lower())
            return _json(_work(known.paper, known)) if known else _json({"error": "Not found"}, 404)
        condition, _, name = query.get("filter", "").partition(":")
        known = self._papers.get(name)
        if condition not in ("cites", "cited_by") or "cursor" not in query:
            return _json({"error": "Invalid query parameters error."}, 403)
        rows = []
        if known:
            kind, end = (
                ("citations", "citingPaper")
                if condition == "cites"
                else ("references", "citedPaper")
            )
            rows = [_work(row[end]) for row in getattr(known, kind) if row[end]["paperId"]]
        start = 0 if query["cursor"] == "*" else int(query["cursor"])
        page = rows[start : start + int(query.get("per-page", 25))]
        meta = {"count": len(rows), "next_cursor": str(start + len(page)) if page else None}
        return _json({"meta": meta, "results": page})


def _work(paper: Row, known: KnownPaper | None = None) -> Row:
    doi = paper.get("externalIds", {}).get("DOI")
    work: Row = {
        "id": f"https://openalex.org/{work_id(paper)}",
        "doi": f"https://doi.org/{doi.lower()}" if doi else None,
        "title": paper["title"],
        "display_name": paper["title"],
        "publication_year": paper.get("year"),
        "publication_date": paper.get("publicationDate"),
        "primary_location": {"landing_page_url": None, "source": None},
        "locations": [],
        "authorships": [
            {"author": {"display_name": author["name"]}, "raw_author_name": author["name"]}
            for author in paper.get("authors", [])
        ],
        "cited_by_count": paper.get("citationCount", 0),
    }
    if known:
        cited = [row["citedPaper"] for row in known.references if row["citedPaper"]["paperId"]]
        words = (paper.get("abstract") or "").split()
        work |= {
            "referenced_works": [f"https://openalex.org/{work_id(each)}" for each in cited],
            "referenced_works_count": len(cited),
            "abstract_inverted_index": {
                word: [at for at, each in enumerate(words) if each == word] for word in words
            },
        }
    return work


def _json(value: object, status: int = 200) -> Answer:
    return Answer(json.dumps(value).encode(), "application/json", status)
