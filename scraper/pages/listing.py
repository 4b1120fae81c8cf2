"""A list of a category's papers: https://arxiv.org/list/{category}/new, /recent or a month.

`new` has sections of new, cross-listed and replaced papers, with abstracts; `recent` a section a
day; a month and a year none. Every section is a `dl` with the same id.
"""

import re
from collections.abc import Iterator
from datetime import date

from bs4 import Tag
from bs4.filter import SoupStrainer

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import AnnouncedItem, Announcements, PaperItem
from scraper.pages import _html, author_line, bounds, fields
from scraper.pages._links import text_of

_TOTAL = re.compile(r"total of ([0-9,]{1,12}) entries", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]{2})[a-z]* ([0-9]{4})")
_KINDS = {  # by "is cross-listed" and "is replaced"
    (False, False): "new",
    (True, False): "cross",
    (False, True): "replace",
    (True, True): "replace-cross",
}
_MOST_TAGS = 500_000  # two thousand entries have 150,000
_TERM = re.compile(r"\(([^()\s]+)\)(?:;|$)")


def parse(body: bytes) -> Announcements:
    """Raises NotThisPage, PageIncomplete, or LayoutUnknown where entries cannot be found."""
    bounds.tags(body, _MOST_TAGS)
    page = _html.read(body, SoupStrainer(id="dlpage"))
    listing = page.find(id="dlpage")
    if not isinstance(listing, Tag):
        raise NotThisPage("This is not one of arXiv's lists.")
    heading = listing.find("h3", recursive=False)
    day = _day(heading)
    sections = listing.find_all("dl", recursive=False)
    rows = tuple(row for section in sections for row in _section(section, day))
    total = _TOTAL.search(fields.text(listing.get_text()) or "")
    claimed = fields.digits(total[1]) if total else 0
    if not rows and claimed:
        raise LayoutUnknown(f"The list claims {claimed} entries, and none is where it was.")
    return Announcements(rows=rows, total=claimed)


def _section(section: Tag, day: date | None) -> Iterator[AnnouncedItem]:
    heading = section.find("h3", recursive=False)
    replacements = heading is not None and "replacement" in heading.get_text().lower()
    entry = None
    for element in section.find_all(("dt", "dd"), recursive=False):
        if element.name == "dt":
            entry = element
            continue
        link = entry.find("a", title="Abstract") if entry else None
        paper = fields.arxiv_id(link.get("id")) if isinstance(link, Tag) else None
        if entry is None or paper is None:
            continue
        note = fields.text(entry.get_text()) or ""
        yield AnnouncedItem(
            paper=_paper(paper, element),
            kind=_KINDS["(cross-list" in note, "(replaced" in note or replacements],
            day=_day(heading) or day,
        )
        entry = None


def _paper(arxiv_id: str, entry: Tag) -> PaperItem:
    meta = entry.find("div", class_="meta", recursive=False) or entry
    cells = {
        str(kind): cell
        for cell in meta.find_all(("div", "p"), recursive=False)
        for kind in (cell.get_attribute_list("class") if cell.name == "div" else ["abstract"])
    }
    return PaperItem(
        arxiv_id=arxiv_id,
        title=fields.prose(_text(cells.get("list-title"))),
        abstract=fields.prose(_text(cells.get("abstract"))),
        authors=author_line.names(_text(cells.get("list-authors"))),
        comments=fields.prose(_text(cells.get("list-comments"))),
        journal_ref=fields.prose(_text(cells.get("list-journal-ref"))),
        categories=fields.categories(_TERM.findall(_text(cells.get("list-subjects")) or "")),
        url=f"https://arxiv.org/abs/{arxiv_id}",
    )


def _text(cell: Tag | None) -> str | None:
    return text_of(cell) if cell else None


def _day(heading: object) -> date | None:
    """The day in `Thu, 3 Feb 2011` or `… for Thursday, 3 February 2011`."""
    found = _DAY.search(heading.get_text()) if isinstance(heading, Tag) else None
    return fields.mail_day("{} {} {} 00:00".format(*found.groups())) if found else None
