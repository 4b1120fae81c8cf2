"""The scheduled refresh: which paper, when, and for how many requests."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from scraper import crawls, refresh
from scraper.paper_id import PaperId
from scraper.records import Budget, Crawl, Database, Opening, utc_now
from scraper.records.store import store_papers, store_state
from tests.conftest import Worker
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, get, wait
from tests.scraper.records.items import paper

StartWorker = Callable[..., Worker]


def today() -> date:
    return datetime.now(UTC).date()


def opened(database: Database, number: int, days_ago: int, stale_hours: float) -> int:
    """A paper that was opened so many days ago, its citations stale for so many hours."""
    with database.writing() as session:
        name = f"2401.{number:05}"
        (paper_id,) = store_papers(session, "arxiv", [paper(number, arxiv_id=name)])
        until = utc_now() - timedelta(hours=stale_hours)
        store_state(session, paper_id, "semantic_scholar", "citations", "ok", until)
        day = today() - timedelta(days=days_ago)
        session.execute(insert(Opening).values(paper_id=paper_id, day=day, times=1))
        return paper_id


def schedule(database: Database, requests: int = 100) -> str | None:
    with database.writing() as session:
        crawl = refresh.schedule(session, requests)
        return crawl.target if crawl else None


def end(database: Database, **changes: object) -> None:
    """As if what is under way had ended."""
    with database.writing() as session:
        session.execute(update(Crawl).values(state="done", **changes))


def test_what_was_opened_last_and_is_stale_longest_comes_first(database: Database) -> None:
    opened(database, 1, days_ago=3, stale_hours=100)
    opened(database, 2, days_ago=1, stale_hours=2)
    opened(database, 3, days_ago=1, stale_hours=5)
    opened(database, 4, days_ago=0, stale_hours=-5)  # fresh
    opened(database, 5, days_ago=31, stale_hours=999)
    order = []
    while target := schedule(database):
        order.append(int(target[-1]))
        assert schedule(database) is None, "one at a time"
        end(database)
    assert order == [3, 2, 1], "and none of them twice a day"
    end(database, requested_at=utc_now() - timedelta(days=1, minutes=1))
    assert schedule(database) == "2401.00003"


def test_no_more_is_begun_than_the_day_s_budget_allows(database: Database) -> None:
    opened(database, 1, days_ago=0, stale_hours=1)
    assert schedule(database, requests=0) is None
    assert schedule(database, requests=refresh.COST - 1) is None
    with database.writing() as session:
        for _ in range(5):
            refresh.spend(session)
    assert schedule(database, requests=refresh.COST + 4) is None
    assert schedule(database, requests=refresh.COST + 5) == "2401.00001"
    end(database, requested_at=utc_now() - timedelta(days=2))
    with database.writing() as session:
        assert session.scalars(select(Budget.spent)).one() == 5
        session.execute(update(Budget).values(day=today() - timedelta(days=1)))
    assert schedule(database, requests=refresh.COST) == "2401.00001", "another day"


def test_openings_are_counted_by_the_day_and_forgotten(database: Database) -> None:
    paper_id = opened(database, 1, days_ago=61, stale_hours=-1)
    names = [PaperId("arxiv", "2401.00001"), PaperId("arxiv", "2401.99999")]
    with database.writing() as session:
        refresh.note_openings(session, [*names, PaperId("s2", f"{1:040x}")])
        refresh.note_openings(session, names)
        refresh.note_openings(session, [])
    found = select(Opening.paper_id, Opening.day, Opening.times).order_by(Opening.day.desc())
    with database.reading() as session:
        assert session.execute(found).all()[0] == (paper_id, today(), 2)
        assert len(session.execute(found).all()) == 2
    schedule(database)
    with database.reading() as session:
        assert session.execute(found).all() == [(paper_id, today(), 2)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_idle_worker_refreshes_and_counts_its_requests(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.add_paper("2401.00001", citations=3, references=2)
    opened(database, 1, days_ago=0, stale_hours=1)
    opened(database, 2, days_ago=0, stale_hours=1)
    soon = "import scraper.worker as worker; worker._REFRESH = 0.5; worker.main()"
    worker = start_worker("-c", soon, ARXIVLENS_REFRESH_REQUESTS=str(refresh.COST))
    fake_web.wait_for("semantic_scholar", 1)
    with database.reading() as session:
        (crawl_id,) = session.scalars(select(Crawl.id)).all()
    crawl = wait(database, crawl_id)
    assert (crawl.state, crawl.priority) == ("done", crawls.IDLE)
    asked = fake_web.count()
    assert 0 < asked <= refresh.COST
    with database.reading() as session:
        assert session.scalars(select(Budget.spent)).one() == asked
    # Nothing is left for the other one, today; and what a reader asks for is not counted.
    reader = ask(database, "2401.00001", "abs_page")
    assert wait(database, reader).state in ("done", "failed")
    with database.reading() as session:
        assert session.scalars(select(Budget.spent)).one() == asked
    assert get(database, crawl_id).finished_at
    assert worker.stop() == 0
    assert worker.log == ""
