"""arXiv's Atom feed of what it announced today in some categories."""

from scraper.items import Announcements
from scraper.pages import atom_feed
from scraper.spiders.announced import FeedSpider


class AtomFeedSpider(FeedSpider):
    """One page; nothing at weekends."""

    name = "atom_feed"
    feed = "atom"

    def announcements(self, body: bytes) -> Announcements:
        return atom_feed.parse(body)
