"""arXiv's query API: the metadata of many papers by their ids."""

from scraper.cards import Wish
from scraper.items import Batch
from scraper.pages import atom_api
from scraper.sources import arxiv
from scraper.spiders.bulk import BulkSpider, Cursor


class AtomApiSpider(BulkSpider):
    """A hundred ids a request; an answer may be shorter than what was asked for."""

    name = "atom_api"
    kind = "xml"

    def url(self, wish: Wish, cursor: Cursor) -> str:
        return arxiv.query_url(self.ours.arxiv_api_url, _ids(wish, cursor), cursor.get("start", 0))

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        place, found = cursor.get("place", 0), cursor.get("found", 0)
        asked = _ids(wish, cursor)
        page = atom_api.parse(body)
        papers = tuple(paper for paper in page.papers if paper.arxiv_id in asked)
        found += len(papers)
        total = wish.target.count(",") + 1
        if page.next is not None:
            following = {"place": place, "start": int(page.next), "found": found}
            return Batch(
                source=self.source, papers=papers, cursor=following, last=False, total=total
            )
        end = place + len(asked)
        return Batch(
            source=self.source,
            papers=papers,
            cursor={"place": end},
            last=end >= total,
            unreadable=max(len(asked) - found, 0),
            total=total,
        )


def _ids(wish: Wish, cursor: Cursor) -> list[str]:
    place = cursor.get("place", 0)
    return wish.target.split(",")[place : place + arxiv.API_BATCH]
