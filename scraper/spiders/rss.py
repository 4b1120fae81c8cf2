"""arXiv's RSS feed of what it announced today in some categories."""

from scraper.cards import Wish
from scraper.items import Batch
from scraper.pages import rss
from scraper.sources import arxiv
from scraper.spiders.announced import announced
from scraper.spiders.bulk import BulkSpider, Cursor


class RssSpider(BulkSpider):
    """One page; nothing at weekends."""

    name = "rss"
    kind = "xml"

    def url(self, wish: Wish, cursor: Cursor) -> str:
        return arxiv.feed_url(self.ours.arxiv_rss_url, "rss", wish.target.split("+"))

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        return announced(rss.parse(body), cursor, last=True)
