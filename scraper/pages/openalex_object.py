"""OpenAlex's JSON object of a work, as all its answers carry it.

https://docs.openalex.org/api-entities/works/work-object.
"""

from typing import Any

from scraper.items import PaperItem
from scraper.pages import fields

_LONGEST_ABSTRACT = 20_000  # words


def paper(data: dict[str, Any]) -> PaperItem | None:
    """None where the object has no identifier of OpenAlex's."""
    openalex_id = fields.openalex_id(data.get("id"))
    if openalex_id is None:
        return None
    doi, arxiv_id = fields.doi_or_arxiv(data.get("doi"))
    primary = fields.object_(data.get("primary_location"))
    for place in (primary, *fields.objects(data.get("locations"))):
        arxiv_id = arxiv_id or fields.arxiv_id(place.get("landing_page_url"))
    published = fields.day(data.get("publication_date"))
    return PaperItem(
        openalex_id=openalex_id,
        doi=doi,
        arxiv_id=arxiv_id,
        title=fields.prose(data.get("title")) or fields.prose(data.get("display_name")),
        abstract=abstract(data.get("abstract_inverted_index")),
        authors=fields.authors(
            # As printed on the paper; `author` may be somebody else of that name.
            authorship.get("raw_author_name")
            or fields.object_(authorship.get("author")).get("display_name")
            for authorship in fields.objects(data.get("authorships"))
        ),
        year=fields.year(data.get("publication_year")) or (published.year if published else None),
        # The first of January stands for a day that OpenAlex does not know.
        published=published if published and (published.month, published.day) != (1, 1) else None,
        venue=fields.prose(fields.object_(primary.get("source")).get("display_name")),
        url=fields.text(primary.get("landing_page_url")),
        citation_count=fields.count(data.get("cited_by_count")),
        reference_count=fields.count(data.get("referenced_works_count")),
    )


def abstract(index: object) -> str | None:
    """The words of an inverted index (word to its places) in their order."""
    placed = [
        (place, word)
        for word, places in fields.object_(index).items()
        for place in (places if isinstance(places, list) else ())
        if fields.count(place) is not None
    ]
    if len(placed) > _LONGEST_ABSTRACT:
        return None
    return fields.prose(" ".join(word for _, word in sorted(placed)))
