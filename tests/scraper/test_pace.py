"""The pace of a source: one for all workers, whatever they are."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scraper import pace
from scraper.errors import SourceResting
from scraper.records import Database, SourceRate
from tests.conftest import AtOnce

DELAY = 0.05
WORKERS, EACH = 4, 15


def _reserve(url: str, path: str, number: int) -> None:
    """Writes down when the slot after each of the worker's own begins, by the database's clock."""
    database = Database(url)
    lines = []
    for each in range(EACH):
        with database.writing() as session:
            wait = pace.reserve(session, "arxiv", DELAY)
            lines.append(f"{session.scalar(select(SourceRate.next_at))!r}\n")
        # Some come when their turn is, some crowd in before.
        time.sleep(wait if (each + number) % 3 else 0)
    Path(path).write_text("".join(lines))
    database.close()


def test_no_two_workers_ask_at_once(database_url: str, at_once: AtOnce, tmp_path: Path) -> None:
    paths = [str(tmp_path / f"{number}.txt") for number in range(WORKERS)]
    at_once(_reserve, [(database_url, path, number) for number, path in enumerate(paths)])
    slots = sorted(float(line) for path in paths for line in Path(path).read_text().split())
    assert len(slots) == WORKERS * EACH
    assert min(later - earlier for earlier, later in pairwise(slots)) >= DELAY


def reserve(database: Database, source: str = "arxiv", delay: float = 10.0) -> float:
    with database.writing() as session:
        return pace.reserve(session, source, delay)


def rest(database: Database, seconds: float) -> float:
    """The seconds until the source may be asked again."""
    with database.writing() as session:
        until = pace.rest(session, "arxiv", datetime.now(UTC) + timedelta(seconds=seconds))
    return (until - datetime.now(UTC)).total_seconds()


def rate(database: Database) -> Any:
    with database.reading() as session:
        return session.scalars(select(SourceRate)).one()


def let_time_pass(database: Database) -> None:
    """As if every rest were over."""
    with database.writing() as session:
        session.scalars(select(SourceRate)).one().resting_until = time.time() - 1


def test_the_next_turn_is_a_delay_after_the_last(database: Database) -> None:
    waits = [reserve(database) for _ in range(3)]
    assert waits == [pytest.approx(each, abs=0.5) for each in (0, 10, 20)]
    assert reserve(database, "semantic_scholar") == 0
    # A longer delay is kept after the request that has it.
    assert reserve(database, delay=1) == pytest.approx(30, abs=0.5)
    assert reserve(database) == pytest.approx(31, abs=0.5)


def test_a_source_without_delay_is_asked_at_once(database: Database) -> None:
    assert [reserve(database, delay=0) for _ in range(3)] == [0, 0, 0]


def test_nobody_asks_a_source_that_rests(database: Database) -> None:
    assert rest(database, 60) == pytest.approx(60, abs=0.5)
    with pytest.raises(SourceResting, match=r"arXiv asked us to wait until ..:..:.. UTC") as caught:
        reserve(database)
    wait = caught.value.until - datetime.now(UTC)
    assert wait.total_seconds() == pytest.approx(60, abs=1)
    with database.reading() as session:
        with pytest.raises(SourceResting):
            pace.check(session, "arxiv")
        pace.check(session, "semantic_scholar")
        assert pace.struck(session, "arxiv")
        assert not pace.struck(session, "semantic_scholar")
    let_time_pass(database)
    with database.reading() as session:
        pace.check(session, "arxiv")
    assert reserve(database) == 0


def test_the_longest_wish_counts(database: Database) -> None:
    assert rest(database, 60) == pytest.approx(60, abs=0.5)
    assert rest(database, 5) == pytest.approx(60, abs=0.5)
    assert rest(database, 90) == pytest.approx(90, abs=0.5)
    assert rate(database).strikes == 1, "they were all sent before the first answer came"


def test_the_back_off_doubles_up_to_an_hour(database: Database) -> None:
    waits = []
    for _ in range(16):
        waits.append(rest(database, 1))
        let_time_pass(database)
    assert waits[0] == pytest.approx(1, abs=0.5)
    for number, wait in enumerate(waits[1:], 1):
        most = min(5 * 2**number, 3600)
        assert 0.75 * most - 0.5 <= wait <= most
    assert max(waits) <= 3600
    # The source's own wish is obeyed where it is longer.
    assert rest(database, 5000) == pytest.approx(5000, abs=0.5)


def test_the_back_off_differs_between_workers(database: Database) -> None:
    waits = set()
    for _ in range(5):
        with database.writing() as session:
            session.query(SourceRate).delete()
        rest(database, 1)
        let_time_pass(database)
        waits.add(round(rest(database, 1), 2))
    assert len(waits) > 1


def test_an_answer_ends_the_back_off_but_not_the_rest(database: Database) -> None:
    rest(database, 60)
    with database.writing() as session:
        pace.recover(session, "arxiv")  # of a request that was sent before
    with pytest.raises(SourceResting):
        reserve(database)
    assert rate(database).strikes == 1
    let_time_pass(database)
    with database.writing() as session:
        pace.recover(session, "arxiv")
    assert rate(database).strikes == 0
    assert rest(database, 1) == pytest.approx(1, abs=0.5)
