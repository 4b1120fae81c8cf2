"""What is to go from the API, as it says so itself: RFC 9745 and RFC 8594.

    @blueprint.get("/old")
    @going(date(2027, 1, 1), date(2027, 7, 1), "/api/v1/new")
    @spec.validate(…, deprecated=True)

Every answer of such a route, refusals too, says since when it is deprecated, until when it is
there, and what comes in its place. Nothing is, so far.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, after_this_request
from werkzeug.http import http_date

P = ParamSpec("P")
R = TypeVar("R")

HALF_A_YEAR = 180  # days, at the least, from the one to the other


def going(since: date, until: date, instead: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A route that goes `until` then; a ValueError where that is less than half a year."""
    if (until - since).days < HALF_A_YEAR:
        raise ValueError(f"{until} is too soon after {since}")
    moments = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (since, until)]

    def tell(answer: Response) -> Response:
        answer.headers["Deprecation"] = f"@{moments[0].timestamp():.0f}"
        answer.headers["Sunset"] = http_date(moments[1])
        answer.headers.add("Link", f'<{instead}>; rel="successor-version"')
        return answer

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def answered(*given: P.args, **named: P.kwargs) -> R:
            after_this_request(tell)
            return view(*given, **named)

        answered.__dict__["going"] = until
        return answered

    return decorate
