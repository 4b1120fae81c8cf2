"""`arxivlens harvest`: arXiv's records, from where the last harvest ended."""

import click

from api.follow import follow_one
from scraper.cards import SPIDERS
from scraper.harvests import last_harvest
from scraper.records.schema import opened
from scraper.settings import Settings


def harvest(settings: Settings, set_: str, since: str | None, until: str | None) -> bool:
    """Whether it came to its end. Raises BadTarget or BadParameter."""
    given = {name: day for name, day in (("from", since), ("until", until)) if day is not None}
    wish = SPIDERS["oai"].wish(set_, given)
    with opened(settings.database) as database, database.reading() as session:
        day = last_harvest(session, wish.target)
    if since is None and day:
        if until is not None and until < day:
            click.echo(f"All until {day} is on record already; --from asks for it again.", err=True)
            return True
        given["from"] = day
        click.echo(f"Since the last harvest, of {day}.", err=True)
    return follow_one(settings, "oai", wish.target, given, refresh=False)
