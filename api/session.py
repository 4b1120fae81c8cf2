"""The application's way to the records."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy.orm import Session

from scraper.records import Database
from scraper.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """Give the application its settings and its database."""
    app.extensions["lens.settings"] = settings
    app.extensions["lens.database"] = Database(settings.database)


def _database() -> Database:
    database: Database = current_app.extensions["lens.database"]
    return database


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
