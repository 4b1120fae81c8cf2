"""What readers ask for is found by the numbers of papers or by words: no table is read through.

SQLite says beforehand how it will look. PostgreSQL goes by its rows, of which a sample has too few.
"""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from scraper.records import Database

_GROW = "paper identity statement authorship author category version citation term search".split()
_PATHS = (
    "papers/2311.09227",
    "papers?query=foundation+models",
    "papers?query=foundation+models&sort=date",
    "papers?author=Seger",
    "papers/2311.09227/citations?sort=date",
    "papers/2311.09227/references",
    "papers/2311.09227/similar",
    "papers/2311.09227/graph",
)


@pytest.mark.parametrize("path", _PATHS)
def test_no_table_that_grows_is_read_through(
    client: FlaskClient, records: Database, path: str
) -> None:
    with records.writing() as session:
        session.execute(text("DELETE FROM document"))
    plans: list[str] = []

    @event.listens_for(records.engine, "after_cursor_execute")
    def explain(
        connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if statement.startswith("SELECT") and not many:
            asked = connection.connection.cursor()
            asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(f"{row[-1]} for {statement}" for row in asked.fetchall())

    assert client.get(f"/api/v1/{path}").status_code == 200
    assert len(plans) > 5
    whole = tuple(f"SCAN {table} " for table in _GROW)
    # Nearly all of a large database may come from one source.
    wide = [plan for plan in plans if plan.startswith(whole) or " (source=?) " in plan]
    assert wide == []
