"""Tells an answer that can be read from one that says "no such paper", "wait" or nothing at all.

Statuses, `Retry-After` and media types are those of RFC 9110.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from scraper.clock import utc_now
from scraper.errors import QuestionRefused, SourceDown, SourceResting, SourceUnknown
from scraper.sources import arxiv

Kind = Literal["html", "json", "xml"]

TITLES = {
    "arxiv": "arXiv",
    "citation_table": "The page",
    "crossref": "Crossref",
    "language_model": "The language model",
    "openalex": "OpenAlex",
    "semantic_scholar": "Semantic Scholar",
}
SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(days=1)
_BUSY = timedelta(minutes=1)
_FORBIDDEN = timedelta(hours=1)
# arXiv takes requests that go on after a 403 for an attack.
_FORBIDDEN_BY_ARXIV = timedelta(days=1)


def verdict(
    source: str,
    status: int,
    headers: Mapping[str, str],
    body_start: bytes,
    kind: Kind | None = None,
    now: datetime | None = None,
) -> None:
    """Return where the body may be given to its parser.

    `kind` is what the body should be: HTML from arXiv and JSON from all others, unless said.
    Raises SourceUnknown for 404 and 410, SourceResting for 429, 503, 403 and 401, with `until`
    between a second and a day from now, QuestionRefused for the other 4xx, which say nothing about
    the paper, and SourceDown for all else.
    """
    now = now or utc_now()
    name = TITLES.get(source, source)
    kind = kind or ("html" if source == arxiv.NAME else "json")
    if status in (404, 410):
        raise SourceUnknown(source, f"{name} does not know this paper (status {status}).")
    if status in (401, 403, 429, 503):
        until = _until(source, status, _header(headers, "Retry-After"), now)
        raise SourceResting(
            source, until, f"{name} asks us to wait until {until:%H:%M:%S} UTC (status {status})."
        )
    if 400 <= status < 500:
        raise QuestionRefused(source, f"{name} answers with status {status}.")
    if status != 200:
        raise SourceDown(source, f"{name} answers with status {status}.")
    start = body_start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise SourceDown(source, f"{name} sends an empty answer.")
    media_type = _header(headers, "Content-Type").partition(";")[0].strip().lower()
    if media_type and kind not in media_type:
        raise SourceDown(source, f"{name} sends {media_type[:60]!r} in place of {kind}.")
    if not start.startswith((b"{", b"[") if kind == "json" else b"<"):
        raise SourceDown(source, f"{name} sends something that is no {kind}.")


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def _until(source: str, status: int, retry_after: str, now: datetime) -> datetime:
    wait = _wait(retry_after.strip(), now)
    if wait is None and status in (401, 403):
        wait = _FORBIDDEN_BY_ARXIV if source == arxiv.NAME else _FORBIDDEN
    return now + min(max(_BUSY if wait is None else wait, SHORTEST), LONGEST)


def _wait(retry_after: str, now: datetime) -> timedelta | None:
    if retry_after.isascii() and retry_after.isdigit():
        # More than nine digits are more than any cap.
        return timedelta(seconds=int(retry_after[:9]))
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    # RFC 9110 knows only GMT; a date without its zone is read as one.
    return moment.replace(tzinfo=moment.tzinfo or UTC) - now
