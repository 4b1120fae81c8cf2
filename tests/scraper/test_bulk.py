"""Bulk work for real: a worker, the fake web, a database; many papers, page by page."""

import signal
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from scraper import crawls
from scraper.records import (
    Crawl,
    Database,
    Paper,
    SpiderCount,
    utc_now,
)
from scraper.records.panel import whole_record
from scraper.records.store import store_list, store_papers, store_state
from tests.conftest import Worker
from tests.fakes.answer import Answer, Fault
from tests.fakes.oai import OaiRecord
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, get, wait
from tests.scraper.records.items import paper, row

StartWorker = Callable[..., Worker]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAMPLES = Path(__file__).parents[1] / "samples"
XML = partial(Answer, content_type="text/xml; charset=utf-8")


def counts(crawl: Crawl) -> tuple[int | None, ...]:
    """(seen, stored, unreadable, deleted, claimed)."""
    return (crawl.seen, crawl.stored, crawl.unreadable, crawl.deleted, crawl.expected)


def titles(database: Database) -> set[str | None]:
    with database.reading() as session:
        return set(session.scalars(select(Paper.title)))


def record(database: Database, name: str) -> dict[str, Any]:
    with database.reading() as session:
        number = session.scalar(select(Paper.id).where(Paper.key == name))
        assert number
        return whole_record(session, number)


def asked_oai(fake_web: FakeWeb) -> list[str]:
    return [seen.path.partition("?")[2] for seen in fake_web.seen if seen.path.startswith("/oai")]


def harvested(number: int, changed: str = "2024-01-02", **more: Any) -> OaiRecord:
    return OaiRecord(f"2401.{number:05}", changed, f"Paper {number}", **more)


def test_a_harvest_from_its_first_page_to_its_last(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    with database.writing() as session:
        # One of the papers is known, cited, and about to be removed.
        (known,) = store_papers(session, "arxiv", [paper(1, arxiv_id="2401.00007", s2_id=None)])
        store_list(session, known, "semantic_scholar", "citations", [row(2), row(3)])
    fake_web.oai.records = [
        *(harvested(number) for number in range(1, 7)),
        OaiRecord("2401.00007", deleted=True),
        OaiRecord("2401.00008", deleted=True),
        OaiRecord("2401.00009", title=None),
        harvested(10, sets=["math:math:AG"]),
    ]
    crawl_id = ask(database, "cs.AI", "oai", **{"from": "2024-01-01", "until": "2024-12-31"})
    worker = start_worker()
    crawl = wait(database, crawl_id)
    assert (crawl.state, crawl.error, crawl.target) == ("done", None, "cs:cs:AI")
    assert counts(crawl) == (9, 6, 1, 2, None)
    assert crawl.parts[0] | {"until": None} == {
        "source": "arxiv",
        "part": "papers",
        "state": "ok",
        "until": None,
        "count": 6,
        "total": None,
        "message": None,
    }
    assert asked_oai(fake_web)[0] == (
        "verb=ListRecords&metadataPrefix=arXivRaw&set=cs:cs:AI&from=2024-01-01&until=2024-12-31"
    )
    assert len(asked_oai(fake_web)) == 3
    found = record(database, "2401.00001")
    assert found["title"] == "Paper 1"
    assert found["published"].isoformat() == "2024-01-02"
    assert found["authors"] == [{"name": "Ada Lovelace"}, {"name": "Charles Babbage"}]
    (source,) = found["sources"]
    assert (source["name"], source["part"], source["state"]) == ("arxiv", "metadata", "ok")
    assert found["refresh_after"] < utc_now(), "nobody has asked the other sources"
    gone = record(database, "2401.00007")
    assert (gone["withdrawn"], gone["title"]) == (True, "On the number 1")
    assert len(gone["citations"]) == 2
    assert [each["message"] for each in gone["sources"]] == ["arXiv has removed this paper."]
    assert {"Paper 8", "Paper 10", None}.isdisjoint(titles(database))
    with database.reading() as session:
        did = session.execute(select(SpiderCount.outcome, SpiderCount.count)).all()
        assert set(did) == {("requests", 3), ("ok", 3)}
    # Once more: all comes again, and nothing is news.
    again = wait(database, ask(database, "cs.AI", "oai", **{"from": "2024-01-01"}))
    assert counts(again) == (9, 0, 1, 2, None)
    assert worker.stop() == 0
    assert worker.log == ""


def test_a_killed_harvest_goes_on_at_its_last_token(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.oai.records = [harvested(number) for number in range(1, 10)]
    crawl_id = ask(database, "all", "oai")
    fake_web.fail("/oai?verb=ListRecords&resumptionToken=", Fault.SLOW)
    fake_web.slow = 60
    doomed = start_worker()
    fake_web.wait_for("arxiv", 2, timeout=30)
    doomed.stop(signal.SIGKILL)
    crawl = get(database, crawl_id)
    assert (crawl.state, counts(crawl)) == ("running", (3, 3, 0, 0, None))
    fake_web.heal()
    with database.writing() as session:
        session.execute(update(Crawl).values(lease_until=Crawl.lease_until - crawls.LEASE))
    start_worker()
    crawl = wait(database, crawl_id)
    assert (crawl.state, counts(crawl)) == ("done", (9, 9, 0, 0, None))
    first, lost, *rest = asked_oai(fake_web)
    assert "resumptionToken" not in first
    assert rest[0] == lost, "the token that the killed one had asked for"
    assert len(rest) == 2
    assert titles(database) == {f"Paper {number}" for number in range(1, 10)}


@sqlite_only
@pytest.mark.parametrize(
    ("days", "since"),
    [
        (["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-03"], "2024-01-02"),
        (["2024-01-03", "2024-01-01", "2024-01-02", "2024-01-03"], "2023-12-01"),  # out of order
    ],
)
def test_an_expired_token_begins_again_at_the_last_whole_day(
    database: Database,
    fake_web: FakeWeb,
    start_worker: StartWorker,
    days: list[str],
    since: str,
) -> None:
    fake_web.oai.records = [harvested(number, day) for number, day in enumerate(days)]
    crawl_id = ask(database, "all", "oai", **{"from": "2023-12-01"})
    fake_web.oai.forget = 1
    start_worker()
    crawl = wait(database, crawl_id)
    assert crawl.state == "done"
    assert f"from={since}" in asked_oai(fake_web)[2]
    assert titles(database) == {f"Paper {number}" for number in range(4)}
    assert crawl.cursor
    assert crawl.cursor["responded"].startswith("2024-06-01")


@sqlite_only
def test_tokens_that_are_always_forgotten_end_it(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.oai.records = [harvested(number) for number in range(9)]
    fake_web.oai.forget = 100
    crawl_id = ask(database, "all", "oai")
    start_worker()
    crawl = wait(database, crawl_id)
    assert crawl.state == "failed"
    assert crawl.error
    assert "arXiv no longer knows this resumption token." in crawl.error
    assert len(asked_oai(fake_web)) < 12


@sqlite_only
def test_what_failed_goes_on_where_it_stopped(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.oai.records = [harvested(number) for number in range(1, 8)]
    fake_web.fail("/oai?verb=ListRecords&resumptionToken=", Fault.BROKEN)
    crawl_id = ask(database, "all", "oai")
    start_worker()
    crawl = wait(database, crawl_id)
    assert (crawl.state, crawl.error) == ("failed", "arXiv answers with status 500.")
    assert counts(crawl) == (3, 3, 0, 0, None)
    assert len(asked_oai(fake_web)) == 1 + 4, "a page that fails is asked for four times"
    assert crawl.parts[0]["state"] == "down"
    fake_web.heal()
    with database.writing() as session:
        again, new = crawls.request(session, "oai", "all", refresh=False)
        session.flush()
        assert (new, counts(again)) == (True, (3, 3, 0, 0, None))
        again_id = again.id
    crawl = wait(database, again_id)
    assert (crawl.state, counts(crawl)) == ("done", (7, 7, 0, 0, None))
    assert len(asked_oai(fake_web)) == 5 + 2


@sqlite_only
def test_a_source_that_keeps_us_waiting_is_waited_for(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.oai.records = [harvested(number) for number in range(1, 5)]
    fake_web.fail("/oai", Fault.RESTING_SECONDS, times=1, retry_after=2)
    crawl_id = ask(database, "all", "oai")
    start_worker()
    fake_web.wait_for("arxiv", 1)
    deadline = time.monotonic() + 60
    while not (parts := get(database, crawl_id).parts) or parts[0]["state"] != "waiting":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert parts[0]["until"]
    assert wait(database, crawl_id).state == "done"
    first, second = fake_web.arrivals("arxiv")[:2]
    assert second - first >= 1.9


@sqlite_only
def test_readers_go_first_and_a_cancelled_harvest_ends(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.oai.records = [harvested(number) for number in range(60)]
    fake_web.add_paper("2402.00001")
    fake_web.delay = 0.3
    bulk = [ask(database, "all", "oai"), ask(database, "cs", "oai")]
    start_worker("-c", _SHORT_LEASE)
    fake_web.wait_for("arxiv", 2)
    assert [get(database, each).state for each in bulk] == ["running", "queued"]
    begun = len(asked_oai(fake_web))
    reader = ask(database, "2402.00001")
    assert wait(database, reader).state == "done"
    assert len(asked_oai(fake_web)) <= begun + 1, "one was on its way"
    with database.writing() as session:
        crawls.cancel(session, bulk[0])
    stored = get(database, bulk[0]).stored
    deadline = time.monotonic() + 60
    while get(database, bulk[1]).state == "queued":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert get(database, bulk[0]).state == "cancelled"
    assert get(database, bulk[0]).stored == stored, "nothing of it is kept any more"


_SHORT_LEASE = (
    "import scraper.crawls as crawls; crawls.LEASE = 0.9; from scraper.worker import main; main()"
)


@sqlite_only
def test_lists_and_feeds_and_ids(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    """Each spider once, over recorded answers, by one worker."""
    with database.writing() as session:
        (known,) = store_papers(session, "arxiv", [paper(1, arxiv_id="0906.4150", s2_id=None)])
        later = utc_now() + timedelta(days=7)
        store_state(session, known, "arxiv", "metadata", "ok", later)
    pages = {
        "/list/math/new?skip=0&show=2000": Answer(sample("listing", "math_new")),
        "/list/cs/2311?skip=0&show=2000": Answer(made_list(2, 3)),
        "/list/cs/2311?skip=2&show=2000": Answer(made_list(1, 3, 2)),
        "/rss/cs.AI+math.NT": XML(sample("rss", "cs_math")),
        "/atom/cs": XML(sample("atom_feed", "cs")),
        "/rss/math": XML(sample("rss", "bogus")),
    }
    for path, answer in pages.items():
        fake_web.add(path, answer)
    ids = "1707.08567,0808.0539"
    one_of_two = XML(sample("atom_api", "id_0808_05394_1707_08567_s0_m100"))
    fake_web.add(f"/api/query?id_list={ids}&start=0&max_results=100", one_of_two)
    wanted = {
        "new": ask(database, "math", "listing"),
        "month": ask(database, "cs", "listing", period="2311"),
        "rss": ask(database, "cs.AI+math.NT", "rss"),
        "atom": ask(database, "cs", "atom_feed"),
        "ids": ask(database, ids, "atom_api"),
        "bogus": ask(database, "math", "rss"),
        "none": ask(database, "q-bio", "listing"),
    }
    start_worker()
    done = {name: wait(database, each) for name, each in wanted.items()}
    assert counts(done["new"])[0] == 6
    assert counts(done["new"])[4] == 6
    replaced = record(database, "0906.4150")
    assert replaced["title"] == "On the number 1", "a list says less than the paper's own page"
    assert replaced["refresh_after"] < later - timedelta(days=6), "it has a new version"
    assert counts(done["month"]) == (3, 3, 0, 0, 3)
    assert [seen.path for seen in fake_web.seen if "/list/cs/" in seen.path] == [
        "/list/cs/2311?skip=0&show=2000",
        "/list/cs/2311?skip=2&show=2000",
    ]
    for name in ("rss", "atom"):
        assert done[name].state == "done"
        assert (done[name].seen or 0) > 0
    assert done["rss"].stored == done["rss"].seen
    assert counts(done["ids"]) == (2, 1, 1, 0, 2), "one of the ids is known to nobody"
    assert done["bogus"].error
    assert "arXiv answers with an error" in done["bogus"].error
    assert done["none"].error == "arXiv has nothing of that kind about q-bio."


@sqlite_only
def test_crossref_gives_references_and_a_page_gives_its_table(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    doi = "10.1063/1.4938384"
    with database.writing() as session:
        store_papers(session, "arxiv", [paper(1, arxiv_id="1512.00001", doi=doi, s2_id=None)])
    fake_web.add(
        "/crossref/works/10.1063%2F1.4938384",
        Answer(sample("crossref_work", "10_1063_1_4938384"), "application/json"),
    )
    table = Answer(sample("citation_table", "own_table"))
    with FakeWeb() as other:
        host = other.url.removeprefix("http://")
        other.add("/abs/1512.00001", Answer(b"<html><arxiv-lens data-id='x'></arxiv-lens></html>"))
        other.add("/abs/1512.00001?list=citations", table)
        other.add("/table", Answer(b"<html><p>No table.</p></html>"))
        start_worker(ARXIVLENS_PAGE_HOSTS=host)
        crossref = wait(database, ask(database, "1512.00001", "crossref_work"))
        assert (crossref.state, crossref.error) == ("done", None)
        page = wait(database, ask(database, f"{other.url}/abs/1512.00001", "citation_table"))
        assert (page.state, page.error) == ("done", None)
        wrong = ask(database, f"{other.url}/table", "citation_table", paper="1512.00001")
        assert "No table of the page has heads" in (wait(database, wrong).error or "")
        stranger = ask(database, "http://127.0.0.1:9/abs/1512.00001", "citation_table")
        assert wait(database, stranger).error == (
            "127.0.0.1:9 is none of the sources; to allow it, put it into ARXIVLENS_PAGE_HOSTS."
        )
        assert [seen.path for seen in other.seen][:2] == [
            "/abs/1512.00001",
            "/abs/1512.00001?list=citations",
        ]
    found = record(database, "1512.00001")
    assert found["venue"] == "Journal of Applied Physics"
    states = {(each["name"], each["part"]): each for each in found["sources"]}
    assert states["crossref", "references"]["count"] == len(found["references"]) > 20
    assert any(each["id"].startswith("doi:") for each in found["references"])
    assert len(found["citations"]) == 2
    assert states["citation_table", "citations"]["url"] == f"{other.url}/abs/1512.00001"


@sqlite_only
def test_crossref_is_asked_where_others_give_no_references(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    doi = "10.1063/1.4938384"
    with database.writing() as session:
        store_papers(session, "arxiv", [paper(1, arxiv_id="2401.00001", doi=doi, s2_id=None)])
    fake_web.add_paper("2401.00001", citations=2)
    fake_web.fail("/graph/v1/paper/ARXIV:2401.00001/references", Fault.BROKEN)
    fake_web.fail("/works?filter=cited_by", Fault.BROKEN)
    fake_web.add(
        "/crossref/works/10.1063%2F1.4938384",
        Answer(sample("crossref_work", "10_1063_1_4938384"), "application/json"),
    )
    start_worker()
    crawl = wait(database, ask(database, "2401.00001"))
    states = {(part["source"], part["part"]): part["state"] for part in crawl.parts}
    assert states["crossref", "references"] == "ok"
    assert len(record(database, "2401.00001")["references"]) > 20


def sample(kind: str, case: str) -> bytes:
    (path,) = [each for each in (SAMPLES / kind / case).iterdir() if each.stem != "expected"]
    return path.read_bytes()


def made_list(entries: int, total: int, first: int = 0) -> bytes:
    rows = "".join(
        f"<dt><a title='Abstract' id='2311.{n:05}'>arXiv:2311.{n:05}</a></dt><dd><div class='meta'>"
        f"<div class='list-title'>Title: Entry {n}</div></div></dd>"
        for n in range(first + 1, first + entries + 1)
    )
    return (
        "<!DOCTYPE html><html><head></head><body><div id='dlpage'><div class='paging'>Total of"
        f" {total} entries</div><dl id='articles'>{rows}</dl></div></body></html>"
    ).encode()
