"""The Flask application; a production server calls `create_app`."""

from flask import Flask, Response, request

from api import errors, session
from api.answer import in_brief
from api.door import Door, guarded
from api.metrics import ROUTE, measured
from api.queries.document import Documents
from api.quota import Quotas
from api.request_id import traced
from api.routes import admin, comments, crawls, feeds, front, pages, papers, schedules
from api.routes.converters import PaperConverter, RowConverter, WholePaperConverter
from api.shortcut import Shortcut
from scraper.records import Database
from scraper.records.schema import migrate
from scraper.settings import Settings

# A comment of the longest kind, every character of it escaped.
_LARGEST_BODY = 256 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application over the database that the settings name, brought to the present schema.

    Raises BadSetting or StorageError, whose sentences can be shown to whoever started it.
    """
    settings = settings or Settings.load()
    database = Database(settings.database)
    migrate(database)
    app = Flask(__name__, static_folder=None, template_folder="pages")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.url_map.merge_slashes = False  # nothing has two addresses
    app.url_map.converters.update(paper=PaperConverter, whole=WholePaperConverter, row=RowConverter)
    documents = Documents(database)
    door = Door(settings.host, settings.public_name)
    # On loopback there is one reader, who may do as they like.
    quota = 0 if door.loopback else settings.rate_limit
    quotas = Quotas(settings.database, quota, settings.proxies)
    session.register(app, settings, database, documents, door, quotas)
    errors.register(app)

    @app.before_request
    def check() -> None:
        request.environ[ROUTE] = request.endpoint or "none"
        if refusal := door.refusal(request.environ):
            raise refusal
        session.identify()

    @app.after_request
    def tell(answer: Response) -> Response:
        # Not the pages: a curator's hold what another site may guess at by their length.
        if request.path.startswith(("/api/", "/openapi.json")):
            answer = in_brief(answer)
        return session.with_quota(answer)

    for blueprint in (
        papers.blueprint,
        crawls.blueprint,
        schedules.blueprint,
        comments.blueprint,
        feeds.blueprint,
        front.blueprint,
        pages.blueprint,
        admin.blueprint,
    ):
        app.register_blueprint(blueprint)
    inner = guarded(Shortcut(app.wsgi_app, door, documents, quotas))
    app.wsgi_app = traced(measured(inner))  # type: ignore[assignment,method-assign]
    return app
