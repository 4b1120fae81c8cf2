"""Every error as it goes over the wire: RFC 9457 problem details, one shape, all made here.

`type` ends in a stable name, one of KINDS; `detail` is a sentence that says what was wrong and
what to do. A browser that asked for a page gets the same as a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import orjson
from flask import Flask, Response, render_template, request
from sqlalchemy.exc import DatabaseError, DataError, InterfaceError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from api.request_id import request_id
from scraper.errors import (
    ArxivLensError,
    BadArxivId,
    BadPaperId,
    BadParameter,
    BadTarget,
    DiskFull,
    NotFound,
    Overloaded,
    ScheduledAlready,
    StorageError,
    TooManySchedules,
    UnknownSpider,
)

TYPES = "https://arxivlens.invalid/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal; `title` says it without the particulars."""

    status: int
    title: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "bad-request": Kind(400, "The request cannot be read"),
        "bad-cursor": Kind(400, "That is no place in this list"),
        "bad-paper-id": Kind(400, "That names no paper"),
        "bad-target": Kind(400, "The spider cannot be pointed at that"),
        "bad-parameter": Kind(400, "The spider takes no such parameter, or not that value"),
        "unknown-spider": Kind(400, "There is no such spider"),
        "wrong-origin": Kind(403, "Other sites may not do this"),
        "bad-token": Kind(401, "The token does not hold"),
        "token-missing": Kind(401, "This needs a token"),
        "token-too-narrow": Kind(403, "The token does not reach so far"),
        "not-yours": Kind(403, "That is another reader's"),
        "not-found": Kind(404, "There is nothing here"),
        "paper-unknown": Kind(404, "The paper is not on record"),
        "comment-unknown": Kind(404, "There is no such comment"),
        "crawl-unknown": Kind(404, "There is no such crawl"),
        "schedule-unknown": Kind(404, "There is no such schedule"),
        "method-not-allowed": Kind(405, "This cannot be done here"),
        "body-too-slow": Kind(408, "The body does not come"),
        "readers-first": Kind(409, "Readers go before what collects many papers"),
        "schedule-exists": Kind(409, "That is collected by a schedule already"),
        "too-many-schedules": Kind(409, "There are as many schedules as there may be"),
        "body-too-large": Kind(413, "The body is too large"),
        "not-json": Kind(415, "The body is not JSON"),
        "wrong-host": Kind(421, "This server goes by another name"),
        "quota-exceeded": Kind(429, "That is more than one client's share"),
        "internal": Kind(500, "ArxivLens itself failed"),
        "busy": Kind(503, "The server has its hands full"),
        "schema-other": Kind(503, "The database is at another schema"),
        "queue-full": Kind(503, "Too many papers wait already"),
        "disk-full": Kind(503, "There is no room for more"),
        "storage-unavailable": Kind(503, "The database does not answer"),
    }
)


class Problem(Exception):
    """A refusal: `name` is one of KINDS, `detail` a sentence, `headers` what else it says."""

    def __init__(self, name: str, detail: str, **headers: str) -> None:
        self.name, self.detail, self.status = name, detail, KINDS[name].status
        self.headers = {"WWW-Authenticate": "Bearer"} if self.status == 401 else headers
        super().__init__(detail)


def problem(name: str, detail: str, **headers: str) -> Response:
    """The response for a problem."""
    kind = KINDS[name]
    body: dict[str, Any] = {
        "type": TYPES + name,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": place(),
        "request_id": request_id(),
    }
    if _for_a_person():
        page = render_template("problem.html", **body)
        return Response(page, kind.status, headers, content_type="text/html; charset=utf-8")
    return Response(
        orjson.dumps(body), kind.status, headers, content_type="application/problem+json"
    )


def place() -> str:
    """The path asked for, as a URI writes it."""
    return quote(request.path[:600])


def _for_a_person() -> bool:
    accept = request.accept_mimetypes
    return not request.path.startswith("/api/") and accept["text/html"] > accept["application/json"]


# The first class that fits decides.
_OURS: tuple[tuple[type[ArxivLensError], str], ...] = (
    (BadPaperId, "bad-paper-id"),
    (BadArxivId, "bad-paper-id"),
    (BadTarget, "bad-target"),
    (BadParameter, "bad-parameter"),
    (UnknownSpider, "unknown-spider"),
    (ScheduledAlready, "schedule-exists"),
    (TooManySchedules, "too-many-schedules"),
    (NotFound, "not-found"),
    (StorageError, "storage-unavailable"),
    (ArxivLensError, "internal"),
)


def register(app: Flask) -> None:
    """Let every error of the application leave as a problem."""

    @app.errorhandler(Problem)
    def refused(error: Problem) -> Response:
        return problem(error.name, error.detail, **error.headers)

    @app.errorhandler(Overloaded)
    def overloaded(error: Overloaded) -> Response:
        name = "disk-full" if isinstance(error, DiskFull) else "queue-full"
        return problem(name, str(error), **{"Retry-After": str(error.seconds)})

    @app.errorhandler(ArxivLensError)
    def ours(error: ArxivLensError) -> Response:
        return problem(next(name for kind, name in _OURS if isinstance(error, kind)), str(error))

    # Locked, unreachable, damaged, or a row that another took away meanwhile.
    @app.errorhandler(DatabaseError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(PoolTimeout)
    def storage(error: Exception) -> Response:
        app.logger.error("The database failed: %s", getattr(error, "orig", error))
        return problem(
            "storage-unavailable",
            "The database does not answer; try again.",
            **{"Retry-After": "1"},
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        given = error.get_response().headers
        headers = {"Allow": given["Allow"]} if "Allow" in given else {}
        return problem(*_HTTP.get(error.code or 400, _unreadable)(error), **headers)

    # These two would be mistakes of ours in a statement.
    @app.errorhandler(ProgrammingError)
    @app.errorhandler(DataError)
    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        app.logger.exception("Unexpected error at %s", place())
        return problem("internal", f"ArxivLens itself failed; its log says where: {request_id()}.")


def _nothing(_error: HTTPException) -> tuple[str, str]:
    return "not-found", f"There is nothing at {place()}; /docs lists what there is."


def _not_this_method(error: HTTPException) -> tuple[str, str]:
    methods = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return "method-not-allowed", f"{place()} takes {methods}; not {request.method[:20]}."


def _too_large(_error: HTTPException) -> tuple[str, str]:
    return "body-too-large", "The body is larger than anything that can be asked here; shorten it."


def _unreadable(error: HTTPException) -> tuple[str, str]:
    return "bad-request", str(error.description or "The request cannot be read.")


_HTTP = {404: _nothing, 405: _not_this_method, 413: _too_large}
