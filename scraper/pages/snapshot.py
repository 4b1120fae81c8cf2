"""One line of arXiv's public metadata snapshot: a paper as a JSON object.

https://www.kaggle.com/datasets/Cornell-University/arxiv describes it. Lists made from it often keep
no more than id, title, authors and abstract; what a line does not have is not said.
"""

from collections.abc import Iterator
from typing import Any

from scraper.errors import LayoutUnknown
from scraper.items import PaperItem, VersionItem
from scraper.pages import author_line, fields, json_body


def parse(body: bytes) -> PaperItem:
    """Raises NotThisPage or PageIncomplete, and LayoutUnknown without an arXiv id and a title."""
    line = json_body.read_object(body, "id")
    arxiv_id, title = fields.arxiv_id(line["id"]), fields.prose(line.get("title"))
    if arxiv_id is None or title is None:
        raise LayoutUnknown("It has no arXiv `id`." if title else "It has no `title`.")
    versions = tuple(sorted(_versions(line.get("versions")), key=lambda each: each.version))
    first = versions[0].submitted.date() if versions and versions[0].version == 1 else None
    doi, _ = fields.doi_or_arxiv(line.get("doi"))
    return PaperItem(
        arxiv_id=arxiv_id,
        doi=doi,
        title=title,
        abstract=fields.prose(line.get("abstract")),
        authors=_authors(line),
        published=first,
        year=first.year if first else None,
        updated=versions[-1].submitted.date() if versions else None,
        version=versions[-1].version if versions else None,
        versions=versions,
        comments=fields.prose(line.get("comments")),
        categories=fields.categories((fields.text(line.get("categories")) or "").split()),
        journal_ref=fields.prose(line.get("journal-ref")),
        report_number=fields.text(line.get("report-no")),
        license=fields.text(line.get("license")),
        url=f"https://arxiv.org/abs/{arxiv_id}",
    )


def _versions(value: object) -> Iterator[VersionItem]:
    for each in fields.objects(value):
        number = fields.digits((fields.text(each.get("version")) or "").removeprefix("v"))
        submitted = fields.mail_time(each.get("created"))
        if number and submitted:
            yield VersionItem(version=number, submitted=submitted)


def _authors(line: dict[str, Any]) -> tuple[str, ...]:
    parsed, written = line.get("authors_parsed"), line.get("authors")
    if isinstance(parsed, list) and parsed:
        # Keyname, forenames, suffix; what stands behind is the affiliation.
        rows = (row for row in parsed if isinstance(row, list) and len(row) >= 2)
        return fields.authors(
            " ".join(part for each in (row[1], row[0], *row[2:3]) if (part := fields.text(each)))
            for row in rows
        )
    return fields.authors(written) if isinstance(written, list) else author_line.names(written)
