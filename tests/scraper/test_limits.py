"""What is taken on, and what is forgotten."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from scraper import crawls
from scraper.crawls import BULK, READER
from scraper.errors import DiskFull, QueueFull
from scraper.limits import Limits
from scraper.records import Budget, Crawl, Database, Opening, utc_now
from scraper.records.questions import Spending
from scraper.records.store import store_papers
from scraper.refresh import OPENED
from scraper.retention import forget
from scraper.settings import Settings
from tests.conftest import Worker
from tests.scraper.crawling import ask, get, wait
from tests.scraper.records.items import paper
from tests.scraper.test_worker import StartWorker

ROOMY = Limits(queue=2, reserve=0, folder=None)
FULL = 10**12  # megabytes


def _ask(database: Database, target: str, limits: Limits, spider: str = "paper") -> bool:
    with database.writing() as session:
        _crawl, new = crawls.request(session, spider, target, admit=limits.admit)
        return new


def test_so_many_may_wait_of_each_kind(database: Database) -> None:
    for number in (1, 2):
        assert _ask(database, f"2401.0000{number}", ROOMY)
    with pytest.raises(QueueFull, match="2 papers are waiting") as refused:
        _ask(database, "2401.00003", ROOMY)
    assert refused.value.seconds == 30
    # Who asks for what waits already is served by it, and bulk work waits in a line of its own.
    assert not _ask(database, "2401.00001", ROOMY)
    assert _ask(database, "cs.AI", ROOMY, "listing")
    # A place is free as soon as one is drawn.
    with database.writing() as session:
        crawls.draw(session, "worker")
    assert _ask(database, "2401.00003", ROOMY)


def test_bulk_work_has_its_own_end(database: Database) -> None:
    for field in ("cs.AI", "cs.CL"):
        assert _ask(database, field, ROOMY, "listing")
    with pytest.raises(QueueFull):
        _ask(database, "cs.DL", ROOMY, "listing")
    assert _ask(database, "2401.00001", ROOMY)


def test_a_full_disk_takes_nothing_on(database: Database, tmp_path: Path) -> None:
    for priority in (READER, BULK):
        with pytest.raises(DiskFull), database.reading() as session:
            Limits(queue=9, reserve=FULL, folder=tmp_path).admit(session, priority)
    # What is under way serves who asks, and without a reserve the disk is nobody's business.
    assert _ask(database, "2401.00001", Limits(9, 0, tmp_path))
    assert not _ask(database, "2401.00001", Limits(9, FULL, tmp_path))
    assert not Limits(9, FULL, tmp_path / "gone").is_full


def test_the_disk_is_the_databases(tmp_path: Path) -> None:
    assert Limits.of(Settings(data_dir=tmp_path)).folder == tmp_path
    elsewhere = f"sqlite:///{tmp_path}/other/lens.db"
    assert Limits.of(Settings(database_url=elsewhere)).folder == tmp_path / "other"
    assert Limits.of(Settings(database_url="postgresql://db/lens")).free is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_draws_nothing_while_the_disk_is_full(
    database: Database, start_worker: StartWorker
) -> None:
    crawl_id = ask(database)
    idle: Worker = start_worker(ARXIVLENS_DISK_RESERVE=str(FULL))
    until = utc_now() + timedelta(seconds=20)
    while "almost full" not in idle.log and utc_now() < until:
        pass
    assert idle.log.count("The disk is almost full") == 1
    assert get(database, crawl_id).state == "queued"
    start_worker()
    assert wait(database, crawl_id).state == "done"


def _ended(database: Database, target: str, days: int, spider: str = "paper", **more: Any) -> int:
    with database.writing() as session:
        crawl, _new = crawls.request(session, spider, target)
        session.flush()
        crawls.finish(session, crawl.id, "done")
        ended = {"finished_at": utc_now() - timedelta(days=days), **more}
        session.execute(update(Crawl).where(Crawl.id == crawl.id).values(ended))
        return crawl.id


def test_what_is_old_is_forgotten(database: Database) -> None:
    old, new = _ended(database, "2401.00001", 31), _ended(database, "2401.00001", 29)
    waiting = ask(database, "2401.00002")
    with database.writing() as session:
        session.execute(
            update(Crawl)
            .where(Crawl.id == waiting)
            .values(requested_at=utc_now() - timedelta(days=99))
        )
        (number,) = store_papers(session, "arxiv", [paper(1)])
        today = utc_now().date()
        lately, long_ago = today - OPENED, today - OPENED - timedelta(days=2)
        for day in (lately, long_ago):
            session.add(Opening(paper_id=number, day=day, times=1))
            session.add(Budget(day=day, spent=1))
            session.add(Spending(source="language_model", day=day, requests=1))
    with database.writing() as session:
        assert not forget(session, 31)
        assert not forget(session, 30.5)
    with database.reading() as session:
        assert set(session.scalars(select(Crawl.id))) == {new, waiting}, old
        for day in (Opening.day, Budget.day, Spending.day):
            found: list[date] = list(session.scalars(select(day)))
            assert found == [lately]


def test_where_bulk_work_stopped_is_remembered(database: Database) -> None:
    first, second = (
        _ended(database, "cs", 90 - each, "oai", cursor={"token": str(each)}) for each in (0, 1)
    )
    other = _ended(database, "math", 90, "oai")
    with database.writing() as session:
        forget(session, 30)
    with database.reading() as session:
        assert set(session.scalars(select(Crawl.id))) == {second, other}, first


def test_it_is_forgotten_in_small_steps(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.retention._AT_ONCE", 2)
    for number in range(1, 6):
        _ended(database, f"2401.0000{number}", 31)
    more = []
    for _step in range(3):
        with database.writing() as session:
            more.append(forget(session, 30))
    assert more == [True, True, False]
    with database.reading() as session:
        assert session.scalars(select(Crawl.id)).all() == []
