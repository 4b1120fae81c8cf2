"""What arXiv's RSS and Atom feeds of announcements have in common.

https://info.arxiv.org/help/rss.html: at most 2,000 entries; none at weekends and on holidays.
"""

from datetime import date

from lxml import etree

from scraper.errors import NotThisPage
from scraper.items import AnnouncedItem, PaperItem
from scraper.pages import author_line, fields, xml_body

_KINDS = ("new", "cross", "replace", "replace-cross")
_ERROR = "Feed error for query"


def refuse_error(title: str | None, sentence: str | None) -> None:
    """Raises NotThisPage for the feed that arXiv answers with where no category has that name."""
    if title and title.startswith(_ERROR):
        raise NotThisPage(f"arXiv answers with an error: {(sentence or title)[:300]}")


def entry(
    element: etree._Element, identifier: str | None, summary: str | None, day: date | None
) -> AnnouncedItem | None:
    """One entry. `identifier` is like `oai:arXiv.org:0704.0046v2`; None where it is no paper."""
    paper = fields.arxiv_paper((identifier or "").rpartition("arXiv.org:")[2])
    if paper is None:
        return None
    kind = xml_body.text(element, "announce_type")
    terms = [
        category.get("term") or xml_body.text(category)
        for category in xml_body.children(element, "category")
    ]
    doi, _ = fields.doi_or_arxiv(xml_body.text(element, "DOI"))
    return AnnouncedItem(
        paper=PaperItem(
            arxiv_id=paper.paper,
            version=paper.version,
            doi=doi,
            title=fields.prose(xml_body.text(element, "title")),
            abstract=fields.prose((summary or "").partition("Abstract: ")[2]),
            authors=author_line.names(xml_body.text(element, "creator")),
            categories=fields.categories(terms),
            journal_ref=xml_body.text(element, "journal_reference"),
            license=xml_body.text(element, "rights"),
            url=f"https://arxiv.org/abs/{paper.paper}",
        ),
        kind=kind if kind in _KINDS else None,
        day=day,
    )
