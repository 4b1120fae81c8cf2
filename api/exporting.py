"""Papers in a form for other programs, as an answer that is sent while it is read.

`format=` asks for it, and no Accept header: an address then says what it gives, in a browser as in
a script, and nothing depends on what a client sends without being told.
"""

import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError

from api.answer import takes_gzip
from api.errors import Problem
from api.export.formats import FORMATS, Format, Parts
from api.export.sources import Source
from api.session import charge, database

# Whoever reads slowly keeps a thread of the server's; its others are for those who read records.
MOST = 2
_UNITS = 20  # of what one client may ask for
_room = threading.BoundedSemaphore(MOST)
_GZIP = 31  # zlib's number for that format


def exported(source: Source, name: str, file: str) -> Response:
    """The answer in the format of that name, to be saved as `file` by a browser.

    A Problem `busy` where enough others are being sent, `quota-exceeded` where it is too much.
    """
    charge(_UNITS - 1)
    if not _room.acquire(blocking=False):
        raise Problem(
            "busy",
            "Enough lists are being sent just now; try again in a moment.",
            **{"Retry-After": "5"},
        )
    form = FORMATS[name]
    parts = form.write(database(), source)
    end = ExitStack()  # at the end of the list, or when its reader goes away before
    end.callback(_room.release)
    end.callback(parts.close)
    try:
        first = next(parts, b"")  # what fails at once is told as a problem
    except BaseException:
        end.close()
        raise
    body = _whole(form, first, parts, end)
    headers = {
        "Content-Disposition": f'attachment; filename="{file}.{form.extension}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        body = _packed(body)
        headers["Content-Encoding"] = "gzip"
    answer = Response(body, headers=headers, content_type=f"{form.media_type}; charset=utf-8")
    answer.call_on_close(end.close)
    return answer


def _whole(form: Format, first: bytes, parts: Parts, end: ExitStack) -> Iterator[bytes]:
    with end:
        yield first
        try:
            yield from parts
        except SQLAlchemyError:
            # The status has gone out, and a server ends what breaks off as if it were whole.
            yield form.broken


def _packed(parts: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=_GZIP)
    for part in parts:
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()
