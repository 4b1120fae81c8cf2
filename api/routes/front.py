"""The front page: search, the papers collected last, the queue; all of it without JavaScript."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from api import cursors
from api.errors import Problem
from api.queries import search
from api.routes.pages import blueprint as pages
from api.schemas.search import SearchQuery
from api.session import reading
from api.spec import arguments, checked
from scraper.errors import BadPaperId
from scraper.normalise import categories
from scraper.paper_id import PaperId
from scraper.records import find
from scraper.records.facts import facts

blueprint = Blueprint("front", __name__)

_SHOWN = ("title", "authors", "categories", "published", "year", "venue", "summary", "counts")
_RECENT = 20
_QUEUE = 20


@blueprint.get("/")
def front() -> str | BaseResponse:
    """What is looked for; what was collected last and what is to be, where nothing is."""
    given = {name: each for name, each in arguments().items() if each != ""}
    named = given.pop("paper", None)
    asked = str(named or given.get("query") or "").strip()
    try:
        if asked and (named or set(given) == {"query"}):
            return redirect(url_for("pages.paper", name=str(PaperId.parse(asked))))
    except BadPaperId as error:
        if named:
            return _page(asked=asked, problem=str(error))
    if not given:
        return _page(asked=asked)
    try:
        return _results(checked(SearchQuery, given))
    except Problem as problem:
        return Response(_page(asked=asked, problem=problem.detail), problem.status)


def _page(**given: object) -> str:
    with reading() as session:
        recent = session.execute(find.recent_papers(_RECENT)).all()
        queue = session.scalars(find.open_crawls(_QUEUE)).all()
    extensions = _extensions()
    return render_template("front.html", recent=recent, queue=queue, extensions=extensions, **given)


def _extensions() -> list[tuple[str, str]]:
    """(browser, file) of the extensions that were built; a checkout may be without."""
    static = Path(pages.static_folder or "")
    files = {"Chrome": "arxivlens-chrome.zip", "Firefox": "arxivlens-firefox.zip"}
    return [(name, file) for name, file in files.items() if (static / file).is_file()]


def _results(query: SearchQuery) -> str:
    question, sort = query.question, query.order
    after = cursors.read((question, sort), query.cursor, search.PLACE)
    with reading() as session:
        found = search.page(session, question, sort, after, query.limit)
        shown = facts(session, [row.id for row in found], _SHOWN)
        total = search.total(session, question)
        counts = search.facets(session, question)
    places = [((row.rank, row.cited, row.day, row.id), shown[row.id]) for row in found]
    page = cursors.page((question, sort), places, query.limit)

    def link(**changed: Any) -> str:
        """This search with something changed, from its first page."""
        kept: dict[str, Any] = {**request.args.to_dict(), "cursor": None, **changed}
        return url_for("front.front", **{k: v for k, v in kept.items() if v not in (None, "")})

    return render_template(
        "results.html",
        asked=query.query,
        query=query,
        sort=sort,
        papers=page["items"],
        next=page["next"],
        total=total,
        facets=counts,
        link=link,
        label=categories.label,
        feed=query.asked,
    )
