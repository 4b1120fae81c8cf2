"""The fake web itself: what it serves reads as the real sources do, and it fails as told."""

import json
import socket
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse, IncompleteRead

import pytest

from scraper.pages import (
    openalex_work,
    openalex_works,
    s2_batch,
    s2_citations,
    s2_paper,
    s2_references,
    s2_similar,
)
from scraper.paper_id import PaperId
from scraper.sources import arxiv, openalex, semantic_scholar
from tests.fakes.answer import Answer, Fault
from tests.fakes.web import FakeWeb


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with FakeWeb() as web:
        yield web


def get(web: FakeWeb, url: str, body: bytes | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(web.url.removeprefix("http://"), timeout=5)
    try:
        connection.request("POST" if body else "GET", url.removeprefix(web.url), body)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_serves_the_seed_paper_from_every_source(web: FakeWeb) -> None:
    _, page = get(web, arxiv.abs_url(web.url, "2311.09227"))
    assert "Open-Sourcing Highly Capable Foundation Models" in page.decode()
    assert "{{" not in page.decode()
    _, body = get(web, semantic_scholar.paper_url(web.url, "2311.09227"))
    paper = s2_paper.parse(body)
    assert (paper.arxiv_id, paper.citation_count) == ("2311.09227", 37)
    assert paper.tldr is not None
    assert paper.tldr.startswith("This paper evaluates the risks")
    _, body = get(web, semantic_scholar.citations_url(web.url, "2311.09227"))
    assert len(s2_citations.parse(body).rows) == 37
    _, body = get(web, semantic_scholar.references_url(web.url, f"s2:{paper.s2_id}"))
    assert len(s2_references.parse(body).rows) == 12
    _, body = get(web, semantic_scholar.similar_url(web.url, "2311.09227"))
    assert len(s2_similar.parse(body)) == 2
    assert (web.count("arxiv"), web.count("semantic_scholar")) == (1, 4)


def test_pages_as_semantic_scholar_does(web: FakeWeb) -> None:
    web.add_paper("2401.00001", citations=1_500)
    _, body = get(web, semantic_scholar.citations_url(web.url, "2401.00001"))
    page = s2_citations.parse(body)
    assert (len(page.rows), page.next) == (1000, 1000)
    _, body = get(web, semantic_scholar.citations_url(web.url, "2401.00001", 1000))
    page = s2_citations.parse(body)
    assert (len(page.rows), page.next) == (500, None)


def test_openalex_lists_by_cursor(web: FakeWeb) -> None:
    web.add_paper("2401.00001", citations=150, references=3)
    _, body = get(web, openalex.work_url(web.url, PaperId.parse("2401.00001")))
    work = openalex_work.parse(body)
    assert work.paper.arxiv_id == "2401.00001"
    assert work.paper.abstract == "What the paper 2401.00001 says."
    assert len(work.references) == 3
    name = work.paper.openalex_id
    assert name is not None
    found, cursor = [], "*"
    while cursor:
        _, body = get(web, openalex.citations_url(web.url, name, cursor))
        page = openalex_works.parse(body)
        found += page.papers
        cursor = page.next or ""
    assert (len(found), page.total) == (150, 150)
    _, body = get(web, openalex.references_url(web.url, name))
    assert openalex_works.parse(body).total == 3
    response, _ = get(web, openalex.work_url(web.url, PaperId.parse("openalex:W1")))
    assert response.status == 404
    assert web.count("openalex") == 6


def test_serves_what_was_added_by_path_and_by_query(web: FakeWeb) -> None:
    web.add("/oai", Answer(b"first", "text/xml"))
    web.add("/oai?verb=ListRecords&resumptionToken=a", Answer(b"second", "text/xml"))
    assert get(web, arxiv.records_url(f"{web.url}/oai"))[1] == b"first"
    assert get(web, arxiv.more_records_url(f"{web.url}/oai", "a"))[1] == b"second"
    assert web.count("arxiv") == 2


def test_batch_answers_null_for_the_unknown(web: FakeWeb) -> None:
    ids = semantic_scholar.batch_body(["2311.09227", "2311.99999"])
    _, body = get(web, semantic_scholar.batch_url(web.url), ids)
    known, unknown = s2_batch.parse(body)
    assert known is not None
    assert known.arxiv_id == "2311.09227"
    assert unknown is None


def test_unknown_papers_are_404(web: FakeWeb) -> None:
    response, body = get(web, semantic_scholar.paper_url(web.url, "2311.99999"))
    assert response.status == 404
    assert json.loads(body) == {"error": "Paper with id ARXIV:2311.99999 not found"}
    response, body = get(web, arxiv.abs_url(web.url, "2311.99999"))
    assert response.status == 404
    assert b"Article identifier not recognized" in body


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.BUSY_DATE, 429), (Fault.RESTING_SECONDS, 503), (Fault.BROKEN, 500)]
)
def test_fails_as_often_as_told(web: FakeWeb, fault: Fault, status: int) -> None:
    web.fail("/abs/", fault, times=1, retry_after=60)
    response, _ = get(web, f"{web.url}/abs/2311.09227")
    assert response.status == status
    retry_after = response.headers["Retry-After"]
    if fault is Fault.BUSY_DATE:
        assert 0 < parsedate_to_datetime(retry_after).timestamp() - time.time() <= 61
    elif fault is Fault.RESTING_SECONDS:
        assert retry_after == "60"
    assert get(web, f"{web.url}/abs/2311.09227")[0].status == 200


def test_breaks_connections_and_bodies(web: FakeWeb) -> None:
    url = f"{web.url}/abs/2311.09227"
    web.fail("/abs/", Fault.RESET)
    with pytest.raises(ConnectionError):
        get(web, url)
    web.fail("/abs/", Fault.SHORT)
    with pytest.raises(IncompleteRead):
        get(web, url)
    web.fail("/abs/", Fault.EMPTY)
    assert get(web, url)[1] == b""
    web.fail("/abs/", Fault.LOOP)
    assert get(web, url)[0].headers["Location"] == "/abs/2311.09227"
    web.fail("/abs/", Fault.WRONG_TYPE)
    assert get(web, url)[0].headers["Content-Type"] == "image/png"
    web.heal()
    assert get(web, url)[0].status == 200


def test_delays_and_notes_arrivals(web: FakeWeb) -> None:
    web.delay = 0.2
    before = time.monotonic()
    get(web, f"{web.url}/abs/2311.09227")
    assert time.monotonic() - before >= 0.2
    (arrival,) = web.arrivals("arxiv")
    assert arrival - before < 0.2


def test_speaks_tls_as_arxiv() -> None:
    with FakeWeb(tls_host="arxiv.org") as web:
        context = ssl._create_unverified_context()
        with (
            socket.create_connection(("127.0.0.1", web.tls_port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname="arxiv.org") as secure,
        ):
            secure.sendall(b"GET /abs/2311.09227 HTTP/1.0\r\nHost: arxiv.org\r\n\r\n")
            assert secure.recv(100).startswith(b"HTTP/1.1 200 OK")
        assert (web.count("browser"), web.count("arxiv")) == (1, 0)
