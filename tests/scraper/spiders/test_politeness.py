"""What leaves the house, and when: seen from the sources' side."""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from scraper import crawls
from scraper.records import Crawl, Database
from tests.conftest import Worker
from tests.fakes.answer import Answer, Fault
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import SEED, ask, get, message, parts, record, wait

StartWorker = Callable[..., Worker]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DELAY = 0.6
_HTML_VERSION = (
    Path(__file__).parents[2] / "samples" / "bibliography" / "bibtex_blocks" / "answer.html"
).read_bytes()


def add_html_versions(fake_web: FakeWeb, count: int) -> list[str]:
    """So many papers whose HTML version prints its references."""
    names = [f"2401.{number:05}" for number in range(1, count + 1)]
    for name in names:
        fake_web.add(f"/html/{name}", Answer(_HTML_VERSION))
    return names


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(b"", status=status, headers={"Location": location})


def test_a_redirect_to_another_site_is_refused(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    with FakeWeb() as stranger:
        fake_web.add(f"/abs/{SEED}", redirect(f"{stranger.url}/abs/{SEED}"))
        fake_web.add(f"/graph/v1/paper/ARXIV:{SEED}", redirect("https://127.0.0.1:9/"))
        fake_web.add(f"/graph/v1/paper/ARXIV:{SEED}/citations", redirect("file:///etc/passwd"))
        crawl_id = ask(database)
        start_worker()
        crawl = wait(database, crawl_id)
        assert stranger.count() == 0
    assert crawl.state == "done"
    assert parts(crawl)["arxiv", "metadata"] == "down"
    assert message(crawl, "arxiv", "metadata") == (
        f"arXiv sends us on to another site, {stranger.url}."
    )
    assert message(crawl, "semantic_scholar", "metadata") == (
        "Semantic Scholar sends us on to another site, https://127.0.0.1:9."
    )
    assert message(crawl, "semantic_scholar", "citations") == (
        "Semantic Scholar answers with status 302."
    )


def test_a_redirect_on_the_same_site_is_followed(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.add("/abs/2401.00001", redirect(f"/abs/{SEED}"))
    fake_web.add_paper("2401.00002")
    first, second = ask(database, "2401.00001"), ask(database, "2401.00002")
    start_worker()
    # It leads to another paper, and is not taken for this one.
    crawl = wait(database, first)
    assert message(crawl, "arxiv", "metadata") == f"arXiv answered about {SEED}, not 2401.00001."
    assert crawl.state == "failed"
    assert wait(database, second).state == "done"


def test_the_pace_holds_over_workers_and_readers_are_told(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    names = add_html_versions(fake_web, 6)
    fake_web.delay = 0.2
    for _ in range(2):
        start_worker(ARXIVLENS_ARXIV_DELAY=str(DELAY))
    ids = [ask(database, name, "bibliography") for name in names]
    told: set[tuple[str, bool]] = set()
    while any(get(database, each).state in ("queued", "running") for each in ids):
        with database.reading() as session:
            for states in session.scalars(select(Crawl.parts)):
                told |= {(part["state"], bool(part["until"])) for part in states}
        time.sleep(0.02)
    assert [get(database, each).error for each in ids] == [None] * 6
    arrivals = [
        seen.at for seen in fake_web.seen if seen.source == "arxiv" or "robots" in seen.path
    ]
    assert len(arrivals) in (6 + 1, 6 + 2), "and robots.txt, once for each worker at work"
    gaps = [later - earlier for earlier, later in pairwise(sorted(arrivals))]
    assert min(gaps) >= DELAY
    # While it waits it is said until when, then that it is asked.
    assert told >= {("waiting", True), ("asking", False)}
    assert told <= {("waiting", True), ("asking", False), ("ok", False)}


def test_four_workers_and_two_hundred_papers_are_one_machine_to_arxiv(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    delay, names = 0.03, add_html_versions(fake_web, 200)
    fake_web.delay = 0.05  # a source that is slower than its pace
    ids = [ask(database, name, "bibliography") for name in names]
    for _ in range(4):
        start_worker(ARXIVLENS_ARXIV_DELAY=str(delay))
    assert {wait(database, each, 120).state for each in ids} == {"done"}
    assert fake_web.count("arxiv") == 200
    assert len({get(database, each).started_at for each in ids}) > 100
    arrivals = [seen.at for seen in fake_web.seen]
    assert min(later - earlier for earlier, later in pairwise(sorted(arrivals))) >= delay
    assert fake_web.most_at_once["arxiv"] == 1


def test_readers_who_queue_up_share_a_request(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    names = [f"2401.{number:05}" for number in range(1, 31)]
    for name in names:
        fake_web.add_paper(name, citations=1)
    ids = [ask(database, name) for name in names]
    start_worker(ARXIVLENS_ARXIV_DELAY="0.3")
    assert {wait(database, each).state for each in ids} == {"done"}
    assert set(parts(get(database, ids[-1])).values()) == {"ok"}
    arxiv = [seen.path.partition("?")[0] for seen in fake_web.seen if seen.source == "arxiv"]
    # A crawl that was drawn while the first request was put together may ask alone.
    assert arxiv[0] == "/api/query"
    assert len(arxiv) <= 3
    about_papers = [
        seen.method
        for seen in fake_web.seen
        if seen.source == "semantic_scholar" and "tldr" in seen.path
    ]
    assert about_papers[0] == "POST"
    assert len(about_papers) <= 3
    for name in names[5:]:
        found = record(database, name)
        assert (found["title"], found["license"]) == (f"On the paper {name}", None)
        page = next(each for each in found["sources"] if each["name"] == "arxiv")
        assert page["message"] == (
            "Without licence and history, which come when the paper is opened next."
        )
        assert found["refresh_after"] <= page["fetched_at"]
    # Opened again, without a wish for what is fresh: the page, and nothing else.
    asked = fake_web.count()
    with database.writing() as session:
        crawl, new = crawls.request(session, "paper", names[-1], refresh=False)
        session.flush()
        again = crawl.id
    assert new
    assert wait(database, again).state == "done"
    assert [seen.path for seen in fake_web.seen[asked:]][-1:] == [f"/abs/{names[-1]}"]
    assert fake_web.count() <= asked + 2, "robots.txt may come first"
    found = record(database, names[-1])
    assert found["license"]
    assert found["refresh_after"] > found["sources"][0]["fetched_at"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"No.", status=404),
        Answer(b"<feed></feed>", "application/atom+xml"),
        Answer(
            b"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>", "application/atom+xml"
        ),
    ],
)
def test_where_the_joint_answer_cannot_be_used_each_asks_alone(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker, answer: Answer
) -> None:
    names = [f"2401.{number:05}" for number in range(1, 4)]
    for name in names:
        fake_web.add_paper(name)
    fake_web.add("/api/query", answer)
    fake_web.add("/graph/v1/paper/batch", Answer(b"[null]", "application/json"))
    ids = [ask(database, name) for name in names]
    # Of several drawn at once each might ask before the next one waits.
    start_worker("-c", "import scraper.worker as worker; worker._AT_ONCE = 1; worker.main()")
    assert {wait(database, each).state for each in ids} == {"done"}
    assert {state for each in ids for state in parts(get(database, each)).values()} == {"ok"}
    paths = [seen.path.partition("?")[0] for seen in fake_web.seen]
    assert paths.count("/api/query") == paths.count("/graph/v1/paper/batch") == 1
    for name in names:
        assert paths.count(f"/abs/{name}") == paths.count(f"/graph/v1/paper/ARXIV:{name}") == 1


def test_nothing_leaves_once_a_source_has_asked_us_to_wait(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    # The second page's turn was taken before the first was refused.
    fake_web.fail("/abs/", Fault.BUSY_SECONDS, retry_after=30)
    ids = [ask(database, f"2401.{number:05}", "abs_page") for number in (1, 2)]
    start_worker(ARXIVLENS_ARXIV_DELAY="1.5")
    for crawl_id in ids:
        crawl = wait(database, crawl_id)
        assert (crawl.state, parts(crawl)) == ("failed", {("arxiv", "metadata"): "resting"})
        assert crawl.error
        assert crawl.error.startswith("arXiv asked us to wait until")
    assert fake_web.count("arxiv") == 1


def test_a_refusal_of_robots_txt_is_a_refusal(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    fake_web.add("/robots.txt", Answer(b"No.", status=403))
    crawl_id = ask(database, spider="abs_page")
    start_worker(ARXIVLENS_ARXIV_DELAY="0.1")
    assert parts(wait(database, crawl_id)) == {("arxiv", "metadata"): "resting"}
    assert fake_web.count("arxiv") == 0


def test_robots_txt_is_obeyed(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    robots = b"User-agent: ArxivLens\nDisallow: /abs/2401\n\nUser-agent: *\nDisallow: /\n"
    fake_web.add("/robots.txt", Answer(robots, "text/plain"))
    fake_web.add_paper("2401.00001")
    refused, allowed = ask(database, "2401.00001", "abs_page"), ask(database, SEED, "abs_page")
    start_worker(ARXIVLENS_ARXIV_DELAY="0.1")
    crawl = wait(database, refused)
    assert crawl.error == "arXiv was not asked any further: Forbidden by robots.txt."
    assert wait(database, allowed).state == "done"
    assert [seen.path for seen in fake_web.seen if seen.source == "arxiv"] == [f"/abs/{SEED}"]


def test_what_a_request_says_of_us(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    crawl_id = ask(database)
    start_worker(ARXIVLENS_CONTACT="mailto:me@example.org", ARXIVLENS_S2_API_KEY="secret")
    assert wait(database, crawl_id).state == "done"
    for seen in fake_web.seen:
        assert seen.headers["User-Agent"].startswith("ArxivLens/")
        assert "mailto:me@example.org" in seen.headers["User-Agent"]
        assert "Cookie" not in seen.headers
        assert "Referer" not in seen.headers
        key = {name.lower(): value for name, value in seen.headers.items()}.get("x-api-key")
        assert key == ("secret" if seen.source == "semantic_scholar" else None)
    assert fake_web.count("arxiv") == 1
    assert record(database)["title"]
