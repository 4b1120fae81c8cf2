"""One answer of a fake source, and the ways in which it can fail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Answer:
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # What is sent in place of all this, headers included, until it ends or the client leaves.
    stream: Callable[[], Iterator[bytes]] | None = None


class Fault(StrEnum):
    """Every way to fail that a collector must live with."""

    BUSY_SECONDS = "429 with Retry-After in seconds"
    BUSY_DATE = "429 with Retry-After as a date"
    BUSY_SILENT = "429 without Retry-After"
    RESTING_SECONDS = "503 with Retry-After in seconds"
    RESTING_DATE = "503 with Retry-After as a date"
    FORBIDDEN = "403"
    UNKNOWN = "404"
    BROKEN = "500 with an HTML body"
    SLOW = "no answer for `FakeWeb.slow` seconds"
    RESET = "connection reset"
    SHORT = "half of the body that Content-Length announces"
    WRONG_TYPE = "a picture"
    EMPTY = "200 with no body"
    CAPTCHA = "200 with a page that asks whether one is human"
    LOOP = "a redirect to itself"
