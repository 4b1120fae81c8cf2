"""The fault table: every way to fail, of every source that is asked for a part of a paper.

One worker serves all cases of a source. Whatever happens, what was on record stays there, the
outcome has a name, nothing is asked before it is allowed, and the next answer is taken.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from scraper.paper_id import PaperId
from scraper.records import Database, SourceRate, SourceState, find, utc_now
from scraper.records.panel import whole_record
from tests.conftest import Worker
from tests.fakes.answer import Answer, Fault
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, get, message, parts, wait

_HTML_VERSION = Path(__file__).parents[1] / "samples" / "bibliography" / "bibtex_blocks"
# A time-out that tests can wait for.
_WORKER = (
    "import scraper.scrapy_settings as settings; settings.DOWNLOAD_TIMEOUT = 0.6;"
    "from scraper.worker import main; main()"
)
_REFUSALS = {
    Fault.BUSY_SECONDS: 0.0,
    Fault.RESTING_SECONDS: 0.0,
    # A date has no fractions of a second.
    Fault.BUSY_DATE: 1.0,
    Fault.RESTING_DATE: 1.0,
}
_FAILURES = {
    Fault.BROKEN: "answers with status 500.",
    Fault.SLOW: "could not be reached (DownloadTimeoutError).",
    Fault.RESET: "could not be reached (",
    Fault.SHORT: "could not be reached (ResponseDataLossError).",
    Fault.WRONG_TYPE: "sends 'image/png' in place of ",
    Fault.EMPTY: "sends an empty answer.",
    Fault.CAPTCHA: "",  # each says it in its way
    Fault.LOOP: "was not asked any further: max redirections reached.",
}
_NAME = "2401.00001"
_RETRY = 2  # seconds that a refusal asks for


@dataclass(frozen=True)
class Case:
    """A spider, the paths that it asks, and what it says of a page that it cannot read."""

    spider: str
    prefix: str
    source: str
    part: str
    title: str
    captcha: str


CASES = [
    Case("abs_page", "/abs/", "arxiv", "metadata", "arXiv", "that cannot be read"),
    Case("bibliography", "/html/", "arxiv", "references", "arXiv", "that cannot be read"),
    *(
        Case(name, "/", "semantic_scholar", part, "Semantic Scholar", "in place of json.")
        for name, part in (("s2_paper", "metadata"), ("s2_citations", "citations"))
    ),
    *(
        Case(name, "/works", "openalex", part, "OpenAlex", "in place of json.")
        for name, part in (("openalex_work", "metadata"), ("openalex_references", "references"))
    ),
]


def record(database: Database) -> dict[str, Any]:
    with database.reading() as session:
        paper_id = session.scalar(find.paper_id(PaperId.parse(_NAME)))
        assert paper_id
        return whole_record(session, paper_id)


def facts(database: Database) -> dict[str, Any]:
    """The record without what is said of its sources."""
    whole = record(database)
    return {name: whole[name] for name in whole if name not in ("sources", "refresh_after")}


def let_a_week_pass(database: Database) -> None:
    """Everything is stale, and every source forgiven."""
    before = utc_now() - timedelta(days=8)
    with database.writing() as session:
        session.execute(
            update(SourceState).values(tried_at=before, fetched_at=before, fresh_until=before)
        )
        session.execute(update(SourceRate).values(resting_until=0.0, strikes=0, failures=0))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.spider)
def test_every_fault_has_its_name_and_costs_nothing(
    database: Database, fake_web: FakeWeb, start_worker: Callable[..., Worker], case: Case
) -> None:
    fake_web.add_paper(_NAME, citations=3, references=4)
    page = (_HTML_VERSION / "answer.html").read_bytes()
    fake_web.add(f"/html/{_NAME}", Answer(page))
    fake_web.slow = 1.5
    worker = start_worker("-c", _WORKER, ARXIVLENS_ARXIV_DELAY="0.05")

    def crawl() -> tuple[str, str]:
        found = wait(database, ask(database, _NAME, case.spider))
        state = parts(found)[case.source, case.part]
        if state not in ("ok", "capped"):
            assert found.state == "failed"
            assert found.error == message(found, case.source, case.part)
        return state, found.error or ""

    def standing() -> dict[str, Any]:
        return next(
            each
            for each in record(database)["sources"]
            if (each["name"], each["part"]) == (case.source, case.part)
        )

    # The whole paper first, so that there is something to lose.
    for spider in ("abs_page", "s2_citations", "s2_references", case.spider):
        crawl_id = ask(database, _NAME, spider)
        assert wait(database, crawl_id).state == "done"
    before = facts(database)
    assert (len(before["citations"]), len(before["references"]) >= 4) == (3, True)

    for fault, why in _FAILURES.items():
        let_a_week_pass(database)
        fake_web.fail(case.prefix, fault)
        asked = fake_web.count(case.source)
        state, error = crawl()
        assert (state, fault) == ("down", fault)
        assert error.startswith(f"{case.title} "), fault
        assert (why or case.captcha) in error, fault
        assert fake_web.count(case.source) - asked <= (4 if fault is Fault.LOOP else 1), fault
        assert facts(database) == before, fault
        assert (standing()["state"], standing()["message"]) == (state, error), fault
        assert standing()["fetched_at"] < utc_now() - timedelta(days=7), fault
        fake_web.heal()
        assert crawl()[0] == "ok", fault
        assert facts(database) == before, fault

    for fault, blur in _REFUSALS.items():
        let_a_week_pass(database)
        fake_web.fail(case.prefix, fault, retry_after=_RETRY)
        state, error = crawl()
        assert (state, fault) == ("resting", fault)
        assert error.startswith(f"{case.title} asked us to wait until "), fault
        refused = fake_web.arrivals(case.source)
        fake_web.heal()
        assert standing()["state"] == "resting", fault
        assert facts(database) == before, fault
        # Whoever asks meanwhile is told, and nothing leaves.
        assert crawl()[0] == "resting", fault
        assert fake_web.arrivals(case.source) == refused, fault
        with database.reading() as session:
            rates = session.scalars(select(SourceRate).where(SourceRate.source == case.source))
            left = rates.one().resting_until - time.time()
        assert left <= _RETRY, fault
        time.sleep(max(left, 0) + 0.02)
        assert crawl()[0] == "ok", fault
        assert fake_web.arrivals(case.source)[len(refused)] >= refused[-1] + _RETRY - blur, fault
        assert facts(database) == before, fault
    assert get(database, 1).state == "done"
    assert "Traceback" not in worker.log
