"""The pages for people: the front page, a paper's page, the documentation."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from api.session import reading
from api.spec import openapi
from scraper.errors import BadPaperId
from scraper.paper_id import PaperId
from scraper.records import find

blueprint = Blueprint("pages", __name__, template_folder="../pages", static_folder="../static")


@blueprint.get("/")
def front() -> str | BaseResponse:
    """The papers collected last, and a way to any other."""
    asked = request.args.get("paper", "").strip()
    problem = None
    if asked:
        try:
            return redirect(url_for("pages.paper", name=str(PaperId.parse(asked))))
        except BadPaperId as error:
            problem = str(error)
    with reading() as session:
        recent = session.execute(find.recent_papers(30)).all()
    return render_template("front.html", recent=recent, asked=asked, problem=problem)


@blueprint.get("/abs/<path:name>")
def paper(name: str) -> str | BaseResponse:
    """A paper's page: the same panel as on arXiv."""
    name_of = PaperId.parse(name)
    if str(name_of) != name:
        return redirect(url_for("pages.paper", name=str(name_of)))
    with reading() as session:
        number = session.scalar(find.paper_id(name_of))
        title = session.scalar(find.paper_title(number)) if number else None
    return render_template("paper.html", name=str(name_of), title=title or str(name_of))


@blueprint.get("/docs")
def docs() -> str:
    """The routes of the API, from its own OpenAPI document."""
    return render_template("docs.html", document=openapi(current_app))


@blueprint.get("/healthz")
def health() -> Response:
    """Whether the process serves at all."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")
