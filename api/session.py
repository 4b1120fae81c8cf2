"""The application's way to the records."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from api.access import OWNER, STRANGER, bearer, holder
from api.door import Door
from api.queries.document import Documents
from scraper.paper_id import PaperId
from scraper.records import Database

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_QUESTIONS = frozenset({"/api/v1/papers/batch"})  # posted for their length, and change nothing


def register(app: Flask, database: Database, documents: Documents, door: Door) -> None:
    """Give the application its database, the ready-made records in it, and its door."""
    app.extensions["lens.database"] = database
    app.extensions["lens.documents"] = documents
    app.extensions["lens.door"] = door


def identify() -> None:
    """Know who asks, before the request is answered.

    A Problem `bad-token` where they show a token that does not hold, `token-missing` where a
    stranger would change something.
    """
    door: Door = current_app.extensions["lens.door"]
    g.caller = OWNER if door.loopback else STRANGER
    if (token := bearer(request.headers.get("Authorization", ""))) is not None:
        with reading() as session:
            g.caller = holder(session, token)
    elif request.method not in _SAFE and request.path not in _QUESTIONS:
        g.caller.need("comment")  # no route that forgets to ask is open to strangers


def document(paper: PaperId) -> tuple[str, bytes]:
    """(etag, body) of a paper's record; see Documents."""
    documents: Documents = current_app.extensions["lens.documents"]
    return documents.read(paper)


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads."""
    with _database().reading() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A session whose work is kept when the block ends, before the answer goes out."""
    with _database().writing() as session:
        yield session


def _database() -> Database:
    database: Database = current_app.extensions["lens.database"]
    return database
