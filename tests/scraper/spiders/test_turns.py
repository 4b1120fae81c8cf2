"""No trick of a source leads to an address that is not a source's."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete

from scraper.records import Database, SourceRate
from tests.conftest import Worker
from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, message, parts, wait

StartWorker = Callable[..., Worker]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# `own` is the source's host and port, `port` that of somebody else on this machine.
_TRICKS = [
    "http://127.0.0.1:{port}/abs/1",
    "//127.0.0.1:{port}/abs/1",
    "http://localhost:{port}/abs/1",
    "http://[::1]:{port}/abs/1",
    "http://[::ffff:127.0.0.1]:{port}/abs/1",
    "http://2130706433:{port}/abs/1",
    "http://0x7f000001:{port}/abs/1",
    "http://0177.0.0.1:{port}/abs/1",
    "http://127.1:{port}/abs/1",
    "http://{own}@127.0.0.1:{port}/abs/1",
    "http://{own}:x@127.0.0.1:{port}/abs/1",
    "http://user@{own}/abs/1",
    "http://{own}\\@127.0.0.1:{port}/abs/1",
    "http://127.0.0.1:{port}#@{own}/abs/1",
    "http://127.0.0.1:{port}?@{own}/abs/1",
    "http://127.0.0.1/abs/1",
    "https://{own}/abs/1",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://0.0.0.0:{port}/abs/1",
    "file:///etc/passwd",
    "data:text/html,<html><head></head></html>",
    "ftp://127.0.0.1:{port}/abs/1",
    "s3://bucket/key",
    "javascript:alert(1)",
]


def test_no_redirect_leaves_the_source(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    start_worker()
    own = fake_web.url.removeprefix("http://")
    with FakeWeb() as stranger:
        port = stranger.url.rpartition(":")[2]
        for number, trick in enumerate(_TRICKS, 1):
            paper = f"2401.{number:05}"
            where = trick.format(own=own, port=port)
            fake_web.add(f"/abs/{paper}", Answer(b"", status=302, headers={"Location": where}))
            crawl = wait(database, ask(database, paper, "abs_page"))
            (state,) = parts(crawl).values()
            why = message(crawl, "arxiv", "metadata")
            if "\\" in trick:
                assert state == "unknown", "it is a path of the source's own, as to a browser"
            else:
                assert (state, trick) == ("down", trick)
                assert why.startswith(
                    (
                        "arXiv sends us on to another site, ",
                        "arXiv answers with status 302",
                        "arXiv could",
                    )
                )
            with database.writing() as session:
                session.execute(delete(SourceRate))  # so many failures would close the source
        assert stranger.count() == 0
    assert fake_web.count() == len(_TRICKS) + 1


def test_a_name_that_leads_to_a_private_address_leads_nowhere(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    # To the resolver these are names like any other, and they need no network.
    port = fake_web.url.rpartition(":")[2]
    crawl_ids = [ask(database, spider=each) for each in ("abs_page", "s2_paper", "openalex_work")]
    start_worker(
        ARXIVLENS_ARXIV_URL=f"http://0177.0.0.1:{port}",
        ARXIVLENS_ARXIV_DELAY="0",
        ARXIVLENS_S2_URL=f"http://2130706433:{port}",
        ARXIVLENS_OPENALEX_URL=f"http://0x7f000001:{port}",
    )
    for crawl_id in crawl_ids:
        crawl = wait(database, crawl_id)
        assert set(parts(crawl).values()) == {"down"}
        assert "could not be reached (CannotResolveHostError)" in (crawl.error or "")
    assert fake_web.count() == 0


def test_a_source_on_this_machine_may_be_named_so(
    database: Database, fake_web: FakeWeb, start_worker: StartWorker
) -> None:
    crawl_id = ask(database, spider="s2_paper")
    start_worker(ARXIVLENS_S2_URL=fake_web.url.replace("127.0.0.1", "localhost"))
    assert wait(database, crawl_id).state == "done"
