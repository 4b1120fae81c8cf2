"""Semantic Scholar's Graph and Recommendations APIs over papers that the fake web knows."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.answer import Answer

Row = dict[str, Any]
_KINDS = {"citations": "citingPaper", "references": "citedPaper"}


def paper_id(title: str) -> str:
    """A paperId of the real form: the SHA-1 of the title."""
    return hashlib.sha1(title.encode()).hexdigest()


def paper_object(
    title: str,
    authors: list[str],
    year: int | None = None,
    published: str | None = None,
    **more: Any,
) -> Row:
    """A paper in the wire shape; `more` are further fields of it."""
    sha = paper_id(title)
    return {
        "paperId": sha,
        "externalIds": {"CorpusId": int(sha[:7], 16)},
        "url": f"https://www.semanticscholar.org/paper/{sha}",
        "title": title,
        "venue": "",
        "year": year,
        "publicationDate": published,
        "authors": [
            {"authorId": str(int(paper_id(name)[:7], 16)), "name": name} for name in authors
        ],
        "citationCount": 0,
    } | more


@dataclass
class KnownPaper:
    paper: Row
    citations: list[Row] = field(default_factory=list)  # rows with a citingPaper
    references: list[Row] = field(default_factory=list)  # rows with a citedPaper
    similar: list[Row] = field(default_factory=list)  # papers


class SemanticScholar:
    """Answers as the real one does, paging, limits and error sentences included."""

    def __init__(self) -> None:
        self._papers: dict[str, KnownPaper] = {}

    def add(self, known: KnownPaper) -> None:
        ids = known.paper["externalIds"]
        names = [known.paper["paperId"], f"CorpusId:{ids['CorpusId']}"]
        names += [f"{kind}:{ids[kind]}" for kind in ("ARXIV", "ArXiv", "DOI") if kind in ids]
        for name in names:
            self._papers[name.lower()] = known

    def answer(self, path: str, query: dict[str, str], body: bytes) -> Answer:
        """`path` is unquoted and begins with /graph/v1/paper/ or /recommendations/v1/papers/."""
        if path == "/graph/v1/paper/batch":
            known = [self._papers.get(str(name).lower()) for name in json.loads(body)["ids"]]
            return _json([each and each.paper for each in known])
        name = path.split("/", 5 if path.startswith("/recommendations/") else 4)[-1]
        part = name.rpartition("/")[2]
        if part in _KINDS:
            name = name.removesuffix(f"/{part}")
        paper = self._papers.get(name.lower())
        if paper is None:
            return _json({"error": f"Paper with id {name} not found"}, 404)
        if path.startswith("/recommendations/"):
            return _json({"recommendedPapers": paper.similar[: int(query.get("limit", 100))]})
        if part in _KINDS:
            return _page(getattr(paper, part), query)
        return _json(paper.paper)


def citing(paper: Row) -> Row:
    return {"contexts": [], "intents": [], "isInfluential": False, "citingPaper": paper}


def _page(rows: list[Row], query: dict[str, str]) -> Answer:
    offset, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
    if limit > 1000 or offset + limit >= 10_000:
        return _json({"error": "offset + limit must be < 10000 and limit must be <= 1000"}, 400)
    page: Row = {"offset": offset, "data": rows[offset : offset + limit]}
    if offset + limit < len(rows):
        page["next"] = offset + limit
    return _json(page)


def _json(value: object, status: int = 200) -> Answer:
    return Answer(json.dumps(value).encode(), "application/json", status)
