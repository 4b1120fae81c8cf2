"""The Flask application; a production server calls `create_app`."""

from flask import Flask, Response

from api import door, errors, session
from api.answer import as_json
from api.routes import comments, crawls, pages, papers
from api.spec import openapi, spec
from scraper.records.schema import migrate
from scraper.settings import Settings

_LARGEST_BODY = 64 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application over the database that the settings name, brought to the present schema.

    Raises BadSetting or StorageError, whose sentences can be shown to whoever started it.
    """
    settings = settings or Settings.load()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    session.register(app, settings)
    migrate(app.extensions["lens.database"])
    errors.register(app)
    door.register(app, settings.host)
    for blueprint in (papers.blueprint, crawls.blueprint, comments.blueprint, pages.blueprint):
        app.register_blueprint(blueprint)
    spec.register(app)

    @app.get("/openapi.json")
    def document() -> Response:
        return as_json(openapi(app))

    return app
