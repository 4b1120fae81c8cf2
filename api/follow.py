"""`arxivlens crawl` and `spider`: queue, follow, say what came of it."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy import select

from api.keeper import attached_worker
from api.terminal import bar, printable
from scraper import crawls
from scraper.paper_id import PaperId
from scraper.records import Crawl, Database
from scraper.records.schema import opened
from scraper.settings import Settings

_LOOK = 0.1  # seconds between looks at the crawls
_WORTH_TELLING = timedelta(seconds=20)  # a source's own pace is shorter


def follow(settings: Settings, ids: Sequence[str], *, refresh: bool) -> bool:
    """Collect the papers, with a worker of its own; whether all of them came.

    Raises BadPaperId before anything is queued.
    """
    targets = list(dict.fromkeys(str(PaperId.parse(each)) for each in ids))
    with opened(settings.database) as database:
        with database.writing() as session:
            wanted = []
            for target in targets:
                crawl, _new = crawls.request(session, "paper", target, refresh=refresh)
                session.flush()
                wanted.append(crawl.id)
        # Workers share crawls and pace, so one more does no harm where a server runs one already.
        with attached_worker() as worker:
            found = _watch(database, wanted, worker)
    Console().print(_table(found))
    return all(crawl.state == "done" for crawl in found)


def follow_one(
    settings: Settings,
    spider: str,
    target: str,
    parameters: Mapping[str, str],
    *,
    refresh: bool,
) -> bool:
    """Run one spider, with a worker of its own; whether it did all that it should."""
    with opened(settings.database) as database:
        with database.writing() as session:
            crawl, new = crawls.request(session, spider, target, parameters, refresh=refresh)
            session.flush()
            wanted = crawl.id
            bulk, begun = crawl.seen is not None, crawl.cursor is not None
        if begun and bulk:
            how = "Going on where it stopped" if new else "Joining one that is under way"
            click.echo(f"{how}: {target}.", err=True)
        with attached_worker() as worker:
            (found,) = (
                _watch_pages(database, wanted, worker)
                if bulk
                else _watch(database, [wanted], worker)
            )
    if bulk:
        click.echo(_counted(found))
    else:
        Console().print(_table([found]))
    return found.state == "done"


def _watch_pages(database: Database, wanted: int, worker: subprocess.Popen[bytes]) -> list[Crawl]:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with bar(*columns) as progress:
        task = progress.add_task("Waiting for a worker", total=None)
        while True:
            with database.reading() as session:
                crawl = session.get_one(Crawl, wanted)
                session.expunge(crawl)
            progress.update(
                task, completed=crawl.seen, total=crawl.expected, description=_doing(crawl)
            )
            if crawl.state not in crawls.OPEN or worker.poll() is not None:
                return [crawl]
            time.sleep(_LOOK)


def _doing(crawl: Crawl) -> str:
    if crawl.state == "queued":
        return "Waiting for a worker"
    for part in crawl.parts:
        if part["state"] == "waiting" and part["until"]:
            until = datetime.fromisoformat(part["until"])
            if until - datetime.now(UTC) > _WORTH_TELLING:
                return f"{part['source']} keeps us waiting until {until:%H:%M:%S} UTC"
    return f"Collecting {crawl.target}"


def _counted(crawl: Crawl) -> str:
    counts = (
        f"{crawl.seen:,} records, {crawl.stored:,} papers new or changed,"
        f" {crawl.deleted:,} removed, {crawl.unreadable:,} unreadable"
    )
    if crawl.state == "done":
        return f"{crawl.target}: done; {counts}."
    why = crawl.error or "The worker ended before it was done."
    return printable(f"{crawl.target}: {crawl.state}; {counts}. {why} Say it again to go on.")


def _watch(database: Database, wanted: list[int], worker: subprocess.Popen[bytes]) -> list[Crawl]:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Collecting", total=len(wanted))
        while True:
            with database.reading() as session:
                found = list(
                    session.scalars(select(Crawl).where(Crawl.id.in_(wanted)).order_by(Crawl.id))
                )
            ended = [crawl for crawl in found if crawl.state not in crawls.OPEN]
            progress.update(task, completed=len(ended), description=_sentence(found))
            if len(ended) == len(found) or worker.poll() is not None:
                return found
            time.sleep(_LOOK)


def _sentence(found: Sequence[Crawl]) -> str:
    for crawl in found:
        for part in crawl.parts if crawl.state == "running" else ():
            if part["state"] == "waiting":
                return f"Waiting for {part['source']} ({crawl.target})"
    return "Collecting"


def _table(found: Sequence[Crawl]) -> Table:
    table = Table("Paper", "Source", "Part", "Outcome", "Rows", "", box=None, pad_edge=False)

    def add(*cells: object) -> None:
        # As text: a source's words are neither markup nor orders to the terminal.
        table.add_row(*(Text(printable(str(cell or ""))) for cell in cells))

    for crawl in found:
        for part in crawl.parts:
            rows = None if part["count"] is None else str(part["count"])
            add(crawl.target, part["source"], part["part"], part["state"], rows, part["message"])
        if crawl.error or crawl.state in crawls.OPEN:
            why = crawl.error or "The worker ended before it was done."
            add(crawl.target, None, None, crawl.state, None, why)
    return table
