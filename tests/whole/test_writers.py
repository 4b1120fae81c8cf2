"""Eight writers for a moment; for as long as wanted by `python -m tests.whole.writers`."""

from pathlib import Path

import pytest

from tests.whole.writers import write


@pytest.mark.whole
def test_eight_writers_wait_for_each_other(database_url: str, tmp_path: Path) -> None:
    told = write(tmp_path, database_url, writers=8, seconds=4)
    assert told.keys() == {"stored", "written"}, told
