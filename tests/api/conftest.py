"""The real application, over a real database with the sample in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from scraper.records import Database
from scraper.records.schema import migrate
from scraper.sample import load_sample
from scraper.settings import Settings


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the sample; each test works on a copy."""
    path = tmp_path_factory.mktemp("sample") / "lens.db"
    settings = Settings(database_url=f"sqlite:///{path}")
    database = Database(settings.database)
    migrate(database)
    with database.writing() as session:
        load_sample(session, settings)
    database.close()
    return path


@pytest.fixture
def app(sample_file: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application over the sample, in SQLite."""
    shutil.copy(sample_file, tmp_path / "lens.db")
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'lens.db'}"))
    yield made
    made.extensions["lens.database"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader of that application."""
    return app.test_client()


@pytest.fixture
def records(app: Flask) -> Database:
    """The database behind that application."""
    database: Database = app.extensions["lens.database"]
    return database


@pytest.fixture
def both(database_url: str) -> Iterator[FlaskClient]:
    """A reader of the application over the sample, once in SQLite and once in PostgreSQL."""
    settings = Settings(database_url=database_url)
    app = create_app(settings)
    database: Database = app.extensions["lens.database"]
    with database.writing() as session:
        load_sample(session, settings)
    yield app.test_client()
    database.close()
