"""Values asked for in lists: all of them, in few statements."""

from typing import Any

import pytest
from sqlalchemy import event

from scraper.paper_id import PaperId
from scraper.records import Database
from scraper.records.chunks import asked_for
from scraper.records.identify import identities


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100, 512, 513, 1_100])
def test_nothing_is_left_out_and_nothing_comes_in(count: int) -> None:
    asked = list(asked_for(range(count)))
    assert sorted({each for some in asked for each in some}) == list(range(count))
    assert all(len(some) in {1 << power for power in range(10)} for some in asked)


def test_lists_of_all_lengths_are_few_statements(database: Database) -> None:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        for count in range(1, 65):
            identities(session, [PaperId.parse(f"2401.{n:05}") for n in range(1, count + 1)])
    assert len([each for each in seen if "FROM identity" in each]) == 64
    assert len({each for each in seen if "FROM identity" in each}) == 7
