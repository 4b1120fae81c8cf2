"""What arXiv announces, as a batch: its lists and feeds."""

from scraper.items import Announcements, Batch
from scraper.spiders.bulk import Cursor

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
