"""Crawls: ask for one, follow it, cancel it."""

import logging
from typing import Any

from flask import Blueprint, Response, url_for

from api import cursors
from api.access import caller
from api.answer import as_json
from api.errors import Problem
from api.queries import queue
from api.queries.spiders import statistics
from api.request_id import request_id
from api.schemas.base import Page
from api.schemas.crawl import CrawlChange, CrawlRequest, CrawlShape, CrawlsQuery, SpiderShape
from api.session import limits, reading, writing
from api.spec import CHANGES, CRAWLS, POSTS, READS, answers, spec
from scraper import crawls
from scraper.cards import SPIDERS
from scraper.records import Crawl

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
        "queue-full",
        "disk-full",
        HTTP_202=CrawlShape,
    ),
    operation_id="requestCrawl",
    tags=[CRAWLS],
)
def request_crawl(json: CrawlRequest) -> Response:
    """Ask for a crawl.

    One that is under way for the same target serves all who ask meanwhile. Without `refresh`, what
    is still fresh is left alone, and the answer is the crawl that brought it; one of many papers
    that failed or was cancelled goes on where it stopped. Where too many wait already, or the
    server's disk is almost full, the answer is 503 with a Retry-After.
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
            admit=limits().admit,
        )
        session.flush()
        body = _shape(queue.Waits(session), crawl)
    told = {"crawl": body["id"], "spider": json.spider, "target": body["target"], "new": new}
    _log.info("Asked for", extra={"told": told})
    location = url_for("crawls.follow", crawl_id=body["id"])
    return as_json(body, 202, Location=location)


@blueprint.get("/crawls")
@spec.validate(
    resp=answers(*READS, "bad-cursor", HTTP_200=Page[CrawlShape]),
    operation_id="listCrawls",
    tags=[CRAWLS],
)
def listed(query: CrawlsQuery) -> Response:
    """The crawls, the newest first; by state, spider or target."""
    given = {name: getattr(query, name) for name in ("state", "spider", "target")}
    wanted = [getattr(Crawl, name) == each for name, each in given.items() if each is not None]
    of = "crawls", *given.values()
    (after,) = cursors.read(of, query.cursor, (int,)) or (None,)
    with reading() as session:
        found = queue.page(session, wanted, after, query.limit)
        waits = queue.Waits(session)
        items = [((each.id,), _shape(waits, each)) for each in found]
        total = queue.total(session, wanted)
    return as_json(cursors.page(of, items, query.limit) | {"total": total})


@blueprint.get("/crawls/<row:crawl_id>")
@spec.validate(
    resp=answers(*READS, "crawl-unknown", "not-found", HTTP_200=CrawlShape),
    operation_id="getCrawl",
    tags=[CRAWLS],
)
def follow(crawl_id: int) -> Response:
    """How a crawl stands; poll it, and read the record again as its parts come."""
    with reading() as session:
        return as_json(_shape(queue.Waits(session), _crawl(session, crawl_id)))


@blueprint.patch("/crawls/<row:crawl_id>")
@spec.validate(
    resp=answers(*POSTS, "crawl-unknown", "not-found", "readers-first", HTTP_200=CrawlShape),
    operation_id="changeCrawl",
    tags=[CRAWLS],
)
def change(crawl_id: int, json: CrawlChange) -> Response:
    """Give a crawl that waits another place in the queue; for curators."""
    caller().need("curate")
    with writing() as session:
        crawl = _crawl(session, crawl_id)
        if crawl.seen is not None and json.priority not in ("bulk", "idle"):
            raise Problem(
                "readers-first", "This collects many papers; its priority is bulk or idle."
            )
        crawls.reorder(session, crawl_id, crawls.PRIORITIES[json.priority])
        session.refresh(crawl)
        return as_json(_shape(queue.Waits(session), crawl))


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


def _shape(waits: queue.Waits, crawl: Crawl) -> dict[str, Any]:
    return {
        "id": crawl.id,
        "spider": crawl.spider,
        "target": crawl.target,
        "parameters": crawl.parameters or {},
        "state": crawl.state,
        **waits.expected(crawl),
        "priority": crawls.priority_name(crawl.priority),
        "schedule": crawl.schedule_id,
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
