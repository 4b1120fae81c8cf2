"""A host with two workers is lost, and the other does its work at the same pace."""

from pathlib import Path

import pytest

from tests.whole.hosts import How, lose_a_host


@pytest.mark.whole
@pytest.mark.parametrize("how", ["kill", "stop", "cut"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_a_lost_host_began_is_done_by_another(
    database_url: str, tmp_path: Path, how: How
) -> None:
    assert lose_a_host(database_url, tmp_path, how) == []
