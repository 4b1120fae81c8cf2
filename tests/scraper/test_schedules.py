"""Scheduled crawls: when they are made, by whom, and how many; over both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select

from scraper import crawls, schedules
from scraper.errors import BadTarget, NotFound, QueueFull, ScheduledAlready, TooManySchedules
from scraper.records import Crawl, Database, Schedule
from tests.conftest import AtOnce, Worker
from tests.fakes.clock import StandingClock
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import wait

HOUR = 3600.0
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp()


def create(
    database: Database, spider: str = "listing", target: str = "cs.AI", **more: object
) -> int:
    with database.writing() as session:
        return schedules.create(session, spider, target, **more).id  # type: ignore[arg-type]


def due(database: Database, number: int) -> float:
    """Hours from noon to its next time."""
    with database.reading() as session:
        return round((session.get_one(Schedule, number).due - NOON) / HOUR, 3)


def go(clock: StandingClock, hours: float) -> None:
    """To a second after so many hours from noon: SQLite loses a little of a moment."""
    clock.set(NOON + hours * HOUR + 1)


def fire(database: Database) -> list[int]:
    """Those that were fired, as a worker fires them."""
    fired = []
    while True:
        with database.writing() as session:
            if (schedule := schedules.fire(session)) is None:
                return fired
            fired.append(schedule.id)


def made(database: Database) -> list[Crawl]:
    with database.reading() as session:
        return list(session.scalars(select(Crawl).order_by(Crawl.id)))


def end(database: Database, state: str = "done", **more: object) -> None:
    """As if all that is under way had ended."""
    with database.writing() as session:
        for crawl in session.scalars(select(Crawl).where(Crawl.state.in_(crawls.OPEN))):
            for name, value in {"state": state, **more}.items():
                setattr(crawl, name, value)


@pytest.fixture
def clock(postgres: object, standing_clock: StandingClock) -> StandingClock:
    """It stands at noon; PostgreSQL's template was made before, by the machine's own."""
    standing_clock.set(NOON + 0.01)
    return standing_clock


@pytest.mark.parametrize(
    ("at", "first"),
    [(None, 0), (time(12), 24), (time(12, 30), 0.5), (time(11, 30), 23.5), (time(0), 12)],
)
def test_the_first_time_is_the_next_such_moment(
    clock: StandingClock, database: Database, at: time | None, first: float
) -> None:
    number = create(database, at=at, every_hours=48)
    assert due(database, number) == first
    assert fire(database) == ([number] if first == 0 else [])
    go(clock, first)
    fire(database)
    assert due(database, number) == first + 48
    (crawl,) = made(database)
    assert (crawl.spider, crawl.target, crawl.schedule_id) == ("listing", "cs.AI", number)
    assert (crawl.priority, crawl.seen) == (crawls.BULK, 0)


def test_times_that_nobody_was_there_for_make_one_crawl(
    clock: StandingClock, database: Database
) -> None:
    number = create(database, every_hours=6, at=time(13))
    go(clock, 80.5)  # 13 times and half an hour
    assert fire(database) == [number]
    assert due(database, number) == 85, "the next of its times, not six hours from now"
    assert len(made(database)) == 1


def test_while_its_crawl_is_under_way_a_time_makes_none(
    clock: StandingClock, database: Database
) -> None:
    number = create(database, every_hours=1)
    for hour in range(3):
        go(clock, hour)
        assert fire(database) == [number]
    assert len(made(database)) == 1
    end(database)
    assert fire(database) == [], "that time has passed"
    go(clock, 3)
    assert fire(database) == [number]
    assert [crawl.schedule_id for crawl in made(database)] == [number, number]


def test_one_that_somebody_asked_for_serves_the_schedule_too(
    clock: StandingClock, database: Database
) -> None:
    with database.writing() as session:
        crawls.request(session, "listing", "cs.AI")
    number = create(database)
    fire(database)
    (crawl,) = made(database)
    assert crawl.schedule_id is None, "somebody else asked for it"
    with database.reading() as session:
        assert session.get_one(Schedule, number).last_crawl == crawl.id


def test_a_paper_is_collected_however_fresh_and_bulk_goes_on(
    clock: StandingClock, database: Database
) -> None:
    create(database, "paper", "2401.00001")
    create(database, every_hours=24)
    fire(database)
    paper, listing = made(database)
    assert (paper.refresh, listing.refresh) == (True, False)
    end(database, "failed", cursor={"skip": 50}, seen=50)
    go(clock, 24)
    fire(database)
    again = [crawl for crawl in made(database) if crawl.spider == "listing"][-1]
    assert (again.cursor, again.seen) == ({"skip": 50}, 50)


def test_a_harvest_is_each_time_one_of_what_is_new(
    clock: StandingClock, database: Database
) -> None:
    create(database, "oai", "cs", parameters={"format": "arXiv"})
    given = []
    for day in range(3):
        go(clock, day * 24)
        fire(database)
        given.append(made(database)[-1].parameters)
        responded = f"2026-11-{27 + day}T03:04:05+00:00"
        # The second breaks off.
        end(database, "failed" if day == 1 else "done", cursor={"responded": responded})
    since = {"format": "arXiv", "from": "2026-11-27"}
    assert given == [{"format": "arXiv"}, since, since]
    create(database, "oai", "math", parameters={"from": "2026-01-01"})
    fire(database)
    assert made(database)[-1].parameters == {"from": "2026-01-01"}


def test_what_waits_for_room_is_still_due(clock: StandingClock, database: Database) -> None:
    number = create(database)

    def admit(_session: object, priority: int) -> None:
        assert priority == crawls.BULK
        raise QueueFull("There are too many.", 30)

    with pytest.raises(QueueFull), database.writing() as session:
        schedules.fire(session, admit)
    assert made(database) == []
    assert fire(database) == [number]


def test_a_schedule_that_rests_lets_its_times_pass(
    clock: StandingClock, database: Database
) -> None:
    number = create(database, every_hours=24, at=time(13))
    with database.writing() as session:
        schedules.pause(session, number, paused=True)
    go(clock, 30)
    assert fire(database) == []
    with database.writing() as session:
        schedules.pause(session, number, paused=False)
    assert due(database, number) == 49
    assert fire(database) == []
    go(clock, 49)
    assert fire(database) == [number]


def test_one_whose_spider_no_longer_takes_its_target_rests(
    clock: StandingClock, database: Database
) -> None:
    number = create(database)
    with database.writing() as session:
        session.get_one(Schedule, number).target = "cs.ZZ"
    assert fire(database) == [number]
    with database.reading() as session:
        assert session.get_one(Schedule, number).paused
    assert made(database) == []


def test_what_cannot_be_collected_is_not_scheduled(database: Database) -> None:
    with pytest.raises(BadTarget):
        create(database, target="cs.ZZ")
    number = create(database, parameters={"period": "new"})
    with pytest.raises(ScheduledAlready, match=f"Schedule {number} collects that"):
        create(database)  # the same said otherwise
    create(database, parameters={"period": "pastweek"})
    with database.writing() as session:
        schedules.delete(session, number)
    with pytest.raises(NotFound), database.writing() as session:
        schedules.delete(session, number)
    assert create(database) > number, "no number is given twice"


def test_there_are_so_many_and_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "MOST", 1)
    create(database)
    with pytest.raises(TooManySchedules, match="There are 1 schedules already"):
        create(database, target="cs.CL")


def _fire(url: str) -> None:
    database = Database(url)
    for _look in range(40):
        with database.writing() as session:
            if fired := schedules.fire(session):
                # It ends at once: nothing but the schedule itself stands against a second.
                crawls.finish(session, fired.last_crawl or 0, "done")
    database.close()


def test_of_many_workers_one_makes_the_crawl(
    database: Database, database_url: str, at_once: AtOnce
) -> None:
    numbers = [create(database, "paper", f"2401.{n:05}", every_hours=1) for n in range(1, 9)]
    with database.writing() as session:
        for schedule in session.scalars(select(Schedule)):
            schedule.due -= 30 * HOUR
    at_once(_fire, [(database_url,)] * 4)
    assert sorted(crawl.schedule_id or 0 for crawl in made(database)) == numbers


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_workers_fire_what_is_due(
    database: Database, fake_web: FakeWeb, start_worker: Callable[..., Worker]
) -> None:
    fake_web.add_paper("2401.00001", citations=1)
    number = create(database, "paper", "2401.00001")
    soon = (
        "import scraper.chores as chores; chores._FIRING = 0.1;"
        "import scraper.worker as worker; worker.main()"
    )
    workers = [start_worker("-c", soon) for _each in range(2)]
    fake_web.wait_for("semantic_scholar", 1)
    (crawl,) = made(database)
    assert crawl.schedule_id == number
    assert wait(database, crawl.id).state == "done"
    assert [worker.stop() for worker in workers] == [0, 0]
    assert len(made(database)) == 1
    assert [worker.log for worker in workers] == ["", ""]
