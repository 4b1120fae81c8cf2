"""What a crawl costs the sources, counted by them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from scraper import crawls
from scraper.records import Citation, Database
from scraper.sources import semantic_scholar
from tests.conftest import Worker
from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, parts, record, wait

StartWorker = Callable[..., Worker]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAPER = "2401.00001"


def test_a_thousand_citations_cost_six_requests(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.add_paper(PAPER, citations=1000, references=100)
    crawl_id = ask(database, PAPER)
    start_worker()
    crawl = wait(database, crawl_id, 60)
    assert set(parts(crawl).values()) == {"ok"}
    assert fake_web.count() <= 6
    assert fake_web.count("arxiv") == 1
    found = record(database, PAPER)
    assert (len(found["citations"]), len(found["references"])) == (1000, 100)
    # Opened again it costs nothing, and a refresh leaves arXiv alone.
    asked = fake_web.count()
    with database.writing() as session:
        assert crawls.request(session, "paper", PAPER, refresh=False)[0].id == crawl_id
    assert wait(database, ask(database, PAPER)).state == "done"
    assert fake_web.count() == asked + 5
    assert fake_web.count("arxiv") == 1


def test_a_list_longer_than_the_source_gives_is_capped(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.add_paper(PAPER, citations=10_050)
    crawl_id = ask(database, PAPER, "s2_citations")
    start_worker(ARXIVLENS_S2_API_KEY="secret")
    crawl = wait(database, crawl_id, 120)
    assert parts(crawl) == {("semantic_scholar", "citations"): "capped"}
    assert crawl.parts[0]["count"] == semantic_scholar.CAP
    assert fake_web.count() == 10
    assert all(
        {name.lower(): value for name, value in seen.headers.items()}["x-api-key"] == "secret"
        for seen in fake_web.seen
    )
    (state,) = record(database, PAPER)["sources"]
    assert (state["state"], state["count"]) == ("capped", semantic_scholar.CAP)


def test_why_a_paper_is_cited_is_kept(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    row = (
        b'{"data": [{"contexts": ["As they say [1]."], "intents": ["background"],'
        b'"isInfluential": true, "citingPaper": {"paperId": "%s", "title": "One that cites"}}]}'
    ) % (b"0" * 39 + b"1")
    path = f"/graph/v1/paper/ARXIV:{PAPER}/citations"
    fake_web.add(path, Answer(row, "application/json"))
    crawl_id = ask(database, PAPER, "s2_citations")
    start_worker()
    assert wait(database, crawl_id).state == "done"
    with database.reading() as session:
        (edge,) = session.scalars(select(Citation))
    assert edge.influential
    assert (edge.intents, edge.contexts) == (["background"], ["As they say [1]."])
    assert record(database, PAPER)["citations"][0]["influential"] is True
