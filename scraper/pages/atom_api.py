"""Answers of arXiv's query API: https://info.arxiv.org/help/api/user-manual.html.

An error is a feed with one entry titled "Error"; a paper may be titled anything, "0" and "Error"
included, so the entry's id decides.
"""

from lxml import etree

from scraper.errors import NotThisPage, PageIncomplete
from scraper.items import PaperItem, PaperPage
from scraper.pages import fields, xml_body

_ERRORS = "/api/errors"


def parse(body: bytes) -> PaperPage:
    """The papers in the order of the answer, which leaves out ids that it does not know.

    Raises NotThisPage for an error or any other answer, PageIncomplete for one that was cut short
    or claims results and has none, as happens when arXiv is busy: ask again.
    """
    feed = xml_body.read(body, "feed")
    entries = list(xml_body.children(feed, "entry"))
    for entry in entries:
        if _ERRORS in (xml_body.text(entry, "id") or ""):
            sentence = xml_body.text(entry, "summary") or "no reason given"
            raise NotThisPage(f"arXiv answers with an error: {sentence[:300]}.")
    total, start = (_number(feed, name) for name in ("totalResults", "startIndex"))
    if total is None or start is None:
        raise NotThisPage("The feed is no answer to a query: it counts no results.")
    if not entries and start < total:
        raise PageIncomplete(f"arXiv claims {total} results and sends none.")
    following = start + len(entries)
    papers = (paper for entry in entries if (paper := _paper(entry)))
    return PaperPage(
        papers=tuple(papers),
        total=total,
        next=str(following) if entries and following < total else None,
    )


def _paper(entry: etree._Element) -> PaperItem | None:
    name = fields.arxiv_paper(xml_body.text(entry, "id"))
    if name is None:
        return None
    published = fields.day(xml_body.text(entry, "published"))
    terms = [
        element.get("term")
        for kind in ("primary_category", "category")
        for element in xml_body.children(entry, kind)
    ]
    doi, _ = fields.doi_or_arxiv(xml_body.text(entry, "doi"))
    return PaperItem(
        arxiv_id=name.paper,
        version=name.version,
        doi=doi,
        title=fields.prose(xml_body.text(entry, "title")),
        abstract=fields.prose(xml_body.text(entry, "summary")),
        authors=fields.authors(
            xml_body.text(author, "name") for author in xml_body.children(entry, "author")
        ),
        published=published,
        updated=fields.day(xml_body.text(entry, "updated")),
        year=published.year if published else None,
        comments=fields.prose(xml_body.text(entry, "comment")),
        categories=fields.categories(terms),
        journal_ref=xml_body.text(entry, "journal_ref"),
        url=f"https://arxiv.org/abs/{name.paper}",
    )


def _number(feed: etree._Element, name: str) -> int | None:
    return fields.digits(xml_body.text(feed, name))
