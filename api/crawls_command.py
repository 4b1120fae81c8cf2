"""`arxivlens crawls`: what was asked for, and how it stands."""

import click

from scraper.settings import Settings

_STATES = ("queued", "running", "done", "failed", "cancelled")


@click.command()
@click.option("--state", type=click.Choice(_STATES), help="Only those that stand so.")
@click.option("--spider", help="Only this spider's.")
@click.option("--limit", default=20, type=click.IntRange(1, 1000), help="How many; else 20.")
def crawls(state: str | None, spider: str | None, limit: int) -> None:
    """List crawls, the newest first: how each stands, and when one that waits should run."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from api.queries import queue
    from api.terminal import printable
    from scraper.cards import card_of
    from scraper.crawls import priority_name
    from scraper.records import Crawl
    from scraper.records.schema import opened

    if spider is not None:
        card_of(spider)
    given = {"state": state, "spider": spider}
    wanted = [getattr(Crawl, name) == each for name, each in given.items() if each is not None]
    with opened(Settings.load().database) as database, database.reading() as session:
        found = queue.page(session, wanted, None, limit)[:limit]
        waits = queue.Waits(session)
        shown = [(each, waits.expected(each)) for each in found]
    if not shown:
        click.echo("None.")
        return
    table = Table("id", "spider", "target", "state", "priority", "asked for", "", box=None)
    for each, wait in shown:
        about = each.error or ""
        if wait["position"]:
            soon = wait["expected_wait"]
            about = f"no. {wait['position']}" + (f", in {soon:.0f} s" if soon is not None else "")
        table.add_row(
            str(each.id),
            each.spider,
            Text(printable(each.target[:80])),
            each.state,
            priority_name(each.priority),
            f"{each.requested_at:%Y-%m-%d %H:%M}",
            Text(printable(about)),
        )
    Console().print(table)
