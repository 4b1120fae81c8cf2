"""Papers: the whole record in one answer, and its parts."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from api.answer import as_json, part_of, ready_made, unless_known
from api.graphml import MEDIA_TYPE, graphml
from api.queries import papers
from api.queries.graph import graph
from api.queries.papers import Listing
from api.schemas.base import Page, PageQuery, Shape
from api.schemas.comment import CommentShape
from api.schemas.record import (
    Batch,
    BatchRequest,
    CitationRow,
    Graph,
    GraphQuery,
    PapersQuery,
    Record,
    RecordQuery,
    SimilarShape,
    TermShape,
)
from api.session import document, reading
from api.spec import COMMENTS, OF_A_BODY, PAPERS, READS, answers, spec
from scraper.paper_id import PaperId
from scraper.records.facts import facts

blueprint = Blueprint("papers", __name__, url_prefix="/api/v1/papers")

_REFUSALS = (*READS, "bad-paper-id", "paper-unknown")


@blueprint.get("/<whole:paper>")
@spec.validate(
    resp=answers(*_REFUSALS, HTTP_200=Record, HTTP_304=None),
    operation_id="getPaper",
    tags=[PAPERS],
)
def record(paper: str, query: RecordQuery) -> Response:
    """The whole record of a paper, or the `fields` asked for.

    Where `refresh_after` is past or null, ask for a crawl: what is here stays here meanwhile, and
    its ETag changes as the sources answer.
    """
    etag, body = document(PaperId.parse(paper))
    if query.fields:
        body = part_of(body, query.fields)
    status, headers, body = ready_made(request.environ, etag, body)
    return Response(body, status, headers)


@blueprint.post("/batch")
@spec.validate(
    resp=answers(*READS, *OF_A_BODY, "bad-paper-id", HTTP_200=Batch),
    operation_id="getPapers",
    tags=[PAPERS],
)
def batch(query: PapersQuery, json: BatchRequest) -> Response:
    """Up to 500 papers in one answer, in the order of their `ids`."""
    names = [PaperId.parse(each) for each in json.ids]
    with reading() as session:
        numbers = papers.paper_numbers(session, names)
        found = facts(session, list(numbers.values()), query.fields)
    items = [found.get(numbers.get(name, 0)) for name in names]
    unknown = [given for given, item in zip(json.ids, items, strict=True) if item is None]
    return as_json({"items": items, "unknown": list(dict.fromkeys(unknown))})


@blueprint.get("/<paper:paper>/graph")
@spec.validate(
    resp=answers(*_REFUSALS, HTTP_200=Graph, HTTP_304=None), operation_id="getGraph", tags=[PAPERS]
)
def neighbourhood(paper: str, query: GraphQuery) -> Response:
    """The paper's neighbourhood: who cites it, whom it cites, and the edges among these.

    Where there are more than `limit`, citations and references get half each, and of each the
    influential come first, then the most cited. With `hop=2` these get half the room, and the rest
    goes to the papers that are linked with most of them.
    """
    with reading() as session:
        number = papers.paper_number(session, PaperId.parse(paper))
        found = graph(session, number, query.limit, query.hop)
    if query.format == "graphml":
        return unless_known(Response(graphml(found), content_type=f"{MEDIA_TYPE}; charset=utf-8"))
    return unless_known(as_json(found))


def _list(part: str, listing: Listing, shape: type[Shape], what: str, tag: Any = PAPERS) -> None:
    def listed(paper: str, query: PageQuery) -> Response:
        with reading() as session:
            number = papers.paper_number(session, PaperId.parse(paper))
            items, total = listing(session, number, query.cursor, query.limit)
        end = query.cursor + len(items)
        following = str(end) if end < total else None
        return as_json({"items": items, "total": total, "next": following})

    listed.__name__ = part
    listed.__doc__ = what
    route: Callable[..., Any] = spec.validate(
        resp=answers(*_REFUSALS, HTTP_200=shape),
        operation_id=f"list{part.capitalize()}",
        tags=[tag],
    )(listed)
    blueprint.get(f"/<paper:paper>/{part}")(route)


def _neighbours(direction: str) -> Listing:
    def listing(session: Any, number: int, start: int, limit: int) -> Any:
        return papers.neighbours(session, number, direction, start, limit)

    return listing


_list("citations", _neighbours("citations"), Page[CitationRow], "The papers that cite it.")
_list("references", _neighbours("references"), Page[CitationRow], "The papers that it cites.")
_list("similar", papers.similar, Page[SimilarShape], "Papers like it, and why.")
_list("terms", papers.terms, Page[TermShape], "Its key terms, heaviest first.")
_list("comments", papers.comments, Page[CommentShape], "What readers say, oldest first.", COMMENTS)
