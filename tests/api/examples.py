"""The examples of the OpenAPI document, as the application itself gives them.

`python -m tests.api.examples` writes them anew; a test holds the file against the application.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask

import api
from api.app import create_app
from scraper import crawls
from scraper.sample import PAPER, load_sample
from scraper.settings import Settings

FILE = Path(api.__file__).parent / "examples.json"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_REQUESTS: dict[str, dict[str, Any]] = {
    "getPapers": {"ids": [PAPER, "hep-th/9901001"]},
    "createComment": {"paper": PAPER, "text": "See also section 4.", "author": "Ada"},
    "changeComment": {"text": "See also section 5."},
    "reportComment": {"reason": "This is an advertisement."},
    "requestCrawl": {"spider": "paper", "target": PAPER, "refresh": True},
    "changeCrawl": {"priority": "first"},
    "createSchedule": {"spider": "listing", "target": "cs.AI", "every_hours": 24, "at": "04:30"},
    "changeSchedule": {"paused": True},
}
READS = {
    "searchPapers": "papers?query=open+models&category=cs.CY&facets=true&fields=title,year,counts",
    "getPaper": f"papers/{PAPER}",
    "getGraph": f"papers/{PAPER}/graph",
    "listCitations": f"papers/{PAPER}/citations?limit=2",
    "listReferences": f"papers/{PAPER}/references?limit=2",
    "listSimilar": f"papers/{PAPER}/similar?limit=2",
    "listTerms": f"papers/{PAPER}/terms?limit=2",
    "listComments": f"papers/{PAPER}/comments",
    "getComment": "comments/1",
    "getCrawl": "crawls/1",
    "listCrawls": "crawls",
    "listSpiders": "spiders",
    "getSchedule": "schedules/1",
    "listSchedules": "schedules",
}

FEEDS = {
    "feedCitations": f"feeds/citations/{PAPER}?limit=1",
    "feedPapers": "feeds/papers?query=open&limit=1",
}


def examples(app: Flask) -> dict[str, Any]:
    """The examples, from an application over the sample and nothing else."""
    client = app.test_client()
    answers = {
        name: _short(client.post(f"/api/v1/{path}", json=_REQUESTS[name]).json)
        for name, path in (
            ("getPapers", "papers/batch"),
            ("createComment", "comments"),
            ("requestCrawl", "crawls"),
            ("createSchedule", "schedules"),
        )
    }
    changed = client.patch("/api/v1/comments/1", json=_REQUESTS["changeComment"])
    answers["changeComment"] = changed.json
    answers["changeCrawl"] = client.patch("/api/v1/crawls/1", json=_REQUESTS["changeCrawl"]).json
    paused = client.patch("/api/v1/schedules/1", json=_REQUESTS["changeSchedule"])
    answers["changeSchedule"] = paused.json
    client.patch("/api/v1/schedules/1", json={"paused": False})
    _finish_the_crawl(app)
    answers |= {name: _short(client.get(f"/api/v1/{path}").json) for name, path in READS.items()}
    answers |= {name: _feed(client.get(f"/api/v1/{path}").text) for name, path in FEEDS.items()}
    text = json.dumps({"requests": _REQUESTS, "answers": answers})
    made: dict[str, Any] = json.loads(_MOMENT.sub("2026-11-24T09:30:00Z", text))
    return made


def _finish_the_crawl(app: Flask) -> None:
    with app.extensions["lens.database"].writing() as session:
        crawl = crawls.draw(session, "example")
        assert crawl
        crawls.note_part(session, crawl.id, "arxiv", "metadata", "ok")
        crawls.note_part(
            session, crawl.id, "semantic_scholar", "citations", "ok", count=37, total=37
        )
        crawls.finish(session, crawl.id, "done")


def _feed(text: str) -> str:
    """With the moment of its ids as every other moment here."""
    return re.sub(r"\d{8}T\d{6}\.\d{6}Z", "20261124T093000.000000Z", text)


def _short(answer: Any) -> Any:
    """The first two of each list."""
    if isinstance(answer, dict):
        return {name: _short(each) for name, each in answer.items()}
    return [_short(each) for each in answer[:2]] if isinstance(answer, list) else answer


def main() -> None:
    """Write the file anew."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/lens.db")
        app = create_app(settings)
        with app.extensions["lens.database"].writing() as session:
            load_sample(session, settings)
        made = examples(app)
    FILE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
