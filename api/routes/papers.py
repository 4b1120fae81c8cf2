"""Papers: the whole record in one answer, and its parts."""

import gzip
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from api.answer import as_json
from api.errors import Problem
from api.queries import papers
from api.queries.graph import graph
from api.queries.papers import Listing
from api.schemas.base import Page, PageQuery, Shape
from api.schemas.comment import CommentShape
from api.schemas.record import (
    CitationRow,
    Graph,
    GraphQuery,
    Record,
    SimilarShape,
    TermShape,
)
from api.session import reading, writing
from api.spec import answers, spec
from scraper.paper_id import PaperId
from scraper.records import find
from scraper.records.panel import materialise

blueprint = Blueprint("papers", __name__, url_prefix="/api/v1/papers")


@blueprint.get("/<path:paper>")
@spec.validate(resp=answers(400, 404, HTTP_200=Record, HTTP_304=None), skip_validation=True)
def record(paper: str) -> Response:
    """The whole record of a paper, with an ETag.

    `paper` is an arXiv id (old ones keep their slash, a version is accepted) or `doi:…`, `s2:…`.
    """
    name = PaperId.parse(paper)
    with reading() as session:
        row = session.execute(find.document(name)).one_or_none()
    if row is None:
        with writing() as session:
            made = materialise(session, papers.paper_number(session, paper))
            etag, body = made.etag, made.body
    else:
        etag, body = row.tuple()
    headers = {
        "ETag": f'W/"{etag}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers=headers)
    if request.accept_encodings["gzip"]:
        headers["Content-Encoding"] = "gzip"
        return Response(body, 200, headers, content_type="application/json")
    return Response(gzip.decompress(body), 200, headers, content_type="application/json")


@blueprint.get("/<path:paper>/graph")
@spec.validate(resp=answers(400, 404, HTTP_200=Graph))
def neighbourhood(paper: str, query: GraphQuery) -> Response:
    """The paper's neighbourhood: who cites it, whom it cites, and the edges among these."""
    with reading() as session:
        return as_json(graph(session, papers.paper_number(session, paper), query.limit))


def _list(part: str, listing: Listing, shape: type[Shape]) -> None:
    def listed(paper: str, query: PageQuery) -> Response:
        start = _start(query.cursor)
        with reading() as session:
            number = papers.paper_number(session, paper)
            items, total = listing(session, number, start, query.limit)
        end = start + len(items)
        return as_json({"items": items, "total": total, "next": str(end) if end < total else None})

    listed.__name__ = part
    listed.__doc__ = f"The {part} of a paper, in pages."
    route: Callable[..., Any] = spec.validate(resp=answers(400, 404, HTTP_200=shape))(listed)
    blueprint.get(f"/<path:paper>/{part}")(route)


def _neighbours(direction: str) -> Listing:
    def listing(session: Any, number: int, start: int, limit: int) -> Any:
        return papers.neighbours(session, number, direction, start, limit)

    return listing


_list("citations", _neighbours("citations"), Page[CitationRow])
_list("references", _neighbours("references"), Page[CitationRow])
_list("similar", papers.similar, Page[SimilarShape])
_list("terms", papers.terms, Page[TermShape])
_list("comments", papers.comments, Page[CommentShape])


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 10:
        return int(cursor)
    raise Problem(400, "bad-cursor", "This cursor is not one of ours; use `next` as it came.")
