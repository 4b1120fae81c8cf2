"""Servers and workers are killed under load: nothing acknowledged is lost.

A few kills here, as many as wanted by `python -m tests.whole.survive`.
"""

from pathlib import Path

import pytest

from tests.whole.survive import survive


@pytest.mark.whole
@pytest.mark.timeout(400)
def test_nothing_acknowledged_is_lost(database_url: str, tmp_path: Path) -> None:
    assert survive(database_url, tmp_path, kills=5) == []
