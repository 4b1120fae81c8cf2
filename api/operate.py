"""The commands of whoever runs a server: backup, restore, copy, doctor, unmerge."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.errors import BadInput, BadSetting
from scraper.settings import Settings, database_url

if TYPE_CHECKING:
    from scraper.records import Database
    from scraper.records.copying import Told

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write all records to FILE, a SQLite database, while the server goes on.

    Works the same over SQLite and PostgreSQL; `restore` reads it into either.
    """
    from scraper.records.copying import back_up
    from scraper.records.schema import opened

    with opened(Settings.load().database) as database, _bar() as tell:
        back_up(database, file, tell)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, whole and on disk.")


@click.command()
@click.argument("file", type=_EXISTING)
def restore(file: Path) -> None:
    """Read the backup FILE into the database of the settings, which must be empty."""
    from scraper.records.copying import restore as read
    from scraper.records.schema import opened

    with opened(Settings.load().database) as database, _bar() as tell:
        _say(read(file, database, tell), database)


@click.command()
@click.option("--to", required=True, metavar="URL", help="The database to copy to; an empty one.")
def copy(to: str) -> None:
    """Copy all records to another database: from SQLite to PostgreSQL, or back.

    What was broken off goes on when it is called again. In the end both are compared.
    """
    from scraper.records import Database
    from scraper.records.copying import copy_records
    from scraper.records.schema import opened

    try:
        target = Database(database_url(to))
    except BadSetting as error:
        raise BadInput(f"--to {error.problem}") from error
    with opened(Settings.load().database) as database, _bar() as tell:
        if target.engine.url == database.engine.url:
            raise BadInput("--to names the database that the records are in already.")
        _say(copy_records(database, target, tell), target)
    target.close()


@click.command()
def doctor() -> None:
    """Check the database, the sources, the clock and the disk, and say what to do."""
    from rich.console import Console

    from scraper.doctor import checks

    worst = "ok"
    console = Console()
    for finding in checks(Settings.load()):
        colour = {"ok": "green", "warning": "yellow", "fault": "red"}[finding.state]
        console.print(f"[{colour}]{finding.state:8}[/] [bold]{finding.subject}[/] ", end="")
        console.print(finding.sentence, markup=False, highlight=False)
        if finding.state == "fault":
            worst = "fault"
    if worst == "fault":
        sys.exit(1)


@click.command()
@click.argument("paper", metavar="ID")
@click.argument("name", required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would go and what would stay.")
def unmerge(paper: str, name: str | None, dry_run: bool) -> None:
    """Take papers apart that were wrongly joined into the paper ID.

    Without NAME, list what each source said of it and under which name. With one of these names,
    what goes by NAME becomes a paper of its own.
    """
    from api.unmerge import listing, part

    settings = Settings.load()
    lines = part(settings, paper, name, dry=dry_run) if name else listing(settings, paper)
    click.echo("\n".join(lines))


COMMANDS = (backup, restore, copy, doctor, unmerge)


@contextmanager
def _bar() -> Iterator["Told"]:
    """Shows each table's rows as they arrive."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = TextColumn("{task.description:13}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(table: str, done: int, total: int) -> None:
            if table not in tasks:
                tasks[table] = progress.add_task(table)
            progress.update(tasks[table], completed=done, total=total)

        yield tell


def _say(counts: dict[str, int], target: "Database") -> None:
    where = target.engine.url.render_as_string(hide_password=True)
    click.echo(f"{sum(counts.values()):,} rows of {len(counts)} tables are in {where},")
    click.echo("counted and added up on both sides.")
