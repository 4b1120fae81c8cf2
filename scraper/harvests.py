"""How far arXiv's records were harvested."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.cards import EVERYTHING
from scraper.records import Crawl


def last_harvest(session: Session, set_: str) -> str | None:
    """The day, by arXiv's clock, on which the last harvest of the set began that came to its end.

    One of everything is one of each set, too.
    """
    done = session.execute(
        select(Crawl.parameters, Crawl.cursor).where(
            Crawl.spider == "oai",
            Crawl.state == "done",
            Crawl.target.in_({set_, EVERYTHING}),
        )
    ).all()
    moments = [
        datetime.fromisoformat(cursor["responded"])
        for parameters, cursor in done
        if cursor and cursor.get("responded") and not (parameters or {}).get("until")
    ]
    return max(moments).date().isoformat() if moments else None
