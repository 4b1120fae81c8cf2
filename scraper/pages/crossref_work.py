"""Crossref's answer about one DOI: `GET /works/{doi}`.

https://github.com/CrossRef/rest-api-doc. It has the reference lists of publishers who keep theirs
from Semantic Scholar, often with the printed text of each reference, and names preprints.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import CitationItem, PaperItem, WorkItem
from scraper.pages import fields, json_body, printed_reference

_HEADING = re.compile(r"<jats:title>[^<]{0,200}</jats:title>")
_BETWEEN = re.compile(r"(?=</jats:(?:p|sec)>)")
_LONGEST = 4_000  # characters of a printed reference


def parse(body: bytes) -> WorkItem:
    """Of the works cited Crossref knows no author but the first.

    Raises NotThisPage, PageIncomplete, or LayoutUnknown where there is no DOI.
    """
    answer = json_body.read_object(body, "message")
    if answer.get("message-type") != "work":
        raise NotThisPage("Crossref's answer is about something other than one work.")
    work = fields.object_(answer["message"])
    doi, by_doi = fields.doi_or_arxiv(work.get("DOI"))
    if not (doi or by_doi):
        raise LayoutUnknown("Crossref's answer has no DOI.")
    year, published = _published(work)
    return WorkItem(
        paper=PaperItem(
            doi=doi,
            arxiv_id=by_doi or _preprint(work),
            title=_title(work),
            abstract=_abstract(work),
            authors=fields.authors(_name(author) for author in fields.objects(work.get("author"))),
            year=year,
            published=published,
            venue=fields.prose(_first(work.get("container-title"))),
            url=fields.text(work.get("URL")),
            citation_count=fields.count(work.get("is-referenced-by-count")),
            reference_count=fields.count(work.get("references-count")),
        ),
        references=tuple(_references(work)),
    )


def _first(values: object) -> str | None:
    return next(iter(fields.texts(values)), None)


def _title(work: dict[str, Any]) -> str | None:
    title, subtitle = (fields.prose(_first(work.get(part))) for part in ("title", "subtitle"))
    if title and subtitle and subtitle.casefold() not in title.casefold():
        return f"{title.rstrip(':')}: {subtitle}"
    return title


def _abstract(work: dict[str, Any]) -> str | None:
    jats = fields.text(work.get("abstract")) or ""
    return fields.prose(_BETWEEN.sub(" ", _HEADING.sub(" ", jats)))


def _name(author: dict[str, Any]) -> str | None:
    parts = (fields.text(author.get(part)) for part in ("given", "family", "suffix"))
    return " ".join(part for part in parts if part) or fields.text(author.get("name"))


def _published(work: dict[str, Any]) -> tuple[int | None, date | None]:
    """The year, and the day where all of it is known."""
    for kind in ("published", "issued"):
        rows = fields.object_(work.get(kind)).get("date-parts")
        parts = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], list) else []
        numbers = [fields.count(part) for part in parts]
        if numbers and (year := fields.year(numbers[0])):
            day = "-".join(f"{number or 0:02}" for number in numbers[:3])
            return year, fields.day(day)
    return None, None


def _preprint(work: dict[str, Any]) -> str | None:
    """The arXiv id of the work's own preprint, as its publisher declares it."""
    declared = fields.objects(fields.object_(work.get("relation")).get("has-preprint"))
    names = (fields.doi_or_arxiv(each.get("id"))[1] for each in declared)
    return next((name for name in names if name), None)


def _references(work: dict[str, Any]) -> Iterator[CitationItem]:
    for row in fields.objects(work.get("reference")):
        text = fields.prose(row.get("unstructured"))
        printed = printed_reference.first_work((text or "")[:_LONGEST])
        doi, arxiv_id = fields.doi_or_arxiv(row.get("DOI"))
        if not (doi or arxiv_id):
            arxiv_id, doi = printed_reference.identifiers(printed)
        title = fields.prose(row.get("article-title")) or fields.prose(row.get("volume-title"))
        year = fields.year(fields.digits((fields.text(row.get("year")) or "")[:4]))
        if doi or arxiv_id or title or text:
            yield CitationItem(
                text=text,
                paper=PaperItem(
                    doi=doi,
                    arxiv_id=arxiv_id,
                    title=title,
                    authors=fields.authors([row.get("author")]),
                    year=year or printed_reference.year(printed),
                    venue=fields.prose(row.get("journal-title")),
                ),
            )
