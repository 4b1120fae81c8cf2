"""A steady load, for a moment: as long as wanted by `python -m tests.whole.soak`."""

from pathlib import Path

import pytest

from tests.whole.soak import soak


@pytest.mark.whole
def test_a_steady_load_is_answered(database_url: str, tmp_path: Path) -> None:
    environment = {"ARXIVLENS_DATABASE_URL": database_url}
    seen = soak(tmp_path, environment, seconds=4, rate=20, crawls=2)
    assert seen.failures == []
    assert sum(seen.statuses.values()) == 80
    assert seen.statuses["POST 202"] == 8
    assert {name.split()[0] for name, _held, _slope in seen.slopes()} == {
        "main",
        "server",
        "worker",
    }
