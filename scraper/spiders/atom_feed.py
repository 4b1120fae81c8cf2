"""arXiv's Atom feed of what it announced today in some categories."""

from scraper.cards import Wish
from scraper.items import Batch
from scraper.pages import atom_feed
from scraper.sources import arxiv
from scraper.spiders.announced import announced
from scraper.spiders.bulk import BulkSpider, Cursor


class AtomFeedSpider(BulkSpider):
    """One page; nothing at weekends."""

    name = "atom_feed"
    kind = "xml"

    def url(self, wish: Wish, cursor: Cursor) -> str:
        return arxiv.feed_url(self.ours.arxiv_rss_url, "atom", wish.target.split("+"))

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        return announced(atom_feed.parse(body), cursor, last=True)
