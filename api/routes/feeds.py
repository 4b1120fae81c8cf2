"""Feeds of what is new, for readers that look again by themselves."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from api.answer import unless_known
from api.atom import MEDIA_TYPE, Entry, Feed, atom
from api.queries import news, papers
from api.schemas.feed import FeedQuery, SearchFeedQuery
from api.session import reading
from api.spec import PAPERS, READS, answers, spec
from scraper.paper_id import PaperId
from scraper.records import Paper

blueprint = Blueprint("feeds", __name__, url_prefix="/api/v1/feeds")


@blueprint.get("/citations/<whole:paper>")
@spec.validate(
    resp=answers(*READS, "bad-paper-id", "paper-unknown", HTTP_200=None, HTTP_304=None),
    operation_id="feedCitations",
    tags=[PAPERS],
)
def citations(paper: str, query: FeedQuery) -> Response:
    """New citations of a paper, as an Atom feed: the last to come on record first."""
    with reading() as session:
        number = papers.paper_number(session, PaperId.parse(paper))
        of = session.get_one(Paper, number)
        key, title, arrived = of.key, of.title, of.arrived_at
        found = news.citations(session, number, query.limit)
    return _answer(
        f"citations-of/{number}{arrived and f'/{_digits(arrived)}'}",
        f"Papers that cite {title or key}",
        _address("pages.paper", name=key),
        found,
        f"citation/{number}/",
    )


@blueprint.get("/papers")
@spec.validate(
    resp=answers(*READS, HTTP_200=None, HTTP_304=None), operation_id="feedPapers", tags=[PAPERS]
)
def found(query: SearchFeedQuery) -> Response:
    """New papers that a search finds, as an Atom feed: the last to come on record first.

    They are looked for among the 50,000 that came last.
    """
    with reading() as session:
        matches = news.papers(session, query.question, query.limit)
    asked = query.asked
    words = ", ".join(f"{name} {value}" for name, value in asked.items())
    return _answer(
        f"papers?{urlencode(asked)}",
        f"New papers: {words}" if words else "New papers",
        _address("front.front", **asked),
        matches,
        "paper/",
    )


def _answer(name: str, title: str, page: str, found: news.News, kind: str) -> Response:
    """The feed, or 304 to who holds it as it is."""
    entries = [
        Entry(
            f"{kind}{number}/{_digits(moment)}",
            row,
            moment,
            summary,
            _address("pages.paper", name=row["id"]),
        )
        for number, moment, row, summary in found
    ]
    feed = Feed(name, title, request.url, page, entries)
    answer = Response(atom(feed), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    answer.last_modified = feed.updated
    return unless_known(answer)


def _address(endpoint: str, **values: str) -> str:
    return url_for(endpoint, _external=True, **values)


def _digits(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
