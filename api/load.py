"""`arxivlens load`: a file, with a progress bar, and what came of it."""

from collections.abc import Callable, Iterator

import click
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.terminal import bar, printable
from scraper.edges import citations_file
from scraper.indexing import words_for_all
from scraper.load import Input, Tally, snapshot_file
from scraper.records import Database
from scraper.records.postings import unworded_count
from scraper.records.schema import opened
from scraper.settings import Settings

_COLUMNS = (
    TextColumn("{task.description}", markup=False),
    BarColumn(),
    TaskProgressColumn(),
    TimeRemainingColumn(),
)


def load(settings: Settings, papers: str | None, citations: str | None) -> None:
    """Load papers, citations, and index words. Raises BadInput for a file that cannot be read."""
    # Both are looked at before either is loaded.
    files = [
        (Input(name), read, what)
        for name, read, what in (
            (papers, snapshot_file, "papers"),
            (citations, citations_file, "citations"),
        )
        if name
    ]
    with opened(settings.database) as database:
        for file, read, what in files:
            _one(database, file, read, what)
        if papers:
            _index(database)


def _one(
    database: Database, file: Input, read: Callable[[Database, Input], Iterator[Tally]], what: str
) -> None:
    tally = None
    try:
        with bar(*_COLUMNS) as shown:
            task = shown.add_task(f"Loading {what}", total=file.size)
            for tally in read(database, file):
                shown.update(
                    task,
                    completed=file.position,
                    description=f"Loading {what}: {tally.lines:,} lines",
                )
    finally:
        if tally:
            _tell(tally, file.name, what)


def _index(database: Database) -> None:
    with database.reading() as session:
        without = unworded_count(session)
    with bar(*_COLUMNS) as shown:
        task = shown.add_task("Indexing their words", total=without)
        for done in words_for_all(database):
            shown.update(task, completed=done)


def _tell(tally: Tally, name: str, what: str) -> None:
    parts = [f"{tally.new:,} {what} new"]
    if what == "papers":
        parts.append(f"{tally.changed:,} say more than before")
    elif tally.named:
        parts.append(f"{tally.named:,} papers known by their name alone")
    if tally.bad:
        parts.append(f"{tally.bad:,} lines cannot be read")
    click.echo(f"{printable(name)}: {tally.lines:,} lines; {', '.join(parts)}.")
    for line, why in tally.first_bad:
        click.secho(f"  line {line}: {printable(why)}", err=True, fg="red")
    if tally.bad > len(tally.first_bad):
        click.secho(f"  … and {tally.bad - len(tally.first_bad):,} more", err=True, fg="red")
