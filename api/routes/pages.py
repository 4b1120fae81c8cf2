"""The pages for people, and what tells machines what there is."""

import json
import re
from functools import partial

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.wrappers import Response as BaseResponse

from api.answer import as_json
from api.errors import KINDS, Problem
from api.metrics import exposition
from api.queries.papers import paper_number
from api.session import limits, reading
from api.spec import openapi
from scraper.normalise import tex
from scraper.normalise.title_end import below_title
from scraper.paper_id import PaperId
from scraper.records import find
from scraper.records.rows import rows
from scraper.records.schema import is_present

_ROWS = 10_000  # more than any source gives of one paper

blueprint = Blueprint("pages", __name__, static_folder="../static")


@blueprint.get("/abs/<path:name>")
def paper(name: str) -> str | BaseResponse:
    """A paper's page: the same panel as on arXiv; or with `?list=` one of its lists, plain."""
    name_of = PaperId.parse(name)
    part = request.args.get("list")
    if str(name_of) != name:
        return redirect(url_for("pages.paper", name=str(name_of), list=part))
    if part in ("citations", "references"):
        return _plain_list(name_of, part)
    with reading() as session:
        number = find.number(session, name_of)
        title = session.scalar(find.paper_title(number)) if number else None
    return render_template("paper.html", name=name, title=title or name)


def _plain_list(paper: PaperId, part: str) -> str:
    """For readers without JavaScript, and for other servers that collect from this one."""
    with reading() as session:
        number = paper_number(session, paper)
        ids = [row.id for row in session.execute(find.neighbours(number, part).limit(_ROWS))]
        known = rows(session, ids)
        title = session.scalar(find.paper_title(number)) or str(paper)
    listed = [known[each] for each in ids]
    return render_template("list.html", name=str(paper), title=title, part=part, rows=listed)


@blueprint.get("/docs")
def docs() -> str:
    """The API for people, from its own OpenAPI document."""
    dumps = partial(json.dumps, ensure_ascii=False)
    return render_template("docs.html", document=openapi(), problems=KINDS, dumps=dumps)


@blueprint.app_template_filter()
def code(text: str) -> Markup:
    """`Code` in a docstring, as HTML."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


@blueprint.app_template_filter()
def plain(text: str) -> str:
    """A title without its TeX: these pages have no script that would set it."""
    return tex.plain(text)


blueprint.add_app_template_filter(below_title)


@blueprint.get("/openapi.json")
def document() -> Response:
    """The OpenAPI document."""
    return as_json(openapi())


@blueprint.get("/healthz")
def health() -> Response:
    """Whether the process serves at all."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether the process can answer: its database is there, at the schema that it wants."""
    with reading() as session:
        if not is_present(session.connection()):
            raise Problem("schema-other", "The database is at another schema; restart this server.")
    return Response("ready\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/metrics")
def metrics() -> Response:
    """What there is to watch, for Prometheus."""
    settings = current_app.extensions["lens.settings"]
    with reading() as session:
        told = exposition(session, limits(), settings)
    return Response(told, content_type=CONTENT_TYPE_LATEST)
