"""`scrapy crawl NAME -a target=ID`, the plain way, from the checkout's root."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from scraper.cards import SPIDERS
from scraper.records import Database, Paper
from tests.conftest import ROOT
from tests.fakes.answer import Fault
from tests.fakes.oai import OaiRecord
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import SEED, record

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def scrapy(
    fake_web: FakeWeb, database_url: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        env={**os.environ, **fake_web.environment, "ARXIVLENS_DATABASE_URL": database_url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_one_spider_alone_keeps_what_it_finds(
    database: Database, database_url: str, fake_web: FakeWeb
) -> None:
    done = scrapy(fake_web, database_url, "crawl", "abs_page", "-a", f"target={SEED}")
    assert (done.returncode, done.stderr) == (0, "")
    assert record(database)["title"].startswith("Open-Sourcing Highly Capable")
    assert [seen.path for seen in fake_web.seen] == [f"/abs/{SEED}"]
    done = scrapy(fake_web, database_url, "crawl", "s2_citations", "-a", f"target={SEED}")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(record(database)["citations"]) == 37


def test_all_sources_at_once(database: Database, database_url: str, fake_web: FakeWeb) -> None:
    done = scrapy(fake_web, database_url, "crawl", "paper", "-a", "target=arXiv:2311.09227v1")
    assert (done.returncode, done.stderr) == (0, "")
    found = record(database)
    assert (len(found["citations"]), len(found["references"])) == (37, 12)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("foo", "'foo' names no paper; write an arXiv identifier like 2311.09227"),
        ("", "'' names no paper; write an arXiv identifier like 2311.09227"),
        ("lens:0123456789abcdef", "No source can be asked about lens:0123456789abcdef"),
    ],
)
def test_a_wrong_target_is_told(
    database_url: str, fake_web: FakeWeb, target: str, sentence: str
) -> None:
    done = scrapy(fake_web, database_url, "crawl", "abs_page", "-a", f"target={target}")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert fake_web.count() == 0


def test_every_card_has_its_spider(database_url: str, fake_web: FakeWeb) -> None:
    listed = scrapy(fake_web, database_url, "list").stdout.split()
    assert set(SPIDERS) <= set(listed)
    stems = {path.stem for path in (Path(ROOT) / "scraper" / "spiders").glob("*.py")}
    assert set(listed) <= stems, "a spider's file has its name"


def test_many_papers_page_by_page(database: Database, database_url: str, fake_web: FakeWeb) -> None:
    fake_web.oai.records = [OaiRecord(f"2401.{n:05}", title=f"Paper {n}") for n in range(1, 8)]
    done = scrapy(
        fake_web, database_url, "crawl", "oai", "-a", "target=cs.AI", "-a", "from=2024-01-01"
    )
    assert (done.returncode, done.stderr) == (0, "")
    with database.reading() as session:
        assert len(session.scalars(select(Paper.title)).all()) == 7
    assert [seen.path.count("resumptionToken") for seen in fake_web.seen] == [0, 1, 1]
    fake_web.fail("/oai", Fault.BROKEN)
    done = scrapy(fake_web, database_url, "crawl", "oai", "-a", "target=cs")
    assert "arXiv answers with status 500." in done.stderr
    assert "Traceback" not in done.stderr
    done = scrapy(fake_web, database_url, "crawl", "oai", "-a", "target=cs", "-a", "until=soon")
    assert "until: 'soon' is no date" in done.stderr
