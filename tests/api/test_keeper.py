"""The worker beside a server starts when the server is up, not while it forks."""

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from api.keeper import Keeper
from tests.api.live import children


def _workers() -> list[int]:
    return [pid for pid, command in children(os.getpid()).items() if "scraper.worker" in command]


def test_the_worker_waits_for_every_process_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARXIVLENS_DATA_DIR", str(tmp_path))
    ready = multiprocessing.Semaphore(0)
    keeper = Keeper(ready, 2)
    keeper.start()
    try:
        ready.release()
        time.sleep(0.5)
        assert _workers() == []
        ready.release()
        deadline = time.monotonic() + 3
        while not _workers() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(_workers()) == 1
    finally:
        keeper.stop()
    assert _workers() == []
