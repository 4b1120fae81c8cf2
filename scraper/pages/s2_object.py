"""Semantic Scholar's JSON object of a paper, as all its answers carry it.

https://api.semanticscholar.org/api-docs/graph: every field may be null at every level, and only
the fields that were asked for are there.
"""

from typing import Any

from scraper.items import CitationItem, CitationPage, PaperItem
from scraper.pages import fields, json_body


def paper(data: dict[str, Any]) -> PaperItem | None:
    """None where the object names no paper: neither an identifier nor a title."""
    s2_id = fields.s2_id(data.get("paperId"))
    ids = fields.object_(data.get("externalIds"))
    doi, arxiv_id = fields.doi_or_arxiv(ids.get("DOI"))
    arxiv_id = fields.arxiv_id(ids.get("ArXiv")) or arxiv_id
    title = fields.prose(data.get("title"))
    if not (s2_id or doi or arxiv_id or title):
        return None
    tldr = fields.object_(data.get("tldr"))
    tldr_text = fields.text(tldr.get("text"))
    embedding = fields.object_(data.get("embedding"))
    vector = fields.vector(embedding.get("vector"))
    published = fields.day(data.get("publicationDate"))
    return PaperItem(
        arxiv_id=arxiv_id,
        doi=doi,
        s2_id=s2_id,
        title=title,
        abstract=fields.prose(data.get("abstract")),
        authors=fields.authors(
            author.get("name") for author in fields.objects(data.get("authors"))
        ),
        year=fields.year(data.get("year")) or (published.year if published else None),
        published=published,
        venue=fields.text(data.get("venue"))
        or fields.text(fields.object_(data.get("publicationVenue")).get("name"))
        or fields.text(fields.object_(data.get("journal")).get("name")),
        url=fields.text(data.get("url")),
        citation_count=fields.count(data.get("citationCount")),
        reference_count=fields.count(data.get("referenceCount")),
        tldr=tldr_text,
        tldr_model=fields.text(tldr.get("model")) if tldr_text else None,
        embedding=vector,
        embedding_model=fields.text(embedding.get("model")) if vector else None,
    )


def citation_page(body: bytes, end: str) -> CitationPage:
    """One page of a citation or reference list; `end` is the key of the paper at the other end.

    A paper that stands there twice is one row. Where a publisher withholds its references the
    list is null, and so empty here.
    """
    answer = json_body.read_object(body, "data")
    rows: dict[str | PaperItem, CitationItem] = {}
    for data in fields.objects(json_body.rows(answer["data"], "data")):
        row = _citation(data, end)
        if row is not None:
            key = row.paper.s2_id or row.paper
            rows[key] = _both(rows[key], row) if key in rows else row
    offset, following = fields.count(answer.get("offset")), fields.count(answer.get("next"))
    if following is not None and following <= (offset or 0):
        following = None  # it would lead round in a circle
    return CitationPage(rows=tuple(rows.values()), next=following)


def _citation(row: dict[str, Any], end: str) -> CitationItem | None:
    other = row.get(end)
    item = paper(other) if isinstance(other, dict) else None
    if item is None:
        return None
    return CitationItem(
        paper=item,
        influential=fields.flag(row.get("isInfluential")),
        intents=fields.texts(row.get("intents")),
        contexts=fields.texts(row.get("contexts")),
    )


def _both(first: CitationItem, second: CitationItem) -> CitationItem:
    return CitationItem(
        paper=first.paper,
        influential=first.influential or second.influential,
        intents=tuple(dict.fromkeys(first.intents + second.intents)),
        contexts=tuple(dict.fromkeys(first.contexts + second.contexts)),
    )
