"""Crawls: ask for one, follow it, cancel it."""

from typing import Any

from flask import Blueprint, Response, url_for

from api.answer import as_json
from api.errors import Problem
from api.schemas.base import Page
from api.schemas.crawl import CrawlRequest, CrawlShape, SpiderShape
from api.session import reading, writing
from api.spec import answers, require_object, spec
from scraper import crawls
from scraper.records import Crawl, find

blueprint = Blueprint("crawls", __name__, url_prefix="/api/v1")
blueprint.before_request(require_object)


@blueprint.post("/crawls")
@spec.validate(resp=answers(400, 403, 415, HTTP_202=CrawlShape))
def request_crawl(json: CrawlRequest) -> Response:
    """Ask for a crawl; one that is under way for the same target serves all who ask."""
    with writing() as session:
        crawl, _new = crawls.request(session, json.spider, json.target, refresh=json.refresh)
        session.flush()
        body = _shape(session, crawl)
    location = url_for("crawls.follow", crawl_id=body["id"])
    return as_json(body, 202, Location=location)


@blueprint.get("/crawls")
@spec.validate(resp=answers(HTTP_200=Page[CrawlShape]))
def listed() -> Response:
    """The newest hundred crawls."""
    with reading() as session:
        items = [_shape(session, crawl) for crawl in session.scalars(find.crawls(100))]
    return as_json({"items": items, "total": len(items), "next": None})


@blueprint.get("/crawls/<int:crawl_id>")
@spec.validate(resp=answers(404, HTTP_200=CrawlShape))
def follow(crawl_id: int) -> Response:
    """How a crawl stands."""
    with reading() as session:
        crawl = session.get(Crawl, crawl_id) if crawl_id < 2**31 else None
        if crawl is None:
            raise Problem(404, "crawl-unknown", f"There is no crawl {crawl_id}.")
        return as_json(_shape(session, crawl))


@blueprint.delete("/crawls/<int:crawl_id>")
@spec.validate(resp=answers(403, 404, HTTP_204=None))
def cancel(crawl_id: int) -> Response:
    """Cancel a crawl; what it has collected stays."""
    with writing() as session:
        if crawl_id >= 2**31 or session.get(Crawl, crawl_id) is None:
            raise Problem(404, "crawl-unknown", f"There is no crawl {crawl_id}.")
        crawls.cancel(session, crawl_id)
    return Response(status=204)


@blueprint.get("/spiders")
@spec.validate(resp=answers(HTTP_200=Page[SpiderShape]))
def spiders() -> Response:
    """The spiders that can be asked for."""
    items = [
        {"name": card.name, "description": card.description, "target": card.target}
        for card in crawls.SPIDERS.values()
    ]
    return as_json({"items": items, "total": len(items), "next": None})


def _shape(session: Any, crawl: Crawl) -> dict[str, Any]:
    return {
        "id": crawl.id,
        "spider": crawl.spider,
        "target": crawl.target,
        "state": crawl.state,
        "position": crawls.position(session, crawl),
        "requested_at": crawl.requested_at,
        "started_at": crawl.started_at,
        "finished_at": crawl.finished_at,
        "error": crawl.error,
        "parts": crawl.parts,
    }
