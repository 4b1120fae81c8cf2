"""`arxivlens schedule`: what is collected again and again."""

from datetime import UTC, datetime

import click

from api.terminal import pairs
from scraper.settings import Settings


@click.group()
def schedule() -> None:
    """Have something collected again and again, by whichever worker runs then."""


@schedule.command()
@click.argument("spider")
@click.argument("target")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]…")
@click.option("--every", default=24, type=click.IntRange(1, 366 * 24), help="Hours; else 24.")
@click.option("--at", type=click.DateTime(["%H:%M"]), help="From the next such moment (UTC) on.")
def add(
    spider: str, target: str, parameters: tuple[str, ...], every: int, at: datetime | None
) -> None:
    """Collect every so many hours: `schedule add listing cs.AI period=pastweek --at 04:30`.

    Without --at for the first time now. The spiders are listed at /api/v1/spiders.
    """
    from scraper import schedules
    from scraper.records.schema import opened

    moment = at.time() if at else None
    given = pairs(parameters)
    with opened(Settings.load().database) as database, database.writing() as session:
        made = schedules.create(session, spider, target, given, every_hours=every, at=moment)
        click.echo(f"Schedule {made.id}: {_when(made.every, made.due)}.")


@schedule.command("list")
def list_() -> None:
    """List the schedules, the next to be due first."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text
    from sqlalchemy import select

    from api.terminal import printable
    from scraper import schedules
    from scraper.records import Schedule
    from scraper.records.schema import opened

    table = Table("id", "spider", "target", "when", "last crawl", box=None)
    with opened(Settings.load().database) as database, database.reading() as session:
        for each in session.scalars(select(Schedule).order_by(*schedules.ORDER)):
            given = " ".join(f"{name}={value}" for name, value in (each.parameters or {}).items())
            table.add_row(
                str(each.id),
                each.spider,
                Text(printable(f"{each.target[:80]} {given}".strip())),
                "paused" if each.paused else _when(each.every, each.due),
                str(each.last_crawl or ""),
            )
    if table.row_count:
        Console().print(table)
    else:
        click.echo("None.")


@schedule.command()
@click.argument("number", type=int, metavar="ID")
def pause(number: int) -> None:
    """Let its times pass by until it is resumed."""
    _pause(number, True)


@schedule.command()
@click.argument("number", type=int, metavar="ID")
def resume(number: int) -> None:
    """Go on with the next of its times."""
    _pause(number, False)


@schedule.command()
@click.argument("number", type=int, metavar="ID")
def delete(number: int) -> None:
    """End it; the crawls that it made stay."""
    from scraper import schedules
    from scraper.records.schema import opened

    with opened(Settings.load().database) as database, database.writing() as session:
        schedules.delete(session, number)
    click.echo(f"Schedule {number} is no more.")


def _pause(number: int, paused: bool) -> None:
    from scraper import schedules
    from scraper.records.schema import opened

    with opened(Settings.load().database) as database, database.writing() as session:
        made = schedules.pause(session, number, paused)
        when = "paused" if paused else _when(made.every, made.due)
    click.echo(f"Schedule {number}: {when}.")


def _when(every: int, due: float) -> str:
    hours = every // 3600
    often = f"every {hours // 24} days" if hours % 24 == 0 else f"every {hours} hours"
    often = {"every 1 days": "every day", "every 1 hours": "every hour"}.get(often, often)
    return f"{often}, next {datetime.fromtimestamp(due, UTC):%Y-%m-%d %H:%M} UTC"
