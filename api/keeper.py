"""The worker that runs beside a server or a command, and ends with it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scraper.settings import Settings

_GRACE = 10.0  # seconds in which the worker puts its work down


@contextmanager
def attached_worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker that ends with the block, or with this process however that ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "scraper.worker", "--attached"], stdin=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()


class Keeper:
    """Keeps one worker process alive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _keep(self) -> None:
        # The page comes first: two cores start one process after another.
        for _attempt in range(100):
            if self._stopping.wait(0.05) or _answers(self._settings):
                break
        while not self._stopping.is_set():
            with attached_worker() as process:
                while process.poll() is None and not self._stopping.wait(0.5):
                    pass
            self._stopping.wait(1)


def _answers(settings: Settings) -> bool:
    try:
        with socket.create_connection((settings.host, settings.port), 0.1):
            return True
    except OSError:
        return False
