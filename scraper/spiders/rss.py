"""arXiv's RSS feed of what it announced today in some categories."""

from scraper.items import Announcements
from scraper.pages import rss
from scraper.spiders.announced import FeedSpider


class RssSpider(FeedSpider):
    """One page; nothing at weekends."""

    name = "rss"
    feed = "rss"

    def announcements(self, body: bytes) -> Announcements:
        return rss.parse(body)
