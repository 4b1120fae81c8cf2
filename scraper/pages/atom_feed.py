"""arXiv's Atom feed of a category's announcements: https://rss.arxiv.org/atom/{category}."""

from scraper.items import Announcements
from scraper.pages import arxiv_feed, fields, xml_body


def parse(body: bytes) -> Announcements:
    """Raises NotThisPage (an unknown category too) or PageIncomplete."""
    feed = xml_body.read(body, "feed")
    arxiv_feed.refuse_error(xml_body.text(feed, "title"), xml_body.text(feed, "subtitle"))
    rows = [
        arxiv_feed.entry(
            entry,
            xml_body.text(entry, "id"),
            xml_body.text(entry, "summary"),
            fields.day(xml_body.text(entry, "published")),
        )
        for entry in xml_body.children(feed, "entry")
    ]
    return Announcements(rows=tuple(row for row in rows if row))
