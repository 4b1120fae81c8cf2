"""The application's way to the records."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from api.access import OWNER, STRANGER, bearer, holder
from api.door import Door
from api.errors import Problem
from api.queries.document import Documents
from api.quota import Quotas, Standing
from scraper.limits import Limits
from scraper.paper_id import PaperId
from scraper.records import Database
from scraper.settings import Settings

ADMIN = "/admin"  # the curators' pages, and all that their cookie is sent to
COOKIE = "arxivlens"
SIGN_IN = f"{ADMIN}/session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Posted for its length, or to sign in: neither changes anything on record.
_FOR_STRANGERS = frozenset({"/api/v1/papers/batch", SIGN_IN})
# What machines look at all the time, and what a page is made of.
_UNCOUNTED = frozenset({"pages.health", "pages.ready", "pages.metrics", "pages.static"})


def register(
    app: Flask,
    settings: Settings,
    database: Database,
    documents: Documents,
    door: Door,
    quotas: Quotas,
) -> None:
    """Give the application its settings, its database, the ready-made records, door and quotas."""
    app.extensions["lens.settings"] = settings
    app.extensions["lens.database"] = database
    app.extensions["lens.documents"] = documents
    app.extensions["lens.door"] = door
    app.extensions["lens.limits"] = Limits.of(settings)
    app.extensions["lens.quotas"] = quotas


def identify() -> None:
    """Know who asks, before the request is answered, and count the request as theirs.

    A Problem `quota-exceeded` where it is too much, `bad-token` where they show a token that does
    not hold, `token-missing` where a stranger would change something.
    """
    g.client = _quotas().address(request.environ)
    try:
        _look_at_token()
    finally:
        # Whoever shows a token that does not hold stays an address.
        if request.endpoint not in _UNCOUNTED:
            charge()
    changes = request.method not in _SAFE and request.path not in _FOR_STRANGERS
    if changes and request.endpoint and g.caller == STRANGER:
        g.caller.need("comment")  # no route that forgets to ask is open to strangers


def charge(units: int = 1) -> None:
    """Count so much as asked for by the client of this request. A Problem `quota-exceeded`."""
    g.standing = _quotas().charge(g.client, units)


def with_quota(answer: Response) -> Response:
    """The answer with what its client has left."""
    standing: Standing | None = g.get("standing")
    for name, value in (standing.headers if standing else {}).items():
        answer.headers.setdefault(name, value)
    return answer


def _quotas() -> Quotas:
    quotas: Quotas = current_app.extensions["lens.quotas"]
    return quotas


def _look_at_token() -> None:
    door: Door = current_app.extensions["lens.door"]
    g.caller = OWNER if door.loopback else STRANGER
    if (token := bearer(request.headers.get("Authorization", ""))) is not None:
        with reading() as session:
            g.caller = holder(session, token)
    elif g.caller == STRANGER and _is_within(request.path, ADMIN) and COOKIE in request.cookies:
        # One that holds no more is a stranger's, who is asked to sign in again.
        with suppress(Problem), reading() as session:
            g.caller = holder(session, request.cookies[COOKIE])
    if g.caller.token is not None:
        g.client = f"token {g.caller.token}"


def _is_within(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def document(paper: PaperId) -> tuple[str, bytes]:
    """(etag, body) of a paper's record; see Documents."""
    documents: Documents = current_app.extensions["lens.documents"]
    return documents.read(paper)


def limits() -> Limits:
    """What is taken on."""
    found: Limits = current_app.extensions["lens.limits"]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads."""
    with database().reading() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A session whose work is kept when the block ends, before the answer goes out."""
    with database().writing() as session:
        yield session


def database() -> Database:
    """The application's database, for what goes on after the request's own work is done."""
    found: Database = current_app.extensions["lens.database"]
    return found
