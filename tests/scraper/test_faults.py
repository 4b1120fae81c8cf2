"""The fault table: every way to fail, of every source, under every spider that asks it.

Whatever happens, what was on record stays there, the outcome has a name, nothing is asked before it
is allowed, and the next answer is taken. The spiders of a wave ask sources that have nothing to do
with each other, so one worker serves them side by side; the clock stands, so that no rest is slept
through.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, true

from scraper.clock import utc_now
from scraper.paper_id import PaperId
from scraper.records import Database, Paper, SourceRate, find
from scraper.records.panel import whole_record
from scraper.records.store import store_papers
from tests.conftest import Worker
from tests.fakes.answer import Answer, Fault
from tests.fakes.clock import StandingClock
from tests.fakes.oai import OaiRecord
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, get, message, parts, wait
from tests.scraper.records.items import paper

StartWorker = Callable[..., Worker]

_SAMPLES = Path(__file__).parents[1] / "samples"
# A time-out that tests can wait for; a page of bulk work is tried four times.
_IMPATIENT = "import scraper.scrapy_settings as settings; settings.DOWNLOAD_TIMEOUT = {};"
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
_NAME, _PUBLISHED, _DOI = "2401.00001", "2401.00002", "10.1063/1.4938384"
_PAPERS = (_NAME, _PUBLISHED)
_RETRY = 600  # seconds that a refusal asks for
_WEEK = timedelta(days=7)
_TRIES = 4  # of a page of bulk work


@dataclass(frozen=True)
class Case:
    """A spider, the paths that it asks, and what it says of a page that it cannot read."""

    spider: str
    prefix: str
    source: str
    part: str
    title: str
    captcha: str
    target: str = _NAME

    @property
    def paper(self) -> PaperId:
        return PaperId.parse(self.target.rpartition("/")[2])

    @property
    def place(self) -> tuple[str, str]:
        return self.source, self.part


_arxiv = partial(Case, source="arxiv", title="arXiv", captcha="that cannot be read")
_feed = partial(_arxiv, part="papers", captcha="in place of xml.")
_s2 = partial(
    Case, source="semantic_scholar", title="Semantic Scholar", captcha="in place of json."
)
_openalex = partial(Case, source="openalex", title="OpenAlex", captcha="in place of json.")

WAVES = [
    [
        _arxiv("abs_page", "/abs/", part="metadata"),
        _s2("s2_paper", "/graph/", part="metadata"),
        _openalex("openalex_work", "/works", part="metadata"),
        Case(
            "crossref_work",
            "/crossref/",
            source="crossref",
            part="references",
            title="Crossref",
            captcha="in place of json.",
            target=_PUBLISHED,
        ),
        Case(
            "citation_table",
            "/tables/",
            source="citation_table",
            part="citations",
            title="The page",
            captcha="that cannot be read",
            target=f"/tables/abs/{_NAME}",  # at the fake web's address
        ),
    ],
    [
        _arxiv("bibliography", "/html/", part="references"),
        _s2("s2_citations", "/graph/", part="citations"),
        _openalex("openalex_citations", "/works", part="citations"),
    ],
    [
        _s2("s2_references", "/graph/", part="references"),
        _openalex("openalex_references", "/works", part="references"),
    ],
    [_s2("s2_similar", "/recommendations/", part="similar")],
]
BULK = [
    _arxiv("listing", "/list/", part="papers", target="math"),
    _feed("rss", "/rss/", target="cs.AI+math.NT"),
    _feed("atom_feed", "/atom/", target="cs"),
    _feed("atom_api", "/api/query", target=f"{_NAME},{_PUBLISHED}"),
    _feed("oai", "/oai", target="cs:cs:AI"),
]


def sample(kind: str, case: str, **more: Any) -> Answer:
    (path,) = (_SAMPLES / kind / case).glob("answer.*")
    return Answer(path.read_bytes(), **more)


def furnish(web: FakeWeb) -> None:
    """Give each spider something to bring."""
    for name in _PAPERS:
        web.add_paper(name, citations=3, references=4)
    xml = "text/xml; charset=utf-8"
    web.add(f"/html/{_NAME}", sample("bibliography", "bibtex_blocks"))
    work = sample("crossref_work", "10_1063_1_4938384", content_type="application/json")
    web.add(f"/crossref/works/{_DOI}", work)
    web.add(f"/tables/abs/{_NAME}", sample("citation_table", "own_table"))
    web.add("/list/math/new", sample("listing", "math_new"))
    web.add("/rss/cs.AI+math.NT", sample("rss", "cs_math", content_type=xml))
    web.add("/atom/cs", sample("atom_feed", "cs", content_type=xml))
    web.oai.records = [OaiRecord(f"2401.0000{number}") for number in (3, 4)]
    web.slow = 6


def facts(database: Database, *names: str) -> dict[str, Any]:
    """All that the sources said of these papers, or of all."""
    with database.reading() as session:
        asked = select(Paper.key, Paper.id).where(Paper.key.in_(names) if names else true())
        rows = session.execute(asked).all()
        records = {key: whole_record(session, number) for key, number in rows}
    for record in records.values():
        del record["sources"], record["refresh_after"]
        # What we find alike ourselves changes with all that we know.
        told = (each for each in record["similar"] if "recommended by" in str(each["why"]))
        record["similar"] = sorted(each["paper"]["id"] for each in told)
    return records


def standing(database: Database, case: Case) -> dict[str, Any]:
    with database.reading() as session:
        number = session.scalar(find.paper_id(case.paper))
        assert number
        sources = whole_record(session, number)["sources"]
    return next(each for each in sources if (each["name"], each["part"]) == case.place)


def resting_until(database: Database, source: str) -> float:
    with database.reading() as session:
        until = select(SourceRate.resting_until).where(SourceRate.source == source)
        return session.scalars(until).one()


@dataclass
class Table:
    """A worker, the web that it asks, its records, and the time."""

    database: Database
    web: FakeWeb
    clock: StandingClock
    worker: Worker

    @contextmanager
    def failing(self, cases: list[Case], fault: Fault) -> Iterator[None]:
        """All is stale and every source forgiven; and then these fail."""
        self.clock.pass_by((_WEEK + timedelta(days=1)).total_seconds())
        for case in cases:
            self.web.fail(case.prefix, fault, retry_after=_RETRY)
        yield
        self.web.heal()

    def ask(self, case: Case) -> int:
        target = f"{self.web.url}{case.target}" if case.target.startswith("/") else case.target
        return ask(self.database, target, case.spider)

    def end(self, case: Case, crawl_id: int) -> tuple[str, str]:
        """The state of its part, and why."""
        crawl = wait(self.database, crawl_id, clock=self.clock, step=0.06)
        state = parts(crawl)[case.place]
        if state not in ("ok", "capped"):
            assert crawl.state == "failed"
            assert crawl.error == message(crawl, *case.place)
        return state, crawl.error or ""

    def waiting_until(self, crawl_id: int) -> float:
        """When a crawl that waits will ask again."""
        deadline = time.monotonic() + 60
        while not (told := get(self.database, crawl_id).parts) or told[0]["state"] != "waiting":
            assert time.monotonic() < deadline, told
            self.clock.pass_by(0.06)  # where it is another's turn
            time.sleep(0.01)
        return datetime.fromisoformat(told[0]["until"]).timestamp()

    def crawl(self, cases: list[Case]) -> list[tuple[Case, str, str]]:
        """All at once; what came of each: its state, and why."""
        asked = [(case, self.ask(case)) for case in cases]
        return [(case, *self.end(case, crawl_id)) for case, crawl_id in asked]

    def states(self, cases: list[Case]) -> dict[str, str]:
        """The same in brief, by spider, with the reasons for what is not well."""
        return {case.spider: f"{state} {error}" for case, state, error in self.crawl(cases)}

    def counts(self) -> dict[str, int]:
        return {case.source: self.web.count(case.source) for case in (*WAVES[0], *BULK)}


@pytest.fixture
def table(
    standing_clock: StandingClock,
    database: Database,
    fake_web: FakeWeb,
    start_worker: StartWorker,
    request: pytest.FixtureRequest,
) -> Table:
    """Where a test has a `case`, it is of bulk work."""
    furnish(fake_web)
    with database.writing() as session:
        published = paper(1, arxiv_id=_PUBLISHED, doi=_DOI, s2_id=None)
        store_papers(session, "semantic_scholar", [published])
    impatient = _IMPATIENT.format(1 if "case" in request.fixturenames else 3)
    worker = start_worker("-c", impatient + standing_clock.worker, ARXIVLENS_ARXIV_DELAY="0.05")
    return Table(database, fake_web, standing_clock, worker)


@pytest.mark.parametrize(
    ("wave", "database_url"),
    [*((wave, "sqlite") for wave in WAVES), *((wave, "postgresql") for wave in WAVES[:2])],
    indirect=["database_url"],
    ids=lambda given: given if isinstance(given, str) else given[0].spider,
)
def test_every_fault_has_its_name_and_costs_nothing(table: Table, wave: list[Case]) -> None:
    # Whole papers first, so that there is something to lose.
    for cases in (*WAVES[:2], *([wave] if wave not in WAVES[:2] else [])):
        assert set(table.states(cases).values()) == {"ok "}
    before = facts(table.database, *_PAPERS)
    assert all(len(before[_NAME][part]) >= 5 for part in ("citations", "references"))
    assert len(before[_PUBLISHED]["references"]) > 20

    for fault, why in _FAILURES.items():
        with table.failing(wave, fault):
            asked = table.counts()
            for case, state, error in table.crawl(wave):
                assert (state, fault, case.spider) == ("down", fault, case.spider)
                assert error.startswith(f"{case.title} "), fault
                assert (why or case.captcha) in error, fault
                spent = table.web.count(case.source) - asked[case.source]
                assert spent <= (4 if fault is Fault.LOOP else 1), (fault, case.spider)
                stands = standing(table.database, case)
                assert (stands["state"], stands["message"]) == (state, error), fault
                assert stands["fetched_at"] < utc_now() - _WEEK, fault
            assert facts(table.database, *_PAPERS) == before, fault
        assert set(table.states(wave).values()) == {"ok "}, fault
        assert facts(table.database, *_PAPERS) == before, fault

    for fault, blur in _REFUSALS.items():
        with table.failing(wave, fault):
            refused_from = table.clock.time()
            for case, state, error in table.crawl(wave):
                assert (state, fault, case.spider) == ("resting", fault, case.spider)
                assert error.startswith(f"{case.title} asked us to wait until "), fault
                assert standing(table.database, case)["state"] == "resting", fault
        assert facts(table.database, *_PAPERS) == before, fault
        asked = table.counts()
        ends = [resting_until(table.database, case.source) for case in wave]
        assert min(ends) >= refused_from + _RETRY - blur - 0.001, fault
        assert max(ends) <= table.clock.time() + _RETRY, fault
        # Whoever asks meanwhile is told, and nothing leaves.
        table.clock.set(min(ends) - 5)
        assert {each.split()[0] for each in table.states(wave).values()} == {"resting"}, fault
        assert table.counts() == asked, fault
        table.clock.set(max(ends) + 0.01)
        assert set(table.states(wave).values()) == {"ok "}, fault
        assert facts(table.database, *_PAPERS) == before, fault
    assert "Traceback" not in table.worker.log


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", BULK, ids=lambda case: case.spider)
def test_bulk_work_names_every_fault_and_loses_nothing(table: Table, case: Case) -> None:
    assert table.end(case, table.ask(case)) == ("ok", "")
    before = facts(table.database)
    assert len(before) > 1

    for fault, why in _FAILURES.items():
        with table.failing([case], fault):
            asked = table.web.count("arxiv")
            state, error = table.end(case, table.ask(case))
            assert (state, fault) == ("down", fault)
            assert error.startswith("arXiv "), fault
            assert (why or case.captcha) in error, fault
            spent = table.web.count("arxiv") - asked
            assert spent <= _TRIES * (4 if fault is Fault.LOOP else 1), fault
            assert facts(table.database) == before, fault
        assert table.end(case, table.ask(case)) == ("ok", ""), fault
        assert facts(table.database) == before, fault

    for fault, blur in _REFUSALS.items():
        with table.failing([case], fault):
            asked = table.web.count("arxiv")
            refused_from = table.clock.time()
            crawl_id = table.ask(case)
            until = table.waiting_until(crawl_id)
            assert until >= refused_from + _RETRY - blur - 0.001, fault
        table.clock.set(until - 5)
        time.sleep(0.05)  # in which it could ask, but may not
        assert table.web.count("arxiv") == asked + 1, fault
        assert parts(get(table.database, crawl_id)) == {case.place: "waiting"}
        table.clock.set(until)
        assert table.end(case, crawl_id) == ("ok", ""), fault
        assert facts(table.database) == before, fault
    assert "Traceback" not in table.worker.log
