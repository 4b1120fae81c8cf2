"""Crawls: ask for one, follow it, cancel it."""

import logging
from typing import Any

from flask import Blueprint, Response, url_for

from api.access import caller
from api.answer import as_json
from api.errors import Problem
from api.queries.spiders import statistics
from api.request_id import request_id
from api.schemas.base import Page
from api.schemas.crawl import CrawlRequest, CrawlShape, SpiderShape
from api.session import reading, writing
from api.spec import CHANGES, CRAWLS, POSTS, READS, answers, spec
from scraper import crawls
from scraper.cards import SPIDERS
from scraper.records import Crawl, find

_log = logging.getLogger(__name__)

blueprint = Blueprint("crawls", __name__, url_prefix="/api/v1")


@blueprint.post("/crawls")
@spec.validate(
    resp=answers(
        *POSTS,
        "bad-paper-id",
        "bad-target",
        "bad-parameter",
        "unknown-spider",
        HTTP_202=CrawlShape,
    ),
    operation_id="requestCrawl",
    tags=[CRAWLS],
)
def request_crawl(json: CrawlRequest) -> Response:
    """Ask for a crawl.

    One that is under way for the same target serves all who ask meanwhile. Without `refresh`, what
    is still fresh is left alone, and the answer is the crawl that brought it; one of many papers
    that failed or was cancelled goes on where it stopped.
    """
    caller().need("crawl")
    with writing() as session:
        crawl, new = crawls.request(
            session,
            json.spider,
            json.target,
            json.parameters,
            refresh=json.refresh,
            request_id=request_id(),
        )
        session.flush()
        body = _shape(session, crawl)
    told = {"crawl": body["id"], "spider": json.spider, "target": body["target"], "new": new}
    _log.info("Asked for", extra={"told": told})
    location = url_for("crawls.follow", crawl_id=body["id"])
    return as_json(body, 202, Location=location)


@blueprint.get("/crawls")
@spec.validate(
    resp=answers(*READS, HTTP_200=Page[CrawlShape]), operation_id="listCrawls", tags=[CRAWLS]
)
def listed() -> Response:
    """The newest hundred crawls."""
    with reading() as session:
        items = [_shape(session, crawl) for crawl in session.scalars(find.crawls(100))]
    return as_json({"items": items, "total": len(items), "next": None})


@blueprint.get("/crawls/<row:crawl_id>")
@spec.validate(
    resp=answers(*READS, "crawl-unknown", "not-found", HTTP_200=CrawlShape),
    operation_id="getCrawl",
    tags=[CRAWLS],
)
def follow(crawl_id: int) -> Response:
    """How a crawl stands; poll it, and read the record again as its parts come."""
    with reading() as session:
        return as_json(_shape(session, _crawl(session, crawl_id)))


@blueprint.delete("/crawls/<row:crawl_id>")
@spec.validate(
    resp=answers(*CHANGES, "crawl-unknown", "not-found", HTTP_204=None),
    operation_id="cancelCrawl",
    tags=[CRAWLS],
)
def cancel(crawl_id: int) -> Response:
    """Cancel a crawl; what it has collected stays, and one that has ended stays as it is."""
    caller().need("crawl")
    with writing() as session:
        crawls.cancel(session, _crawl(session, crawl_id).id)
    return Response(status=204)


@blueprint.get("/spiders")
@spec.validate(
    resp=answers(*READS, HTTP_200=Page[SpiderShape]), operation_id="listSpiders", tags=[CRAWLS]
)
def spiders() -> Response:
    """The spiders that can be asked for, and how they did."""
    with reading() as session:
        did = statistics(session)
    items = [
        {
            "name": card.name,
            "description": card.description,
            "target": card.target,
            "parameters": card.takes.model_json_schema(),
            "many": card.bulk,
            **did[card.name],
        }
        for card in SPIDERS.values()
    ]
    return as_json({"items": items, "total": len(items), "next": None})


def _crawl(session: Any, crawl_id: int) -> Crawl:
    crawl: Crawl | None = session.get(Crawl, crawl_id)
    if crawl is None:
        raise Problem("crawl-unknown", f"There is no crawl {crawl_id}.")
    return crawl


def _shape(session: Any, crawl: Crawl) -> dict[str, Any]:
    return {
        "id": crawl.id,
        "spider": crawl.spider,
        "target": crawl.target,
        "parameters": crawl.parameters or {},
        "state": crawl.state,
        "position": crawls.position(session, crawl),
        "requested_at": crawl.requested_at,
        "started_at": crawl.started_at,
        "finished_at": crawl.finished_at,
        "error": crawl.error,
        "parts": crawl.parts,
        "progress": None
        if crawl.seen is None
        else {name: getattr(crawl, name) for name in ("seen", "stored", "unreadable", "deleted")}
        | {"total": crawl.expected},
    }
