"""The worker for real: a process of its own, the fake web before it, a database behind."""

import signal
import time
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import delete, func, select, update

from scraper import crawls
from scraper.records import (
    Crawl,
    Database,
    Document,
    Identity,
    Paper,
    Posting,
    Statement,
    Wording,
    find,
)
from scraper.records.store import store_papers
from tests.conftest import Worker
from tests.fakes.answer import Fault
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import SEED, ask, get, message, parts, record, wait
from tests.scraper.records.items import paper, s2

StartWorker = Callable[..., Worker]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


OPENALEX_PARTS = [("openalex", part) for part in ("metadata", "citations", "references")]
# Of the sources that are always asked; others fill gaps.
S2_PARTS = [
    ("semantic_scholar", part) for part in ("metadata", "citations", "references", "similar")
]
OWN_PARTS = [("arxiv", "metadata"), *S2_PARTS]


def own_parts(crawl: Crawl) -> dict[tuple[str, str], str]:
    return {part: state for part, state in parts(crawl).items() if part in OWN_PARTS}


def test_papers_without_words_get_theirs(database: Database, start_worker: StartWorker) -> None:
    with database.writing() as session:
        store_papers(session, "arxiv", [paper(n, title=f"Walk {n}") for n in range(120)])
        session.execute(delete(Wording))
        session.execute(delete(Posting))
    start_worker()
    worded = select(func.count()).select_from(Wording)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with database.reading() as session:
            if (found := session.scalar(worded)) == 120:
                return
        time.sleep(0.1)
    pytest.fail(f"{found} of 120 papers have words")


def test_a_crawl_fills_the_record(database: Database, start_worker: StartWorker) -> None:
    crawl_id = ask(database)
    worker = start_worker()
    crawl = wait(database, crawl_id)
    assert (crawl.state, crawl.error) == ("done", None)
    assert own_parts(crawl) == dict.fromkeys(OWN_PARTS, "ok")
    found = record(database)
    assert found["id"] == SEED
    assert found["title"].startswith("Open-Sourcing Highly Capable Foundation Models")
    assert found["authors"][0] == {"name": "Elizabeth Seger"}
    assert found["published"] == "2023-11-17"
    assert found["categories"][0] == {
        "term": "cs.CY",
        "label": "Computers and Society",
        "primary": True,
    }
    assert len(found["citations"]) == found["counts"]["citations"] == 37
    assert len(found["references"]) == found["counts"]["references"] == 12
    why = [reason for each in found["similar"] for reason in each["why"]]
    assert why.count("recommended by Semantic Scholar") == 2
    assert found["summary"]["source"] == "semantic_scholar"
    assert len(found["terms"]) > 5
    states = {(each["name"], each["part"]): each for each in found["sources"]}
    assert {states[part]["state"] for part in OWN_PARTS} == {"ok"}
    assert states["semantic_scholar", "citations"]["count"] == 37
    assert found["refresh_after"]
    # A second crawl by the same worker brings nothing new but the dates.
    wait(database, ask(database))
    again = record(database)
    assert again["counts"] == found["counts"]
    assert again["refresh_after"] > found["refresh_after"]
    for part in ("citations", "references"):
        assert [each["id"] for each in again[part]] == [each["id"] for each in found[part]]
    assert worker.stop() == 0
    assert worker.log == ""


def test_a_paper_that_no_source_knows(database: Database, start_worker: StartWorker) -> None:
    crawl_id = ask(database, "2312.99999")
    start_worker()
    crawl = wait(database, crawl_id)
    assert crawl.state == "failed"
    assert crawl.error == "No source knows 2312.99999; check the identifier."
    assert set(parts(crawl).values()) == {"unknown"}
    with database.reading() as session:
        for model in (Paper, Identity, Statement, Document):
            assert session.scalar(select(func.count()).select_from(model)) == 0


@sqlite_only
def test_a_paper_that_no_source_can_be_asked_about(
    database: Database, start_worker: StartWorker
) -> None:
    ids = [ask(database, "lens:0123456789abcdef"), ask(database, f"s2:{s2(1)}", "abs_page")]
    start_worker()
    for crawl_id, target in zip(ids, ("lens:0123456789abcdef", f"s2:{s2(1)}"), strict=True):
        crawl = wait(database, crawl_id)
        assert (crawl.state, crawl.error) == (
            "failed",
            f"No source can be asked about {target}: it has no name that they know.",
        )


@sqlite_only
def test_a_paper_is_asked_about_by_the_names_on_record(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    nameless = paper(1, s2_id=None)
    with database.writing() as session:
        (paper_id,) = store_papers(session, "semantic_scholar", [nameless])
        lens = session.scalar(find.paper_key(paper_id))
        store_papers(session, "arxiv", [paper(1, s2_id=None, arxiv_id=SEED)])
    assert lens
    crawl_id = ask(database, lens)
    start_worker()
    assert wait(database, crawl_id).state == "done"
    assert record(database, lens)["id"] == SEED
    assert fake_web.count("arxiv") == 1


@sqlite_only
@pytest.mark.parametrize("fault", [Fault.BUSY_SECONDS, Fault.RESTING_DATE])
def test_a_source_that_asks_us_to_wait_is_left_alone(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker, fault: Fault
) -> None:
    fake_web.fail("/graph/", fault, retry_after=4)
    fake_web.fail("/recommendations/", fault, retry_after=4)
    first = ask(database)
    start_worker()
    crawl = wait(database, first)
    assert crawl.state == "done", "the other source's part is kept"
    assert parts(crawl) == {
        ("arxiv", "metadata"): "ok",
        **dict.fromkeys(S2_PARTS, "resting"),
        # Another source takes its place.
        **dict.fromkeys(OPENALEX_PARTS, "ok"),
    }
    assert message(crawl, "semantic_scholar", "citations").startswith(
        "Semantic Scholar asked us to wait until"
    )
    assert record(database)["title"]
    assert "resting" in {each["state"] for each in record(database)["sources"]}
    # All four had left before the first answer came; from then on none leaves.
    refused = fake_web.arrivals("semantic_scholar")
    assert 1 <= len(refused) <= 4
    fake_web.heal()
    crawl = wait(database, ask(database))
    assert parts(crawl)["semantic_scholar", "metadata"] == "resting"
    assert fake_web.count("semantic_scholar") == len(refused)
    while time.monotonic() < refused[0] + 4.5:
        time.sleep(0.05)
    crawl = wait(database, ask(database))
    assert set(own_parts(crawl).values()) == {"ok"}
    assert fake_web.arrivals("semantic_scholar")[len(refused)] >= refused[0] + 3
    found = [each for each in record(database)["sources"] if each["part"] == "citations"]
    assert {each["name"]: each["count"] for each in found}["semantic_scholar"] == 37


_FAULTS = {
    Fault.BROKEN: ("down", "Semantic Scholar answers with status 500."),
    Fault.RESET: ("down", "Semantic Scholar could not be reached ("),
    Fault.SHORT: ("down", "Semantic Scholar could not be reached ("),
    Fault.WRONG_TYPE: ("down", "Semantic Scholar sends 'image/png' in place of json."),
    Fault.EMPTY: ("down", "Semantic Scholar sends an empty answer."),
    Fault.CAPTCHA: ("down", "Semantic Scholar sends 'text/html' in place of json."),
    Fault.LOOP: ("down", "Semantic Scholar was not asked any further: max redirections"),
    Fault.UNKNOWN: ("unknown", "Semantic Scholar does not know this paper (status 404)."),
    Fault.FORBIDDEN: ("resting", "Semantic Scholar asked us to wait until"),  # so it comes last
}


@sqlite_only
def test_a_source_that_fails_costs_its_own_part(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    start_worker()
    for number, (fault, (state, why)) in enumerate(_FAULTS.items(), 1):
        name = f"2401.{number:05}"
        fake_web.add_paper(name, citations=3, references=3)
        fake_web.fail(f"/graph/v1/paper/ARXIV:{name}/citations", fault)
        crawl = wait(database, ask(database, name))
        assert crawl.state == "done", fault
        assert own_parts(crawl)["semantic_scholar", "citations"] == state, fault
        assert message(crawl, "semantic_scholar", "citations").startswith(why)
        assert own_parts(crawl)["arxiv", "metadata"] == "ok", fault
        assert record(database, name)["title"] == f"On the paper {name}"
        noted = {(each["name"], each["part"]): each for each in record(database, name)["sources"]}
        assert noted["semantic_scholar", "citations"]["state"] == state, fault


def test_another_worker_ends_what_a_killed_one_began(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.fail(f"/graph/v1/paper/ARXIV:{SEED}/references", Fault.SLOW)
    fake_web.slow = 60
    crawl_id = ask(database)
    doomed = start_worker()
    fake_web.wait_for("semantic_scholar", 4)
    doomed.stop(signal.SIGKILL)
    assert get(database, crawl_id).state == "running"
    fake_web.heal()
    start_worker()
    asked = fake_web.count()
    time.sleep(1)
    assert fake_web.count() == asked, "not before the lease ends"
    with database.writing() as session:
        session.execute(update(Crawl).values(lease_until=Crawl.lease_until - crawls.LEASE))
    crawl = wait(database, crawl_id)
    assert (crawl.state, crawl.attempts) == ("done", 1)  # it got on
    assert (len(record(database)["citations"]), len(record(database)["references"])) == (37, 12)


def test_a_worker_that_is_told_to_stop_gives_its_crawls_back(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.fail("/graph/", Fault.SLOW)
    fake_web.slow = 60
    ids = [ask(database), ask(database, "2401.00001")]
    worker = start_worker()
    fake_web.wait_for("semantic_scholar", 8)
    began = time.monotonic()
    assert worker.stop() == 0
    assert time.monotonic() - began < 10
    for crawl_id in ids:
        crawl = get(database, crawl_id)
        assert (crawl.state, crawl.worker, crawl.attempts) == ("queued", None, 0)
    assert "Traceback" not in worker.log
    fake_web.heal()
    start_worker()
    assert wait(database, ids[0]).state == "done"


# A lease that tests can wait for.
_SHORT_LEASE = (
    "import scraper.crawls as crawls; crawls.LEASE = 0.9; from scraper.worker import main; main()"
)


@sqlite_only
def test_a_cancelled_crawl_asks_no_further(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.fail("/graph/", Fault.SLOW)
    fake_web.slow = 2
    fake_web.add_paper("2401.00001")
    crawl_id = ask(database)
    worker = start_worker("-c", _SHORT_LEASE)
    fake_web.wait_for("semantic_scholar", 4)
    with database.writing() as session:
        crawls.cancel(session, crawl_id)
    time.sleep(3)
    crawl = get(database, crawl_id)
    assert crawl.state == "cancelled"
    assert parts(crawl)["semantic_scholar", "citations"] == "asking", "its answer is not waited for"
    fake_web.heal()
    assert wait(database, ask(database, "2401.00001")).state == "done"
    assert worker.stop() == 0


@sqlite_only
def test_a_long_crawl_keeps_its_lease(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.fail("/graph/", Fault.SLOW)
    fake_web.slow = 4
    crawl_id = ask(database)
    for _ in range(2):
        start_worker("-c", _SHORT_LEASE)
    crawl = wait(database, crawl_id)
    assert (crawl.state, crawl.attempts) == ("done", 1)
    assert fake_web.count("semantic_scholar") == 4


# Faults of our own, which no page on the web provokes.
_BUGS = {
    "could not read": (
        "import scraper.pages.s2_citations as page; page.parse = lambda body: 1 / 0",
        "ArxivLens failed at the answer of Semantic Scholar; its log says where.",
    ),
    "could not keep": (
        "import scraper.pipelines.store as store; store.store_list = lambda *given: 1 / 0",
        "ArxivLens could not keep what Semantic Scholar says; its log says where.",
    ),
}


@sqlite_only
def test_a_fault_in_an_aid_costs_the_aid(database: Database, start_worker: StartWorker) -> None:
    code = "import scraper.pipelines.store as store; store.refresh_texts = lambda *given: 1 / 0"
    crawl_id = ask(database)
    worker = start_worker("-c", f"{code}; from scraper.worker import main; main()")
    assert set(own_parts(wait(database, crawl_id)).values()) == {"ok"}
    assert record(database)["terms"] == []
    assert len(record(database)["citations"]) == 37
    assert "ZeroDivisionError" in worker.log


@sqlite_only
@pytest.mark.parametrize("bug", _BUGS)
def test_a_fault_of_ours_costs_one_part(
    database: Database, start_worker: StartWorker, bug: str
) -> None:
    code, why = _BUGS[bug]
    crawl_id = ask(database)
    worker = start_worker("-c", f"{code}; from scraper.worker import main; main()")
    crawl = wait(database, crawl_id)
    assert crawl.state == "done"
    assert parts(crawl)["semantic_scholar", "citations"] == "down"
    assert message(crawl, "semantic_scholar", "citations") == why
    assert parts(crawl)["arxiv", "metadata"] == "ok"
    assert record(database)["title"]
    assert "ZeroDivisionError" in worker.log


def test_a_database_that_goes_away_comes_back(
    database: Database, start_worker: StartWorker, request: pytest.FixtureRequest
) -> None:
    if not database.engine.dialect.name.startswith("postgresql"):
        pytest.skip("a file does not go away")
    worker = start_worker()
    assert wait(database, ask(database)).state == "done"
    postgres: psycopg.Connection = request.getfixturevalue("postgres")
    for _ in range(20):
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [database.engine.url.database],
        )
        time.sleep(0.02)
    database.close()
    assert wait(database, ask(database)).state == "done"
    assert worker.stop() == 0


@sqlite_only
def test_an_empty_queue_ends_a_worker_that_drains_it(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    ids = [ask(database), ask(database, "2312.99999")]
    worker = start_worker("-m", "scraper.worker", "--drain")
    assert worker.process.wait(30) == 0
    assert [get(database, each).state for each in ids] == ["done", "failed"]


@sqlite_only
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ARXIVLENS_DATABASE_URL": "sqlite:////dev/null/lens.db"}, "The folder of the database"),
        ({"ARXIVLENS_DATABASE_URL": "nonsense"}, "ARXIVLENS_DATABASE_URL: is no address"),
        ({"ARXIVLENS_ARXIV_DELAY": "soon"}, "ARXIVLENS_ARXIV_DELAY: 'soon' will not do"),
    ],
)
def test_what_cannot_work_is_told_at_the_start(
    database_url: str, start_worker: StartWorker, variables: dict[str, str], sentence: str
) -> None:
    worker = start_worker(**variables)
    assert worker.process.wait(20) == 1
    assert worker.log.startswith(sentence)
    assert worker.log.count("\n") == 1
