"""arXiv's lists of a category's papers: new, recent, of a month or a year, all sections."""

from scraper.cards import ListingParameters, Wish
from scraper.errors import LayoutUnknown
from scraper.items import Batch
from scraper.pages import listing
from scraper.sources import arxiv
from scraper.spiders.announced import LISTS, announced
from scraper.spiders.bulk import BulkSpider, Cursor


class ListingSpider(BulkSpider):
    """Two thousand entries a page."""

    name = "listing"
    kind = "html"
    delay = arxiv.PAGE_DELAY

    def url(self, wish: Wish, cursor: Cursor) -> str:
        assert isinstance(wish.given, ListingParameters)
        skip = cursor.get("skip", 0)
        return arxiv.list_url(self.ours.arxiv_url, wish.target, wish.given.period, skip)

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        skip: int = cursor.get("skip", 0)
        try:
            page = listing.parse(body)
        except LayoutUnknown:
            if not skip:
                raise
            # Entries that cannot be read are passed over, so the last page may have no other.
            return Batch(source=LISTS, papers=(), cursor=cursor, last=True)
        end = skip + len(page.rows)
        last = not page.rows or page.total is None or end >= page.total
        return announced(page, {"skip": end}, last=last)
