"""The application's way to the records."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy.orm import Session

from api.queries.document import Documents
from scraper.paper_id import PaperId
from scraper.records import Database


def register(app: Flask, database: Database, documents: Documents) -> None:
    """Give the application its database, and the ready-made records in it."""
    app.extensions["lens.database"] = database
    app.extensions["lens.documents"] = documents


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
