"""Answers in JSON."""

import gzip
import zlib
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import orjson
from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags

_GZIP = 31  # zlib's number for that format
_USUAL_SIZE = 64 * 1024


def as_json(body: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer; moments in UTC, written with Z."""
    return Response(
        orjson.dumps(body, option=orjson.OPT_UTC_Z),
        status,
        headers,
        content_type="application/json",
    )


def unless_known(answer: Response) -> Response:
    """The answer with its ETag, or 304 to who holds it already."""
    answer.add_etag(weak=True)
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer


def ready_made(
    environ: Mapping[str, Any], etag: str, body: bytes
) -> tuple[str, list[tuple[str, str]], bytes]:
    """(status, headers, body) for JSON that is kept as gzip, as a WSGI server wants them."""
    headers = [
        ("ETag", f'W/"{etag}"'),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding"),
    ]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(etag):
        return "304 Not Modified", headers, b""
    if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = unpacked(body)
    headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return "200 OK", headers, body


def unpacked(body: bytes) -> bytes:
    """JSON that is kept as gzip."""
    return zlib.decompress(body, _GZIP, _USUAL_SIZE)


def part_of(body: bytes, fields: Collection[str]) -> bytes:
    """These fields, and the `id`, of an object in JSON that is kept as gzip."""
    whole = orjson.loads(unpacked(body))
    part = {name: each for name, each in whole.items() if name == "id" or name in fields}
    return gzip.compress(orjson.dumps(part), compresslevel=1, mtime=0)


@lru_cache(64)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether that header lets an answer come as gzip."""
    return parse_accept_header(accept_encoding, Accept)["gzip"] > 0
