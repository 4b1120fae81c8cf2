"""A source that is away for six hours, on a clock that stands until it is moved."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from scraper import crawls
from scraper.clock import utc_now
from scraper.records import Crawl, Database
from tests.conftest import Worker
from tests.fakes.answer import Answer, Fault
from tests.fakes.clock import StandingClock
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import parts, record, wait

StartWorker = Callable[..., Worker]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAPERS = [f"2401.{number:05}" for number in range(1, 9)]
EVERY, OUTAGE = 10 * 60, 6 * 3600  # seconds between readers, and of the outage
S2_LISTS = [("semantic_scholar", part) for part in ("citations", "references", "similar")]


def opened(database: Database, clock: StandingClock, paper: str, spider: str = "paper") -> Crawl:
    """What comes of a reader's opening a paper: without a wish for what is fresh."""
    with database.writing() as session:
        crawl, _new = crawls.request(session, spider, paper, refresh=False)
        session.flush()
        crawl_id = crawl.id
    return wait(database, crawl_id, clock=clock)


def test_six_hours_without_a_source_cost_little_and_heal_unaided(
    database: Database,
    fake_web: FakeWeb,
    start_worker: StartWorker,
    standing_clock: StandingClock,
) -> None:
    for paper in PAPERS:
        fake_web.add_paper(paper, citations=3, references=2)
    start_worker("-c", standing_clock.worker)
    for paper in PAPERS:
        assert opened(database, standing_clock, paper).state == "done"
    standing_clock.pass_by(
        timedelta(days=2).total_seconds()
    )  # the lists are stale, the rest is not

    for prefix in ("/graph/", "/recommendations/"):
        fake_web.fail(prefix, Fault.BROKEN)
    before = {name: fake_web.count(name) for name in ("arxiv", "semantic_scholar", "openalex")}
    visits = OUTAGE // EVERY
    for visit in range(visits):
        paper = PAPERS[visit % len(PAPERS)]
        assert opened(database, standing_clock, paper).state in ("done", "failed")
        found = record(database, paper)
        assert (len(found["citations"]), len(found["references"])) == (3, 2), "nothing is lost"
        named = {(each["name"], each["part"]): each for each in found["sources"]}
        for part in S2_LISTS:
            assert named[part]["state"] in ("down", "resting")
            assert named[part]["message"].startswith("Semantic Scholar ")
        standing_clock.pass_by(EVERY)
    spent = {name: fake_web.count(name) - count for name, count in before.items()}
    # Five failures close the source, three more were under way; then one at a time tries it, ever
    # more seldom up to once an hour. Without all this it were `visits` times three requests.
    assert spent["semantic_scholar"] <= 8 + 15
    assert spent["arxiv"] == 0
    # It stands in for each list of each paper once a day.
    assert spent["openalex"] <= 3 * len(PAPERS)

    fake_web.heal()
    healed = utc_now()
    before_healing = fake_web.count("semantic_scholar")
    for visit in range(3 * 3600 // EVERY):  # so that each is opened after the longest rest, an hour
        opened(database, standing_clock, PAPERS[visit % len(PAPERS)])
        standing_clock.pass_by(EVERY)
    for paper in PAPERS:
        states = {(each["name"], each["part"]): each for each in record(database, paper)["sources"]}
        for part in S2_LISTS:
            assert states[part]["state"] == "ok", (paper, part)
            assert states[part]["fetched_at"] > healed.isoformat()[:19]
    assert fake_web.count("semantic_scholar") - before_healing <= 3 * len(PAPERS)
    # And then there is peace.
    quiet = fake_web.count()
    for paper in PAPERS:
        opened(database, standing_clock, paper)
    assert fake_web.count() == quiet


@sqlite_only
def test_arxiv_is_not_asked_again_because_another_source_fails(
    database: Database,
    fake_web: FakeWeb,
    start_worker: StartWorker,
    standing_clock: StandingClock,
) -> None:
    fake_web.add_paper(PAPERS[0], citations=3)
    fake_web.fail("/graph/", Fault.RESET)
    start_worker("-c", standing_clock.worker, ARXIVLENS_ARXIV_DELAY="15")
    moments = []
    for _minute in range(40):
        before = fake_web.count("semantic_scholar")
        opened(database, standing_clock, PAPERS[0])
        if fake_web.count("semantic_scholar") > before:
            moments.append(_minute)
        standing_clock.pass_by(60)
    assert fake_web.count("arxiv") == 1
    # Every part waits twice as long each time.
    assert len(moments) <= 12
    assert moments[-1] - moments[-2] > moments[2] - moments[1]


@sqlite_only
def test_robots_txt_that_failed_is_read_again_later(
    database: Database,
    fake_web: FakeWeb,
    start_worker: StartWorker,
    standing_clock: StandingClock,
) -> None:
    for paper in PAPERS[:4]:
        fake_web.add_paper(paper)
    rules = b"User-agent: *\nDisallow: /abs/2401\n"
    fake_web.add("/robots.txt", Answer(rules, "text/plain"))
    fake_web.fail("/robots.txt", Fault.BROKEN, times=1)
    start_worker("-c", standing_clock.worker, ARXIVLENS_ARXIV_DELAY="3")

    def asked() -> int:
        return sum(seen.path == "/robots.txt" for seen in fake_web.seen)

    for paper, expected in zip(PAPERS, ("ok", "ok"), strict=False):
        assert parts(opened(database, standing_clock, paper, "abs_page")) == {
            ("arxiv", "metadata"): expected
        }
    assert asked() == 1
    standing_clock.pass_by(16 * 60)
    crawl = opened(database, standing_clock, PAPERS[2], "abs_page")
    assert crawl.error == "arXiv was not asked any further: Forbidden by robots.txt."
    opened(database, standing_clock, PAPERS[3], "abs_page")
    assert asked() == 2, "what could be read is good for a day"
    assert fake_web.count("arxiv") == 2
