"""The schema: made once, whoever comes first, and as the models say."""

from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from scraper.errors import SchemaTooNew, StorageError
from scraper.records import Base, Citation, Database, Identity, Paper, Wording
from scraper.records.postings import index_unworded
from scraper.records.schema import config, migrate
from tests.conftest import AtOnce

# What has another form in each database: the words of the papers, made and kept by
# `scraper.records.search`, and what `scraper.records.meaning` makes of vectors.
APART = ("paper_words", "ix_embedding_meaning", "meaning")


def test_the_migrations_come_to_what_the_models_say(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, _kind, _parents: not (name or "").startswith(APART),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_start_changes_nothing(database: Database) -> None:
    migrate(database)
    with database.reading() as session:
        assert session.scalars(text("SELECT version_num FROM alembic_version")).all() == [
            ScriptDirectory.from_config(config(session.connection())).get_current_head()
        ]


def _start(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


def test_processes_that_start_at_once_make_one_schema(empty_url: str, at_once: AtOnce) -> None:
    at_once(_start, [(empty_url,)] * 4)
    database = Database(empty_url)
    made = set(inspect(database.engine).get_table_names())
    assert {name for name in made if not name.startswith(APART)} == {
        *Base.metadata.tables,
        "alembic_version",
    }
    assert APART[0] in made
    database.close()


def test_the_papers_of_the_first_schema_stay_and_get_their_words(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        command.upgrade(config(session.connection()), "0001")
        insert = text("INSERT INTO paper (key, title) VALUES ('1501.00001', 'Quantum walks')")
        session.execute(insert)
    migrate(database)
    with database.writing() as session:
        assert index_unworded(session) == 1
    with database.reading() as session:
        assert session.scalars(select(Wording.words)).one().keys() == {"quantum", "walk"}
    database.close()


def test_the_database_of_a_newer_one_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match=r"newer ArxivLens \(schema 9999\)"):
        migrate(database)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2",
        "sqlite:////dev/null/lens.db",
    ],
)
def test_a_database_out_of_reach_is_told(url: str) -> None:
    with pytest.raises(StorageError):
        migrate(Database(url))


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "lens.db").write_bytes(b"This is a letter to my aunt. " * 100)
    with pytest.raises(StorageError, match="The database cannot be opened: file is not a database"):
        migrate(Database(f"sqlite:///{tmp_path / 'lens.db'}"))


def test_papers_of_the_first_schema_are_kept_and_compared_anew(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        command.upgrade(config(session.connection()), "0001")
        session.execute(
            text(
                "INSERT INTO paper (id, key, title, title_key, family) VALUES"
                " (7, 'doi:10.1000/182', 'Food & Drink: A Survey', 'fooddrinkasurvey', 'doe'),"
                " (9, 's2:9', NULL, NULL, NULL)"
            )
        )
        session.execute(text("INSERT INTO identity VALUES ('doi', '10.1000/182', 7)"))
    migrate(database)
    with database.reading() as session:
        kept = session.get_one(Paper, 7)
        assert (kept.title_key, kept.main_key) == ("foodanddrinkasurvey", "foodanddrink")
        assert session.get_one(Paper, 9).title_key is None
        assert session.scalars(select(Identity.paper_id)).all() == [7]
    database.close()


def test_what_was_there_before_arrivals_were_noted_has_one(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        command.upgrade(config(session.connection()), "0007")
        session.execute(
            text("INSERT INTO paper (id, key, title) VALUES (1, 'a', 'A'), (2, 'b', NULL)")
        )
        said = "INSERT INTO citation (citing_id, cited_id, source, said_at) VALUES (1, 2, 'x', :at)"
        session.execute(text(said), {"at": "2026-01-02 03:04:05.000000"})
    migrate(database)
    with database.reading() as session:
        assert session.get_one(Paper, 1).arrived_at
        assert session.get_one(Paper, 2).arrived_at is None
        assert session.scalars(select(Citation.arrived_at == Citation.said_at)).all() == [True]
    database.close()


def test_without_the_right_to_install_pgvector_all_else_is_made(
    postgres: psycopg.Connection,
) -> None:
    postgres.execute("CREATE ROLE plain LOGIN")
    postgres.execute("CREATE DATABASE plain OWNER plain TEMPLATE template0")
    _start(f"postgresql+psycopg://plain@/plain?host={postgres.info.host}")
    url = f"postgresql://plain@/plain?host={postgres.info.host}"
    with psycopg.connect(url) as connection:
        made = connection.execute(
            "SELECT to_regclass('embedding') IS NOT NULL, to_regclass('ix_embedding_meaning')"
        )
        assert made.fetchall() == [(True, None)]
    postgres.execute("DROP DATABASE plain WITH (FORCE)")
    postgres.execute("DROP ROLE plain")
