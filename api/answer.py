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

_WORTH = 1400  # bytes: less goes in one packet of a network anyway
_GZIP = 31  # zlib's number for that format
_USUAL_SIZE = 64 * 1024
_LONGEST_HELD = 128 * 1024  # bytes, unpacked: so all that are held take 20 MB at the most


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


def in_brief(answer: Response) -> Response:
    """The answer with an ETag, or 304 to who holds it; as gzip to who takes it.

    Left as they are: what is sent while it is made, and what changed something.
    """
    if answer.is_streamed or answer.direct_passthrough or "Content-Encoding" in answer.headers:
        return answer
    reads = answer.status_code == 200 and request.method in ("GET", "HEAD")
    if reads and "ETag" not in answer.headers:
        answer = unless_known(answer)
    answer.vary.add("Accept-Encoding")
    body = answer.get_data()
    if len(body) >= _WORTH and takes_gzip(request.headers.get("Accept-Encoding", "")):
        answer.set_data(gzip.compress(body, compresslevel=1, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
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
    size = int.from_bytes(body[-4:], "little")  # RFC 1952, 2.3.1: ISIZE
    return _held(body) if size <= _LONGEST_HELD else _unpacked(body)


def _unpacked(body: bytes) -> bytes:
    return zlib.decompress(body, _GZIP, _USUAL_SIZE)


# To unpack a record takes longer than all else about it, and what is read is read again.
_held = lru_cache(128)(_unpacked)


def part_of(body: bytes, fields: Collection[str]) -> bytes:
    """These fields, and the `id`, of an object in JSON that is kept as gzip."""
    whole = orjson.loads(unpacked(body))
    part = {name: each for name, each in whole.items() if name == "id" or name in fields}
    return gzip.compress(orjson.dumps(part), compresslevel=1, mtime=0)


@lru_cache(64)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether that header lets an answer come as gzip."""
    return parse_accept_header(accept_encoding, Accept)["gzip"] > 0
