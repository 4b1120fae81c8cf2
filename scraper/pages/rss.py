"""arXiv's RSS feed of a category's announcements: https://rss.arxiv.org/rss/{category}."""

from scraper.errors import LayoutUnknown
from scraper.items import Announcements
from scraper.pages import arxiv_feed, fields, xml_body


def parse(body: bytes) -> Announcements:
    """Raises NotThisPage (an unknown category too), PageIncomplete or LayoutUnknown."""
    channel = xml_body.child(xml_body.read(body, "rss"), "channel")
    if channel is None:
        raise LayoutUnknown("The feed has no channel.")
    arxiv_feed.refuse_error(xml_body.text(channel, "title"), xml_body.text(channel, "description"))
    rows = [
        arxiv_feed.entry(
            item,
            xml_body.text(item, "guid"),
            xml_body.text(item, "description"),
            fields.mail_day(xml_body.text(item, "pubDate")),
        )
        for item in xml_body.children(channel, "item")
    ]
    return Announcements(rows=tuple(row for row in rows if row))
