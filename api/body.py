"""The body of a request, which has to come in reasonable time.

A process of the server answers one request after another: one whose body never came would hold up
everybody. A proxy in front should take bodies whole before it passes them on, as deploy/Caddyfile
has it; this is for where there is none.
"""

from queue import Empty, SimpleQueue
from threading import Thread

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from api.errors import Problem

PATIENCE = 3.0  # seconds


def body() -> bytes:
    """All of it. A Problem `body-too-slow`; RequestEntityTooLarge for more than may be."""
    stream, most = request.stream, request.max_content_length
    came: SimpleQueue[bytes | Exception] = SimpleQueue()

    def read() -> None:
        try:
            came.put(stream.read())
        except Exception as error:
            came.put(error)

    Thread(target=read, daemon=True).start()
    try:
        got = came.get(timeout=PATIENCE)
    except Empty:
        raise Problem("body-too-slow", "The body did not come; send it all at once.") from None
    if isinstance(got, Exception):
        raise got
    if len(got) == most:
        raise RequestEntityTooLarge  # one without a length is cut off there
    return got
