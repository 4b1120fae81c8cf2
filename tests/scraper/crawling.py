"""How tests ask for a crawl, follow it, and read what it brought."""

import gzip
import json
import time
from typing import Any

from scraper import crawls
from scraper.paper_id import PaperId
from scraper.records import Crawl, Database, find
from scraper.records.panel import materialise
from tests.fakes.clock import StandingClock

SEED = "2311.09227"


def ask(database: Database, target: str = SEED, spider: str = "paper", **parameters: Any) -> int:
    with database.writing() as session:
        crawl, _new = crawls.request(session, spider, target, parameters)
        session.flush()
        return crawl.id


def get(database: Database, crawl_id: int) -> Crawl:
    with database.reading() as session:
        return session.get_one(Crawl, crawl_id)


def wait(
    database: Database,
    crawl_id: int,
    timeout: float = 60,
    clock: StandingClock | None = None,
    step: float = 0.2,
) -> Crawl:
    """The crawl, once it has ended; a `clock` is moved by `step` seconds between looks."""
    deadline = time.monotonic() + timeout
    while True:
        crawl = get(database, crawl_id)
        if crawl.state not in crawls.OPEN:
            return crawl
        assert time.monotonic() < deadline, f"still {crawl.state}: {crawl.parts}"
        if clock:
            clock.pass_by(step)
        time.sleep(0.01)


def parts(crawl: Crawl) -> dict[tuple[str, str], str]:
    """The state of each part, by (source, part)."""
    return {(part["source"], part["part"]): part["state"] for part in crawl.parts}


def message(crawl: Crawl, source: str, part: str) -> str:
    found = {(each["source"], each["part"]): each["message"] for each in crawl.parts}
    return str(found[source, part])


def record(database: Database, name: str = SEED) -> dict[str, Any]:
    """The document as a reader gets it, who makes it where an answer has just taken it away."""
    paper = PaperId.parse(name)
    with database.writing() as session:
        ready = session.execute(find.document(paper)).one_or_none()
        found = ready or materialise(session, session.scalars(find.paper_id(paper)).one())
        made: dict[str, Any] = json.loads(gzip.decompress(found.body))
    return made
