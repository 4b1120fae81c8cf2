"""The table of crawls: one for all who ask, drawn by one worker, and lost by none."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.errors import BadPaperId, NotFound, UnknownSpider
from scraper.records import Crawl, Database, utc_now
from scraper.records.engine import is_sqlite
from scraper.records.store import store_papers
from tests.conftest import AtOnce
from tests.scraper.records.items import FULL, answer_all

PAPER = "2311.09227"
ASKERS = 8


def request(database: Database, target: str = PAPER, **given: Any) -> int:
    with database.writing() as session:
        crawl, _new = crawls.request(session, "paper", target, **given)
        session.flush()
        return crawl.id


def draw(database: Database, worker: str = "one", *, suspects: bool = True) -> int | None:
    with database.writing() as session:
        crawl = crawls.draw(session, worker, suspects=suspects)
        return crawl.id if crawl else None


def get(database: Database, crawl_id: int) -> Crawl:
    with database.reading() as session:
        return session.get_one(Crawl, crawl_id)


def write(database: Database, work: Callable[..., Any], **given: Any) -> Any:
    with database.writing() as session:
        return work(session, **given)


def end_leases(database: Database) -> None:
    """As if the time of every lease had passed."""
    with database.writing() as session:
        session.execute(update(Crawl).values(lease_until=Crawl.lease_until - crawls.LEASE))


def test_a_crawl_from_asking_to_its_end(database: Database) -> None:
    crawl_id = request(database, "https://arxiv.org/abs/2311.09227v3")
    crawl = get(database, crawl_id)
    assert (crawl.state, crawl.target, crawl.attempts) == ("queued", PAPER, 0)
    assert crawl.requested_at <= utc_now()
    assert draw(database) == crawl_id
    crawl = get(database, crawl_id)
    assert (crawl.state, crawl.worker, crawl.attempts) == ("running", "one", 1)
    assert draw(database, "two") is None
    write(database, crawls.finish, crawl_id=crawl_id, state="done", worker="one")
    crawl = get(database, crawl_id)
    assert (crawl.state, crawl.worker, crawl.lease_until) == ("done", None, None)
    assert crawl.finished_at
    assert crawl.started_at
    assert crawl.requested_at <= crawl.started_at <= crawl.finished_at
    assert request(database) != crawl_id


def test_the_wrong_wish_is_refused(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(UnknownSpider, match="There is no spider 'nope'; there are abs_page"):
            crawls.request(session, "nope", PAPER)
        with pytest.raises(BadPaperId):
            crawls.request(session, "paper", "foo")
        with pytest.raises(NotFound, match="There is no crawl 7"):
            crawls.cancel(session, 7)


def _ask(url: str, seconds: float) -> None:
    database = Database(url)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with database.writing() as session:
            crawls.request(session, "paper", PAPER)
    database.close()


def test_all_who_ask_share_one_crawl(database_url: str, at_once: AtOnce) -> None:
    at_once(_ask, [(database_url, 1.0)] * ASKERS)
    database = Database(database_url)
    with database.reading() as session:
        (crawl,) = session.scalars(select(Crawl))
    assert (crawl.spider, crawl.target, crawl.state) == ("paper", PAPER, "queued")
    database.close()


def test_two_who_ask_at_the_same_moment(database: Database) -> None:
    if is_sqlite(database.engine):
        pytest.skip("SQLite has one writer at a time")
    asked, found = threading.Event(), []

    def slow(session: Session) -> None:
        crawls.request(session, "paper", PAPER)
        session.flush()
        asked.set()
        time.sleep(0.3)

    other = threading.Thread(target=partial(write, database, slow))
    other.start()
    asked.wait()
    found.append(request(database))
    other.join()
    with database.reading() as session:
        assert list(session.scalars(select(Crawl.id))) == found


def _draw_all(url: str, path: str) -> None:
    database = Database(url)
    drawn = []
    for _ in range(400):
        with database.writing() as session:
            if crawl := crawls.draw(session, path):
                drawn.append(str(crawl.id))
            elif not crawls.waiting(session):
                break
    Path(path).write_text(" ".join(drawn))
    database.close()


def test_no_crawl_is_drawn_twice(database_url: str, at_once: AtOnce, tmp_path: Path) -> None:
    database = Database(database_url)
    with database.writing() as session:
        for number in range(60):
            crawls.request(session, "paper", f"2401.{number + 1:05}")
    paths = [str(tmp_path / f"{number}.txt") for number in range(4)]
    at_once(_draw_all, [(database_url, path) for path in paths])
    drawn = [int(each) for path in paths for each in Path(path).read_text().split()]
    assert sorted(drawn) == list(range(1, 61))
    database.close()


def test_readers_come_before_bulk_and_the_oldest_first(database: Database) -> None:
    targets = [f"2401.{number:05}" for number in range(1, 6)]
    ids = [
        request(database, target, priority=crawls.BULK if number < 3 else crawls.READER)
        for number, target in enumerate(targets)
    ]
    # A reader asks for what bulk work has queued; bulk that asks again makes it no bulk.
    assert request(database, targets[1]) == ids[1]
    assert request(database, targets[1], priority=crawls.BULK) == ids[1]
    with database.reading() as session:
        places = [crawls.position(session, session.get_one(Crawl, each)) for each in ids]
    assert places == [4, 1, 5, 2, 3]
    assert [draw(database) for _ in range(6)] == [ids[n] for n in (1, 3, 4, 0, 2)] + [None]
    with database.reading() as session:
        assert crawls.position(session, session.get_one(Crawl, ids[0])) is None


def test_a_crawl_whose_worker_died_is_drawn_again(database: Database) -> None:
    crawl_id = request(database)
    assert draw(database, "dead") == crawl_id
    write(
        database, crawls.note_part, crawl_id=crawl_id, source="arxiv", part="metadata", state="ok"
    )
    assert draw(database, "other") is None
    end_leases(database)
    with database.reading() as session:
        assert crawls.waiting(session)
    assert draw(database, "other") == crawl_id
    crawl = get(database, crawl_id)
    assert (crawl.worker, crawl.attempts, crawl.parts) == ("other", 2, [])
    assert request(database) == crawl_id


def test_a_beat_renews_the_leases_and_tells_what_is_lost(database: Database) -> None:
    ids = [request(database, f"2401.{number:05}") for number in range(1, 5)]
    for _ in ids:
        draw(database, "one")
    end_leases(database)
    assert write(database, crawls.beat, worker="one", crawl_ids=ids[:3]) == set(ids[:3])
    # What is not under way any more is not renewed; it goes to another.
    assert draw(database, "two") == ids[3]
    assert draw(database, "two") is None
    write(database, crawls.cancel, crawl_id=ids[0])
    assert write(database, crawls.beat, worker="one", crawl_ids=ids) == set(ids[1:3])
    assert write(database, crawls.beat, worker="one", crawl_ids=[]) == set()


def test_so_many_deaths_are_enough(database: Database) -> None:
    first, second = request(database), request(database, "2401.00001")
    for _ in range(crawls.ATTEMPTS):
        assert draw(database) == first
        end_leases(database)
    # The worker that finds it so goes on to the next at once.
    assert draw(database) == second
    crawl = get(database, first)
    assert (crawl.state, crawl.error) == ("failed", "Given up after 10 workers died of it.")
    assert crawl.finished_at


def test_what_was_unlucky_with_it_is_not_given_up(database: Database) -> None:
    """Workers die of the first alone, whatever else they have drawn."""
    ids = [request(database, f"2401.{number:05}") for number in range(1, 5)]
    for _death in range(crawls.ATTEMPTS):
        drawn: list[int] = []
        suspects = True
        while (crawl_id := draw(database, "doomed", suspects=suspects)) is not None:
            drawn.append(crawl_id)
            suspects = suspects and get(database, crawl_id).attempts <= crawls.SUSPECT
        assert drawn[0] == ids[0]
        end_leases(database)
    states = {each: get(database, each) for each in ids}
    assert states[ids[0]].attempts == crawls.ATTEMPTS
    assert max(states[each].attempts for each in ids[1:]) == crawls.SUSPECT
    assert draw(database, "next") == ids[1]
    assert get(database, ids[0]).state == "failed"


def test_a_crawl_that_gets_on_is_no_suspect(database: Database) -> None:
    crawl_id = request(database)
    part: dict[str, Any] = {"source": "arxiv", "part": "metadata", "state": "ok"}
    for stored, attempts in ((False, 3), (True, 1)):
        for _ in range(3):
            assert draw(database) == crawl_id
            end_leases(database)
        write(database, crawls.note_part, crawl_id=crawl_id, **part, stored=stored)
        assert get(database, crawl_id).attempts == attempts
        write(database, crawls.cancel, crawl_id=crawl_id)
        crawl_id = request(database)


def test_what_is_given_back_is_drawn_at_once_and_costs_no_attempt(database: Database) -> None:
    ids = [request(database, f"2401.{number:05}") for number in range(1, 4)]
    for worker in ("one", "one", "two"):
        draw(database, worker)
    write(database, crawls.give_back, worker="one")
    assert [get(database, each).state for each in ids] == ["queued", "queued", "running"]
    assert get(database, ids[0]).attempts == 0
    assert [draw(database, "three") for _ in range(3)] == [ids[0], ids[1], None]


def test_a_cancelled_crawl_stays_cancelled(database: Database) -> None:
    waiting, running = request(database), request(database, "2401.00001")
    write(database, crawls.cancel, crawl_id=waiting)
    assert draw(database) == running
    write(database, crawls.cancel, crawl_id=running)
    write(database, crawls.finish, crawl_id=running, state="done")
    write(database, crawls.cancel, crawl_id=running)
    write(database, crawls.give_back, worker="one")
    for crawl_id in (waiting, running):
        assert get(database, crawl_id).state == "cancelled"
    assert draw(database) is None
    assert request(database) not in (waiting, running)


def test_only_the_worker_that_holds_a_crawl_ends_it(database: Database) -> None:
    crawl_id = request(database)
    draw(database, "slow")
    end_leases(database)
    draw(database, "quick")
    finish = partial(crawls.finish, crawl_id=crawl_id)
    write(database, finish, state="failed", error="Too late.", worker="slow")
    assert get(database, crawl_id).state == "running"
    write(database, finish, state="done", worker="quick")
    assert get(database, crawl_id).state == "done"


def test_the_parts_stand_in_the_order_of_their_first_mention(database: Database) -> None:
    crawl_id = request(database)
    parts = [("arxiv", "metadata"), ("semantic_scholar", "citations")]
    write(database, crawls.note_asking, crawl_id=crawl_id, parts=parts)
    note = partial(write, database, crawls.note_part, crawl_id=crawl_id, part="citations")
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    note(source="semantic_scholar", state="waiting", until=moment)
    note(source="openalex", state="down", message="No connection.")
    note(source="semantic_scholar", state="ok", count=37, total=40)
    nothing = {"until": None, "count": None, "total": None, "message": None}
    assert get(database, crawl_id).parts == [
        nothing | {"source": "arxiv", "part": "metadata", "state": "asking"},
        nothing
        | {"source": "semantic_scholar", "part": "citations", "state": "ok"}
        | {"count": 37, "total": 40},
        nothing
        | {"source": "openalex", "part": "citations", "state": "down"}
        | {"message": "No connection."},
    ]
    more = [("openalex", "references")]
    write(database, crawls.note_asking, crawl_id=crawl_id, parts=more)
    assert [part["state"] for part in get(database, crawl_id).parts] == [
        "asking",
        "ok",
        "down",
        "asking",
    ]
    note(source="semantic_scholar", state="waiting", until=moment)
    assert get(database, crawl_id).parts[1]["until"] == "2026-11-24T12:00:00Z"
    write(database, crawls.note_part, crawl_id=77, source="a", part="b", state="ok")  # no such


def test_what_is_fresh_is_left_alone(database: Database) -> None:
    first = request(database, refresh=False)
    draw(database)
    write(database, crawls.finish, crawl_id=first, state="done")
    second = request(database, refresh=False)
    assert second != first, "nothing is on record yet"
    write(database, crawls.cancel, crawl_id=second)

    def fresh_until(moment: datetime) -> None:
        with database.writing() as session:
            (paper,) = store_papers(session, "arxiv", [FULL])
            answer_all(session, paper, moment)

    fresh_until(utc_now() + timedelta(days=1))
    assert request(database, refresh=False) == first
    third = request(database, refresh=True)
    assert third not in (first, second)
    fresh_until(utc_now() - timedelta(days=1))
    assert request(database, refresh=False) == third
