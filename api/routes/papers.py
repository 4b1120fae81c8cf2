"""Papers: the whole record in one answer, and its parts."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from api import cursors
from api.answer import as_json, part_of, ready_made, unless_known
from api.export.sources import Found, Listed, These
from api.exporting import exported
from api.graphml import MEDIA_TYPE, graphml
from api.queries import lists, papers, search
from api.queries.choose import chosen
from api.queries.graph import graph
from api.schemas.base import Page, PageQuery, Shape
from api.schemas.comment import CommentShape
from api.schemas.lists import CitationPage, ListQuery
from api.schemas.record import (
    Batch,
    BatchRequest,
    Graph,
    GraphQuery,
    PapersQuery,
    Record,
    RecordQuery,
    SimilarShape,
    TermShape,
)
from api.schemas.search import FoundShape, SearchQuery
from api.session import charge, database, document, reading
from api.spec import COMMENTS, OF_A_BODY, PAPERS, READS, answers, spec
from scraper.paper_id import PaperId
from scraper.records.facts import facts

blueprint = Blueprint("papers", __name__, url_prefix="/api/v1/papers")

_REFUSALS = (*READS, "bad-paper-id", "paper-unknown")


@blueprint.get("")
@spec.validate(
    resp=answers(*READS, "bad-cursor", "busy", HTTP_200=FoundShape),
    operation_id="searchPapers",
    tags=[PAPERS],
)
def find(query: SearchQuery) -> Response:
    """Papers on record: by words, category, author, years and more."""
    question, sort = query.question, query.order
    after = cursors.read((question, sort), query.cursor, search.PLACE)
    if query.format != "json":
        limit = query.limit if "limit" in query.model_fields_set else None
        source = Found(database(), question, sort, query.fields, after, limit)
        return exported(source, query.format, "papers")
    with reading() as session:
        found = search.page(session, question, sort, after, query.limit)
        shown = facts(session, [row.id for row in found[: query.limit]], query.fields)
        total = search.total(session, question)
        counts = search.facets(session, question) if query.facets else None
    items = [((row.rank, row.cited, row.day, row.id), shown.get(row.id)) for row in found]
    page = cursors.page((question, sort), items, query.limit)
    return as_json(page | {"total": total, "facets": counts})


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
    charge(len(json.ids) // 50)
    names = [PaperId.parse(each) for each in json.ids]
    with reading() as session:
        numbers = papers.paper_numbers(session, names)
        found = facts(session, list(numbers.values()), query.fields)
    items = [found.get(numbers.get(name, 0)) for name in names]
    unknown = [given for given, item in zip(json.ids, items, strict=True) if item is None]
    return as_json({"items": items, "unknown": list(dict.fromkeys(unknown))})


@blueprint.get("/<paper:paper>/graph")
@spec.validate(
    resp=answers(*_REFUSALS, "busy", HTTP_200=Graph, HTTP_304=None),
    operation_id="getGraph",
    tags=[PAPERS],
)
def neighbourhood(paper: str, query: GraphQuery) -> Response:
    """The paper's neighbourhood: who cites it, whom it cites, and the edges among these.

    Where there are more than `limit`, citations and references get half each, and of each the
    influential come first, then the most cited. With `hop=2` these get half the room, and the rest
    goes to the papers that are linked with most of them.
    """
    with reading() as session:
        number = papers.paper_number(session, PaperId.parse(paper))
        if query.format in ("json", "graphml"):
            found = graph(session, number, query.limit, query.hop)
        else:
            choice = chosen(session, number, query.limit, query.hop)
    if query.format not in ("json", "graphml"):
        shown = [number, *choice.citing, *choice.cited, *choice.further]
        return exported(These(shown), query.format, "graph")
    if query.format == "graphml":
        return unless_known(Response(graphml(found), content_type=f"{MEDIA_TYPE}; charset=utf-8"))
    return unless_known(as_json(found))


@blueprint.get("/<paper:paper>/citations")
@spec.validate(
    resp=answers(*_REFUSALS, "bad-cursor", "busy", HTTP_200=CitationPage),
    operation_id="listCitations",
    tags=[PAPERS],
)
def citations(paper: str, query: ListQuery) -> Response:
    """The papers that cite it."""
    return _neighbours(PaperId.parse(paper), "citations", query)


@blueprint.get("/<paper:paper>/references")
@spec.validate(
    resp=answers(*_REFUSALS, "bad-cursor", "busy", HTTP_200=CitationPage),
    operation_id="listReferences",
    tags=[PAPERS],
)
def references(paper: str, query: ListQuery) -> Response:
    """The papers that it cites."""
    return _neighbours(PaperId.parse(paper), "references", query)


def _neighbours(paper: PaperId, part: lists.Direction, query: ListQuery) -> Response:
    sifting, order = query.sifting, query.sort
    of = part, str(paper), sifting, order
    after = cursors.read(of, query.cursor, (int,) * lists.PLACES[order])
    with reading() as session:
        number = papers.paper_number(session, paper)
    if query.format != "json":
        limit = query.limit if "limit" in query.model_fields_set else None
        source = Listed(database(), number, part, sifting, order, after, limit)
        return exported(source, query.format, part)
    with reading() as session:
        found = lists.page(session, number, part, sifting, order, after, query.limit)
        rows = lists.items(session, number, part, [row for _place, row in found])
        total = lists.total(session, number, part, sifting)
        counts = lists.facets(session, number, part, sifting) if query.facets else None
    places = [(place, row) for (place, _row), row in zip(found, rows, strict=True)]
    return as_json(cursors.page(of, places, query.limit) | {"total": total, "facets": counts})


Listing = Callable[[Session, int, Any, int], papers.Listed]


def _list(
    part: str, listing: Listing, place: Sequence[type], shape: type[Shape], tag: Any = PAPERS
) -> None:
    def listed(paper: str, query: PageQuery) -> Response:
        of = PaperId.parse(paper)
        after = cursors.read((part, str(of)), query.cursor, place)
        with reading() as session:
            number = papers.paper_number(session, of)
            found, total = listing(session, number, after, query.limit)
        return as_json(cursors.page((part, str(of)), found, query.limit) | {"total": total})

    listed.__name__ = part
    listed.__doc__ = listing.__doc__
    route: Callable[..., Any] = spec.validate(
        resp=answers(*_REFUSALS, "bad-cursor", HTTP_200=shape),
        operation_id=f"list{part.capitalize()}",
        tags=[tag],
    )(listed)
    blueprint.get(f"/<paper:paper>/{part}")(route)


_list("similar", papers.similar, (int, int, int), Page[SimilarShape])
_list("terms", papers.terms, (float, str), Page[TermShape])
_list("comments", papers.comments, (int,), Page[CommentShape], COMMENTS)
