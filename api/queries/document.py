"""The ready-made record, read by the database's own driver.

A session and a statement put together anew cost fifty times the look-up itself, and more than
all the rest of the answer.
"""

from typing import cast

from sqlalchemy import bindparam
from sqlalchemy.exc import OperationalError

from api.openings import Openings
from api.queries.papers import paper_number
from scraper.paper_id import PaperId
from scraper.records import Database, find
from scraper.records.panel import materialise

_ANY = PaperId(cast(str, bindparam("scheme")), cast(str, bindparam("value")))


class Documents:
    """The documents of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.openings = Openings(database)
        compiled = find.document(_ANY).compile(dialect=database.engine.dialect)
        self._statement = str(compiled)
        self._places = compiled.positiontup  # None: the driver takes names

    def read(self, paper: PaperId) -> tuple[str, bytes]:
        """(etag, body) of the paper's record, the body being gzip of JSON.

        Made where it is missing. A Problem `paper-unknown` where the paper is not on record.
        """
        return self.held(paper) or self._made(paper)

    def held(self, paper: PaperId) -> tuple[str, bytes] | None:
        """The same, or None where there is none ready."""
        names = {"scheme": paper.scheme, "value": paper.value}
        values = names if self._places is None else tuple(names[each] for each in self._places)
        engine = self._database.engine
        try:
            connection = engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(self._statement, values)
                found: tuple[str, bytes] | None = cursor.fetchone()
                cursor.close()
            finally:
                connection.close()
        except engine.dialect.loaded_dbapi.Error as error:
            raise OperationalError(self._statement, names, error) from error
        if found:
            self.openings.note(paper)
        return found

    def _made(self, paper: PaperId) -> tuple[str, bytes]:
        with self._database.reading() as session:
            paper_number(session, paper)  # what is not on record is not worth a writer's lock
        with self._database.writing() as session:
            made = materialise(session, paper_number(session, paper))
            self.openings.note(paper)
            return made.etag, made.body
