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
SLOW = 0.12  # a source that takes longer than the delay
WORKERS, EACH = 4, 8


def _take(url: str, path: str, source: str, number: int) -> None:
    """Writes down when each of the worker's own requests begins and ends, by one clock.

    And the moment before it was told that it may begin.
    """
    database = Database(url)
    lines = []
    for each in range(EACH):
        holder = f"{number}:{each}"
        while True:
            before = time.monotonic()
            with database.writing() as session:
                wait = pace.take(session, source, DELAY, holder)
            if not wait:
                break
            # Some come when their turn is, some crowd in before.
            time.sleep(wait if (each + number) % 3 else 0)
        began = time.monotonic()
        time.sleep(SLOW if each % 2 else 0)
        lines.append(f"{began!r} {time.monotonic()!r} {before!r}\n")
        with database.writing() as session:
            pace.let_go(session, source, DELAY, holder)
    Path(path).write_text("".join(lines))
    database.close()


@pytest.mark.parametrize("source", ["arxiv", "semantic_scholar"])
def test_no_two_workers_ask_at_once(
    database_url: str, at_once: AtOnce, tmp_path: Path, source: str
) -> None:
    paths = [str(tmp_path / f"{number}.txt") for number in range(WORKERS)]
    at_once(_take, [(database_url, path, source, number) for number, path in enumerate(paths)])
    lines = [line for path in paths for line in Path(path).read_text().splitlines()]
    requests = sorted(tuple(map(float, line.split())) for line in lines)
    assert len(requests) == WORKERS * EACH
    # A process that the system holds up on its way from the turn to the request does not count.
    gaps = [later[0] - earlier[2] for earlier, later in pairwise(requests)]
    assert min(gaps) >= DELAY
    if source == "arxiv":
        # One connection: none begins before the one before it has ended, and the delay after it.
        assert min(later[0] - earlier[1] for earlier, later in pairwise(requests)) >= DELAY


def take(
    database: Database, source: str = "arxiv", delay: float = 10.0, holder: str = "one"
) -> float:
    with database.writing() as session:
        return pace.take(session, source, delay, holder)


def let_go(database: Database, source: str = "arxiv", delay: float = 10.0) -> None:
    with database.writing() as session:
        pace.let_go(session, source, delay, "one")


def fail(database: Database, source: str = "arxiv") -> float | None:
    """The seconds for which the source is left alone."""
    with database.writing() as session:
        until = pace.fail(session, source)
    return (until - datetime.now(UTC)).total_seconds() if until else None


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
    of = "semantic_scholar"
    assert take(database, of) == 0
    assert take(database, of) == pytest.approx(10, abs=0.5)
    assert take(database, of) == pytest.approx(10, abs=0.5), "waiting takes nothing"
    with database.reading() as session:
        assert pace.wait(session, of) == pytest.approx(10, abs=0.5)
        assert pace.wait(session, "openalex") == 0
    assert take(database, "openalex") == 0


def test_a_source_without_delay_is_asked_at_once(database: Database) -> None:
    assert [take(database, "openalex", delay=0) for _ in range(3)] == [0, 0, 0]


def test_arxiv_has_one_connection_until_it_is_let_go(database: Database) -> None:
    assert take(database, delay=0.0) == 0
    assert 0 < take(database, delay=0.0, holder="two") <= 0.1
    assert take(database, delay=0.0) == 0, "a redirect is the same request"
    let_go(database, delay=7.0)
    assert take(database, delay=0.0, holder="two") == pytest.approx(7, abs=0.5)


def test_a_connection_whose_worker_died_is_free_in_the_end(database: Database) -> None:
    assert take(database, delay=0.0) == 0
    assert take(database, delay=0.0, holder="two") > 0
    with database.writing() as session:
        session.scalars(select(SourceRate)).one().held_until -= pace.HOLD
    assert take(database, delay=0.0, holder="two") == 0
    # The first one's end says nothing of the second one's connection.
    let_go(database, delay=0.0)
    assert take(database, delay=0.0) > 0


def test_a_source_that_fails_several_times_is_left_alone_by_all(database: Database) -> None:
    of = "semantic_scholar"
    assert [fail(database, of) for _ in range(4)] == [None] * 4
    assert take(database, of, delay=0) == 0
    wait = fail(database, of)
    assert wait == pytest.approx(4.5, abs=1)
    with pytest.raises(SourceResting, match="Semantic Scholar failed several times and is left al"):
        take(database, of)
    let_time_pass(database)
    # Then one tries it, and the others wait for what becomes of that.
    assert take(database, of, delay=0) == 0
    assert take(database, of, delay=0, holder="two") > 0
    assert fail(database, of) == pytest.approx(8.75, abs=1.5), "twice as long"
    let_time_pass(database)
    assert take(database, of, delay=0) == 0
    let_go(database, of, delay=0)
    assert take(database, of, delay=0, holder="two") > 0, "it is not known yet how that went"
    with database.writing() as session:
        pace.recover(session, of)
    assert [take(database, of, delay=0, holder=each) for each in ("two", "three")] == [0, 0]
    assert fail(database, of) is None


def test_an_answer_between_them_forgives_failures(database: Database) -> None:
    for _ in range(3):
        assert [fail(database) for _ in range(4)] == [None] * 4
        with database.writing() as session:
            pace.recover(session, "arxiv")


def test_nobody_asks_a_source_that_rests(database: Database) -> None:
    assert rest(database, 60) == pytest.approx(60, abs=0.5)
    with pytest.raises(SourceResting, match=r"arXiv asked us to wait until ..:..:.. UTC") as caught:
        take(database)
    wait = caught.value.until - datetime.now(UTC)
    assert wait.total_seconds() == pytest.approx(60, abs=1)
    with database.reading() as session:
        for look in (pace.wait, pace.is_open):
            with pytest.raises(SourceResting):
                look(session, "arxiv")
        assert pace.is_open(session, "semantic_scholar")
    let_time_pass(database)
    with database.reading() as session:
        assert not pace.is_open(session, "arxiv"), "it is to be tried first"
    assert take(database) == 0


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
        take(database)
    assert rate(database).strikes == 1
    let_time_pass(database)
    with database.writing() as session:
        pace.recover(session, "arxiv")
    assert rate(database).strikes == 0
    assert rest(database, 1) == pytest.approx(1, abs=0.5)
