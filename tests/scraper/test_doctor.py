"""What the doctor finds."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from scraper import crawls, pace
from scraper.doctor import Finding, checks
from scraper.records import Crawl, Database, utc_now
from scraper.settings import Settings
from tests.fakes.web import FakeWeb


@pytest.fixture
def settings(
    fake_web: FakeWeb, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The fake web, and the test's database."""
    for name, value in fake_web.environment.items():
        monkeypatch.setenv(name, value)
    return Settings.load(database_url=database_url, data_dir=tmp_path, contact="me@example.org")


def _found(settings: Settings) -> dict[str, Finding]:
    return {each.subject: each for each in checks(settings)}


def test_a_sound_installation(settings: Settings, fake_web: FakeWeb) -> None:
    found = _found(settings)
    assert {each.state for name, each in found.items() if name != "database"} == {"ok"}
    assert found.keys() >= {"contact", "disk", "schema", "clock", "queue", "arXiv", "OpenAlex"}


def test_crawls_that_nobody_draws(settings: Settings, database: Database) -> None:
    with database.writing() as session:
        crawls.request(session, "paper", "2311.09227")
        session.execute(update(Crawl).values(requested_at=utc_now() - timedelta(hours=1)))
    assert _found(settings)["queue"].state == "fault"
    assert "arxivlens worker" in _found(settings)["queue"].sentence


def test_an_older_schema(settings: Settings, database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert _found(settings)["schema"].state == "warning"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_pgvector_is_used_or_its_index_asked_for(settings: Settings, database: Database) -> None:
    assert _found(settings)["database"].sentence.endswith(", with pgvector.")
    with database.writing() as session:
        session.execute(text("DROP INDEX ix_embedding_meaning"))
    found = _found(settings)["database"]
    assert (found.state, "SCALING.md" in found.sentence) == ("warning", True)


def test_a_source_that_rests_is_not_asked(
    settings: Settings, database: Database, fake_web: FakeWeb
) -> None:
    with database.writing() as session:
        pace.rest(session, "semantic_scholar", utc_now() + timedelta(minutes=5))
    found = _found(settings)["Semantic Scholar"]
    assert (found.state, "asked us to wait" in found.sentence) == ("warning", True)


def test_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "arxivlens.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    found = _found(Settings.load(data_dir=tmp_path))
    assert found["database"].state == "fault"


def test_a_database_that_is_not_there() -> None:
    url = "postgresql+psycopg://me:secret@127.0.0.1:1/none?connect_timeout=2"
    found = _found(Settings.load(database_url=url))["database"]
    assert found.state == "fault"
    assert "secret" not in found.sentence
