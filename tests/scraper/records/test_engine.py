"""The database: what writers and readers can rely on."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from scraper.errors import BadSetting, StorageError
from scraper.records import Author, Database
from scraper.records.base import dump_json, kept
from scraper.records.engine import is_sqlite
from tests.conftest import AtOnce

WRITERS, WRITES = 8, 20


def _write(url: str, number: int) -> None:
    database = Database(url)
    for each in range(WRITES):
        with database.writing() as session:
            session.scalar(select(func.count()).select_from(Author))
            session.add(Author(name=f"{number}-{each}"))
    database.close()


def test_writers_wait_for_each_other(database_url: str, at_once: AtOnce) -> None:
    at_once(_write, [(database_url, number) for number in range(WRITERS)])
    database = Database(database_url)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Author)) == WRITERS * WRITES
    database.close()


def test_a_reader_sees_one_snapshot_and_delays_no_writer(database: Database) -> None:
    count = select(func.count()).select_from(Author)
    with database.reading() as reader:
        assert reader.scalar(count) == 0
        with database.writing() as session:
            session.add(Author(name="A. B"))
        assert reader.scalar(count) == 0
    with database.reading() as reader:
        assert reader.scalar(count) == 1


def test_what_breaks_in_the_middle_leaves_nothing(database: Database) -> None:
    def break_off() -> None:
        with database.writing() as session:
            session.add(Author(name="A. B"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with database.reading() as session:
        session.add(Author(name="A reader writes"))
        session.flush()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Author)) == 0


def test_sqlite_is_set_up_to_survive_a_power_cut(database: Database) -> None:
    if not is_sqlite(database.engine):
        pytest.skip("of SQLite")
    with database.writing() as session:
        pragma = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_sqlite_looks_for_a_row_s_paper_again_after_a_loading(database: Database) -> None:
    if not is_sqlite(database.engine):
        pytest.skip("of SQLite")
    nobody_s = text("INSERT INTO authorship (paper_id, position, author_id) VALUES (1, 0, 1)")

    def break_off() -> None:
        with database.writing(checked=False) as session:
            session.execute(nobody_s)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert database.engine.pool.checkedin() == 1, "the same connection"
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(nobody_s)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://root@localhost/lens", "postgresql+nope://x"]
)
def test_an_address_of_no_database_is_told(url: str) -> None:
    with pytest.raises(
        BadSetting, match=r"ARXIVLENS_DATABASE_URL: is no address .*; write it like"
    ):
        Database(url)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="The folder of the database cannot be made"):
        Database(f"sqlite:///{tmp_path / 'file' / 'lens.db'}")


def test_the_home_directory_may_be_written_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    database = Database("sqlite:///~/below/lens.db")
    with database.writing() as session:
        session.execute(text("CREATE TABLE t (x)"))
    database.close()
    assert (tmp_path / "below" / "lens.db").exists()


def test_text_loses_what_no_database_keeps() -> None:
    assert kept("a\0b\ud83dc") == "a\ufffdb\ufffdc"
    assert dump_json({"a": ["\0", {"b": "😀 \udc00"}], "c": r"\u0000", "d": 1.5, "e": None}) == (
        '{"a":["\ufffd",{"b":"😀 \ufffd"}],"c":"\\\\u0000","d":1.5,"e":null}'
    )
