"""The real application, over a real database with the sample in it."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
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
    _load(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sample_template(postgres: psycopg.Connection) -> str:
    """The name of a PostgreSQL database with the sample; each test works on a copy."""
    postgres.execute("CREATE DATABASE sample TEMPLATE template0")
    _load(_url(postgres, "sample"))
    return "sample"


@pytest.fixture
def app(sample_file: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application over the sample, in SQLite."""
    shutil.copy(sample_file, tmp_path / "lens.db")
    with _application(f"sqlite:///{tmp_path / 'lens.db'}") as app:
        yield app


@pytest.fixture(scope="module")
def reader(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """One reader for a module, quick, where it does not matter what the other tests wrote."""
    copy = shutil.copy(sample_file, tmp_path_factory.mktemp("reader") / "lens.db")
    with _application(f"sqlite:///{copy}") as app:
        yield app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader of that application."""
    return app.test_client()


@pytest.fixture
def records(app: Flask) -> Database:
    """The database behind that application."""
    database: Database = app.extensions["lens.database"]
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FlaskClient]:
    """A reader of the application over the sample, once in SQLite and once in PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sample_file"), tmp_path / "lens.db")
        with _application(f"sqlite:///{tmp_path / 'lens.db'}") as app:
            yield app.test_client()
        return
    postgres: psycopg.Connection = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("sample_template")
    name = f"test_{uuid.uuid4().hex}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    with _application(_url(postgres, name)) as app:
        yield app.test_client()
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _application(url: str) -> Iterator[Flask]:
    app = create_app(Settings(database_url=url))
    yield app
    app.extensions["lens.database"].close()


def _url(postgres: psycopg.Connection, name: str) -> str:
    return f"postgresql+psycopg://postgres@/{name}?host={postgres.info.host}"


def _load(url: str) -> None:
    settings = Settings(database_url=url)
    database = Database(settings.database)
    migrate(database)
    with database.writing() as session:
        load_sample(session, settings)
    database.close()
