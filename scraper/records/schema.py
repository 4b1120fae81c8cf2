"""Brings a database to the present schema: at every start, once, whoever comes first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from scraper.errors import SchemaTooNew, StorageError
from scraper.records.engine import Database, is_sqlite

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x4D494752  # "MIGR"


def config(connection: Connection) -> Config:
    """Alembic's configuration over an open connection."""
    made = Config()
    made.set_main_option("script_location", str(_MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def is_present(connection: Connection) -> bool:
    """Whether the database is at the schema that this code wants."""
    head = ScriptDirectory.from_config(config(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def migrate(database: Database) -> None:
    """Bring the database to the present schema, in one transaction.

    Raises SchemaTooNew for a database that a newer ArxivLens wrote, StorageError where there is
    no reaching it.
    """
    try:
        with database.writing() as session:
            connection = session.connection()
            if not is_sqlite(connection):
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            alembic = config(connection)
            script = ScriptDirectory.from_config(alembic)
            present = MigrationContext.configure(connection).get_current_revision()
            if present == script.get_current_head():
                return
            if present and present not in {each.revision for each in script.walk_revisions()}:
                raise SchemaTooNew(
                    f"The database was written by a newer ArxivLens (schema {present});"
                    " use that one, or point ARXIVLENS_DATABASE_URL to another database."
                )
            command.upgrade(alembic, "head")
    except DBAPIError as error:
        raise StorageError(
            f"The database cannot be opened: {str(error.orig).strip()}."
            " Check ARXIVLENS_DATABASE_URL and ARXIVLENS_DATA_DIR."
        ) from error


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database at the present schema, closed when the block ends. Raises as `migrate` does."""
    database = Database(url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()
