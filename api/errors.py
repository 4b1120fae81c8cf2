"""Every error as it goes over the wire: RFC 9457 problem details, one shape, all made here.

`type` ends in a stable name; `detail` is one sentence that says what was wrong and what to do.
"""

from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from scraper.errors import (
    ArxivLensError,
    BadArxivId,
    BadPaperId,
    NotFound,
    StorageError,
    UnknownSpider,
)

TYPES = "https://arxivlens.invalid/problems/"


class Problem(Exception):
    """A refusal: `name` is the stable last part of the type, `detail` a sentence."""

    def __init__(self, status: int, name: str, detail: str, **headers: str) -> None:
        self.status, self.name, self.detail = status, name, detail
        self.headers = {key.replace("_", "-"): value for key, value in headers.items()}
        super().__init__(detail)


def problem(status: int, name: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The response for a problem."""
    body: dict[str, Any] = {
        "type": TYPES + name,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    return Response(orjson.dumps(body), status, headers, content_type="application/problem+json")


# The first class that fits decides.
_OURS: tuple[tuple[type[ArxivLensError], int, str], ...] = (
    (BadPaperId, 400, "bad-paper-id"),
    (BadArxivId, 400, "bad-paper-id"),
    (UnknownSpider, 400, "unknown-spider"),
    (NotFound, 404, "not-found"),
    (StorageError, 503, "storage-unavailable"),
    (ArxivLensError, 500, "internal"),
)


def register(app: Flask) -> None:
    """Let every error of the application leave as a problem."""

    @app.errorhandler(Problem)
    def refused(error: Problem) -> Response:
        return problem(error.status, error.name, error.detail, error.headers)

    @app.errorhandler(ArxivLensError)
    def ours(error: ArxivLensError) -> Response:
        status, name = next(
            (status, name) for kind, status, name in _OURS if isinstance(error, kind)
        )
        return problem(status, name, str(error))

    @app.errorhandler(OperationalError)
    def storage(error: OperationalError) -> Response:
        app.logger.error("The database failed: %s", error.orig)
        return problem(
            503,
            "storage-unavailable",
            "The database does not answer; try again.",
            {"Retry-After": "1"},
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        name = HTTPStatus(status).phrase.lower().replace(" ", "-").replace("'", "")
        given = error.get_response()
        headers = {"Allow": given.headers["Allow"]} if "Allow" in given.headers else None
        return problem(status, name, _detail(status, error), headers)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        app.logger.exception("Unexpected error at %s", request.path)
        return problem(500, "internal", "ArxivLens itself failed; its log says where.")


def _detail(status: int, error: HTTPException) -> str:
    if status == 404:
        return f"There is nothing at {request.path[:200]}; /docs lists what there is."
    if status == 405:
        return f"{request.method} is not for {request.path[:200]}; see the Allow header."
    return str(error.description or HTTPStatus(status).phrase)
