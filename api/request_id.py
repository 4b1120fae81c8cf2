"""The id of a request: from the panel or a proxy, or our own; in the log, and told to who asked.

A trace id of W3C Trace Context (https://www.w3.org/TR/trace-context-1/) is taken first, then an
`X-Request-ID`; one that is not as it should be is as good as none. Every answer says its
`X-Request-ID`, and a crawl keeps the one that first asked for it.
"""

import logging
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import request

from api.metrics import ROUTE
from scraper import logs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)

_KEY = "lens.request"  # in the WSGI environment
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
_GIVEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{6,62}[0-9A-Za-z]")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def given_id(headers: Mapping[str, Any]) -> str | None:
    """The id that a WSGI environment brings; None where it brings none that will do."""
    traced = _trace(headers.get("HTTP_TRACEPARENT", ""))
    if traced:
        return traced
    given = headers.get("HTTP_X_REQUEST_ID", "")
    return given if _GIVEN.fullmatch(given) else None


def _trace(traceparent: str) -> str | None:
    # Later versions may say more behind what this one says.
    match = _TRACEPARENT.match(traceparent)
    if not match:
        return None
    rest = traceparent[match.end() :]
    later = not traceparent.startswith("00") and rest.startswith("-")
    return match[1] if not rest or later else None


def request_id() -> str:
    """The id of the present request."""
    found: str = request.environ[_KEY]
    return found


def traced(behind: "WSGIApplication") -> "WSGIApplication":
    """The application whose every request has an id, and whose changes and failures are logged."""

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        found = environ[_KEY] = given_id(environ) or secrets.token_hex(16)
        logs.begin(request=found)
        began = time.perf_counter()

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            method = environ["REQUEST_METHOD"]
            if method not in _SAFE or status >= "500":
                told = {
                    "method": method[:20],
                    "route": environ.get(ROUTE, "none"),
                    "status": int(status[:3]),
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                }
                _log.info("Answered", extra={"told": told})
            return start(status, [*headers, ("X-Request-ID", found)], *error)

        return behind(environ, begin)

    return application
