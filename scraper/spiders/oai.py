"""arXiv's records by OAI-PMH: all, or those of a set, that changed in some days.

A resumption token is where to go on; it is good for a day. Where arXiv no longer knows it, the
harvest begins again: at the last day that came, where the records came in the order of their days,
else at its first. What comes twice is kept once.
"""

from datetime import date

from scraper.cards import EVERYTHING, HarvestParameters, Wish
from scraper.errors import PageError, TokenExpired
from scraper.items import Batch
from scraper.pages import oai
from scraper.sources import arxiv
from scraper.spiders.bulk import BulkSpider, Cursor

_RESTARTS = 3  # from the same day: a source that forgets every token is asked no further


class OaiSpider(BulkSpider):
    """As many records a page as arXiv likes: about a thousand."""

    name = "oai"
    kind = "xml"

    def url(self, wish: Wish, cursor: Cursor) -> str:
        given = _given(wish)
        if token := cursor.get("token"):
            return arxiv.more_records_url(self.ours.arxiv_oai_url, token)
        since = date.fromisoformat(cursor["since"]) if cursor.get("since") else given.from_
        category = None if wish.target == EVERYTHING else wish.target
        return arxiv.records_url(
            self.ours.arxiv_oai_url, given.format, category, since, given.until
        )

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        page = oai.parse(body)
        days = [row.changed.isoformat() for row in page.rows if row.changed]
        reached: str = cursor.get("reached", "")
        ordered = cursor.get("ordered", True) and [reached, *days] == sorted([reached, *days])
        following: Cursor = {
            **cursor,
            "token": page.token,
            "reached": max([reached, *days]),
            "ordered": ordered,
        }
        # The next harvest begins where this one began, by the server's own clock.
        if page.responded:
            following.setdefault("responded", page.responded.isoformat())
        return Batch(
            source=self.source,
            papers=tuple(row.paper for row in page.rows if row.paper),
            cursor=following,
            last=page.token is None,
            unreadable=sum(row.paper is None and not row.deleted for row in page.rows),
            total=page.total,
            whole=_given(wish).format == "arXivRaw",
            gone=tuple(row.arxiv_id for row in page.rows if row.deleted),
        )

    def astray(self, error: PageError, wish: Wish, cursor: Cursor) -> Cursor | None:
        if not isinstance(error, TokenExpired) or not cursor.get("token"):
            return None
        first = _given(wish).from_
        since = cursor.get("since") or (first.isoformat() if first else None)
        if cursor["ordered"] and cursor["reached"]:
            since = cursor["reached"]
        restarts = cursor.get("restarts", 0) + 1 if since == cursor.get("since") else 1
        if restarts > _RESTARTS:
            return None
        return {**cursor, "token": None, "since": since, "restarts": restarts}


def _given(wish: Wish) -> HarvestParameters:
    assert isinstance(wish.given, HarvestParameters)
    return wish.given
