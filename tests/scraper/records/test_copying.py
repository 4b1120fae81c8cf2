"""Copies and backups: whole, at one moment, into either kind of database."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from scraper import crawls
from scraper.errors import BadInput, StorageError
from scraper.paper_id import PaperId
from scraper.records import Author, Base, Comment, Database, Paper, find, utc_now
from scraper.records.base import table
from scraper.records.copying import back_up, copy_records, restore
from scraper.records.panel import whole_record
from scraper.records.schema import migrate
from scraper.records.store import store_list, store_papers
from tests.conftest import postgres_database
from tests.scraper.records.items import FULL, row

MANY = 12_000


@pytest.fixture
def full(database: Database) -> Database:
    """A database with something of everything, and more authors than one batch."""
    with database.writing() as session:
        (paper_id,) = store_papers(session, "arxiv", [FULL])
        store_list(session, paper_id, "semantic_scholar", "citations", [row(n) for n in range(9)])
        crawls.request(session, "paper", "2311.09227")
        session.add(Comment(paper_id=paper_id, text="Grün ☂", author=None, created=utc_now()))
        session.execute(insert(table(Author)), [{"name": f"Nobody {n}"} for n in range(MANY)])
    return database


@pytest.fixture(params=["to sqlite", "to postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database without a schema."""
    if request.param == "to sqlite":
        database = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
        yield database
        database.close()
        return
    for url in postgres_database(request.getfixturevalue("postgres"), "template0"):
        database = Database(url)
        yield database
        database.close()


def _record(database: Database) -> Any:
    with database.reading() as session:
        return whole_record(session, session.scalar(find.paper_id(PaperId.parse("2311.09227"))))


def test_a_copy_is_the_same_records(full: Database, elsewhere: Database) -> None:
    counts = copy_records(full, elsewhere)
    assert counts["author"] > MANY
    assert counts.keys() == set(Base.metadata.tables)
    assert _record(elsewhere) == _record(full)


def test_what_is_added_to_a_copy_gets_numbers_of_its_own(
    full: Database, elsewhere: Database
) -> None:
    copy_records(full, elsewhere)
    with elsewhere.writing() as session:
        session.add(Author(name="Somebody New"))
        crawls.request(session, "paper", "hep-th/9901001")


def test_a_copy_that_was_broken_off_goes_on(full: Database, elsewhere: Database) -> None:
    def broken(name: str, done: int, total: int) -> None:
        if name == "author" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_records(full, elsewhere, broken)
    told: list[tuple[str, int, int]] = []
    copy_records(full, elsewhere, lambda *each: told.append(each))
    assert next(done for name, done, _ in told if name == "author") == 5000
    assert _record(elsewhere) == _record(full)


def test_a_copy_over_other_rows_is_refused(full: Database, elsewhere: Database) -> None:
    copy_records(full, elsewhere)
    with elsewhere.writing() as session:
        session.execute(update(table(Paper)).values(venue="Elsewhere"))
    with pytest.raises(StorageError, match="table paper differs from its copy"):
        copy_records(full, elsewhere)


def test_a_backup_comes_back_in_either_kind(
    full: Database, elsewhere: Database, tmp_path: Path
) -> None:
    file = tmp_path / "lens.backup"
    back_up(full, file)
    before = file.read_bytes()
    restore(file, elsewhere)
    assert _record(elsewhere) == _record(full)
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*backup*")) == ["lens.backup"]


def _scribble(url: str, ready: Any) -> None:
    """Adds authors by threes, for ever."""
    database = Database(url)
    for n in range(10**9):
        with database.writing() as session:
            rows = [{"name": f"{n} of three {m}"} for m in range(3)]
            session.execute(insert(table(Author)), rows)
        if n == 5:
            ready.set()


def test_backups_under_writing_are_of_one_moment(
    full: Database, database_url: str, tmp_path: Path
) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    writer = context.Process(target=_scribble, args=(database_url, ready))
    writer.start()
    try:
        assert ready.wait(30)
        counts = []
        for n in range(3):
            back_up(full, file := tmp_path / f"{n}.backup")
            with closing(sqlite3.connect(file)) as connection:
                counts += connection.execute(
                    "SELECT count(*) FROM author WHERE name LIKE '%of three%'"
                ).fetchone()
    finally:
        writer.kill()
        writer.join()
    assert counts == sorted(set(counts))
    assert [count % 3 for count in counts] == [0, 0, 0]


def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("mine")
    with pytest.raises(BadInput, match="there already"):
        back_up(database, file)
    assert file.read_text() == "mine"


def test_a_damaged_backup_is_told(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        session.execute(insert(table(Author)), [{"name": f"Nobody {n}"} for n in range(3000)])
    file = tmp_path / "lens.backup"
    back_up(database, file)
    body = bytearray(file.read_bytes())
    body[20_000:60_000] = b"\xff" * 40_000
    file.write_bytes(body)
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(StorageError, match="is damaged"):
        restore(file, empty)


@pytest.mark.parametrize(
    ("body", "message"), [(b"no database at all" * 99, "is damaged"), (b"", "is no backup")]
)
def test_what_is_no_backup_is_told(tmp_path: Path, body: bytes, message: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(body)
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises((BadInput, StorageError), match=message):
        restore(file, empty)


def test_a_database_in_use_is_no_place_to_restore_to(full: Database, tmp_path: Path) -> None:
    file = tmp_path / "lens.backup"
    back_up(full, file)
    with full.writing() as session:
        session.execute(text("DELETE FROM citation"))
        session.execute(insert(table(Author)), [{"name": "A later one"}])
    with pytest.raises(StorageError, match="held other rows"):
        restore(file, full)
    with full.reading() as session:
        assert session.scalar(select(func.count()).select_from(Author)) > MANY


def test_an_empty_database_can_be_moved(database: Database, elsewhere: Database) -> None:
    migrate(elsewhere)
    assert set(copy_records(database, elsewhere).values()) == {0}
