"""Backups under write load, each restored, and write-ahead logs cut at random places.

    python -m tests.whole.backups --backups 20 --tails 50 [--database postgresql]

Writers store five papers to a transaction all the while: a backup that is of one moment has a
multiple of five. A log that was cut loses transactions from its end, whole ones, and no other.
"""

import argparse
import multiprocessing
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread

import psycopg
from sqlalchemy import func, make_url, select

from scraper.records import Database, Paper
from scraper.records.copying import back_up, restore
from scraper.records.schema import migrate
from scraper.records.store import store_papers
from scraper.settings import database_url
from tests.fakes.postgres import running
from tests.scraper.records.items import paper, s2
from tests.whole.writers import store

_TOGETHER = 5  # papers that `store` keeps in one transaction
_WRITERS = 2


@contextmanager
def _writing(url: str, seconds: float) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    writers = [context.Process(target=store, args=(url, n, seconds, told)) for n in range(_WRITERS)]
    for each in writers:
        each.start()
    # What they tell must be taken, or they never end.
    Thread(target=lambda: [told.get() for _ in iter(int, 1)], daemon=True).start()
    try:
        yield
    finally:
        for each in writers:
            each.terminate()
            each.join()


def _new(url: str, folder: Path, name: str) -> str:
    """The address of an empty database of the same kind."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return f"sqlite:///{folder / name}.db"
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.set(database=name).render_as_string(hide_password=False)


def _papers(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Paper)) or 0


def back_up_under_load(url: str, folder: Path, backups: int) -> Iterator[str]:
    """What is wrong with the backups, in sentences."""
    source = Database(url)
    migrate(source)
    sizes = []
    with _writing(url, 3600):
        while not _papers(source):
            pass
        for number in range(backups):
            back_up(source, folder / f"backup{number}.db")
    written = _papers(source)
    source.close()
    for number in range(backups):
        target = Database(_new(url, folder, f"restored{number}"))
        restore(folder / f"backup{number}.db", target)  # compares, row by row
        sizes.append(_papers(target))
        target.close()
        if sizes[-1] % _TOGETHER:
            yield f"Backup {number} has {sizes[-1]} papers: not those of one moment."
    if sizes != sorted(sizes):
        yield f"A later backup has less than an earlier one: {sizes}."
    print(f"{backups} backups restored, of {sizes[0]} to {sizes[-1]} papers of {written} written.")


def cut_tails(folder: Path, tails: int, transactions: int = 60) -> Iterator[str]:
    """What is wrong with a database whose log was cut, in sentences."""
    file = folder / "cut.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(transactions):
        with database.writing() as session:
            if number == 0:
                session.connection().exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
            first = number * _TOGETHER
            store_papers(session, "arxiv", [paper(first + each) for each in range(_TOGETHER)])
    # As a power cut leaves it: the log is there, and nobody has closed it.
    log = Path(f"{file}-wal").read_bytes()
    held = shutil.copy(file, folder / "held.db")
    found = set()
    for number in range(tails):
        copy = Path(shutil.copy(held, folder / f"tail{number}.db"))
        Path(f"{copy}-wal").write_bytes(log[: random.randint(0, len(log))])
        opened = Database(f"sqlite:///{copy}")
        migrate(opened)
        papers = _papers(opened)
        with opened.reading() as session:
            kept = set(session.scalars(select(Paper.key)))
        opened.close()
        with closing(sqlite3.connect(copy)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
        if faults != ["ok"]:
            yield f"Tail {number}: {'; '.join(faults)}"
        expected = {f"s2:{s2(each)}" for each in range(papers)}
        if papers % _TOGETHER or kept != expected:
            yield f"Tail {number}: the {papers} papers are not those of the first transactions."
        found.add(papers)
    database.close()
    print(f"{tails} tails of {len(log):,} bytes: from {min(found)} to {max(found)} papers.")


def main() -> None:
    """Back up, cut, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backups", type=int, default=20)
    parser.add_argument("--tails", type=int, default=50)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/lens.db"
        if arguments.database == "postgresql":
            url = database_url(stack.enter_context(running()))
        found = [
            *back_up_under_load(url, folder, arguments.backups),
            *cut_tails(folder, arguments.tails),
        ]
    print(*(found or ["All whole."]), sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
