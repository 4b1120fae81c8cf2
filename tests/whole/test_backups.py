"""A few backups under load and a few cut logs; more by `python -m tests.whole.backups`."""

from pathlib import Path

import pytest

from tests.whole.backups import back_up_under_load, cut_tails


@pytest.mark.whole
def test_backups_under_load_are_of_one_moment(database_url: str, tmp_path: Path) -> None:
    assert list(back_up_under_load(database_url, tmp_path, backups=2)) == []


def test_a_cut_log_opens_clean(tmp_path: Path) -> None:
    assert list(cut_tails(tmp_path, tails=8, transactions=20)) == []
