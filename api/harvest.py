"""`arxivlens harvest`: arXiv's records, from where the last harvest ended."""

from datetime import datetime

import click
from sqlalchemy import select

from api.follow import follow_one
from scraper.cards import EVERYTHING, SPIDERS
from scraper.records import Crawl
from scraper.records.schema import opened
from scraper.settings import Settings


def harvest(settings: Settings, set_: str, since: str | None, until: str | None) -> bool:
    """Whether it came to its end. Raises BadTarget or BadParameter."""
    given = {name: day for name, day in (("from", since), ("until", until)) if day is not None}
    wish = SPIDERS["oai"].wish(set_, given)
    if since is None and (day := last_harvest(settings, wish.target)):
        if until is not None and until < day:
            click.echo(f"All until {day} is on record already; --from asks for it again.", err=True)
            return True
        given["from"] = day
        click.echo(f"Since the last harvest, of {day}.", err=True)
    return follow_one(settings, "oai", wish.target, given, refresh=False)


def last_harvest(settings: Settings, set_: str) -> str | None:
    """The day, by arXiv's clock, on which the last harvest of the set began that came to its end.

    One of everything is one of each set, too.
    """
    with opened(settings.database) as database, database.reading() as session:
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
