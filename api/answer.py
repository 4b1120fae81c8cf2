"""Answers in JSON."""

from typing import Any

import orjson
from flask import Response


def as_json(body: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer; moments in UTC, written with Z."""
    return Response(
        orjson.dumps(body, option=orjson.OPT_UTC_Z),
        status,
        headers,
        content_type="application/json",
    )
