"""What arXiv announces, as a batch: its lists and feeds."""

from typing import ClassVar

from scraper.cards import Wish
from scraper.items import Announcements, Batch
from scraper.sources import arxiv
from scraper.spiders.bulk import BulkSpider, Cursor

LISTS = "arxiv_list"  # the source: arXiv, where it says less than on the paper's own page


def announced(page: Announcements, cursor: Cursor, *, last: bool) -> Batch:
    """The page's papers, and which of them have a new version."""
    return Batch(
        source=LISTS,
        papers=tuple(row.paper for row in page.rows),
        cursor=cursor,
        last=last,
        total=page.total,
        replaced=tuple(
            row.paper.arxiv_id
            for row in page.rows
            if row.paper.arxiv_id and row.kind in ("replace", "replace-cross")
        ),
    )


class FeedSpider(BulkSpider):
    """A feed of what was announced today in some categories: one page; nothing at weekends."""

    kind = "xml"
    feed: ClassVar[str]  # as arXiv calls it

    def announcements(self, body: bytes) -> Announcements:
        """What the feed says."""
        raise NotImplementedError

    def url(self, wish: Wish, cursor: Cursor) -> str:
        return arxiv.feed_url(self.ours.arxiv_rss_url, self.feed, wish.target.split("+"))

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        return announced(self.announcements(body), cursor, last=True)
