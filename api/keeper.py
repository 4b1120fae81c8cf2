"""The worker that runs beside a server or a command, and ends with it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Semaphore

_GRACE = 10.0  # seconds in which the worker puts its work down
_LOOKS, _LOOK = 100, 0.05  # at whether the server is up, and seconds of each


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

    def __init__(self, ready: Semaphore, processes: int) -> None:
        """`ready` is released once by each of so many processes of the server that can answer."""
        self._ready, self._awaited = ready, processes
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _keep(self) -> None:
        # Until the server's processes are forked this thread may but wait: a lock that it held at
        # that moment, as of a module being imported, would be held in them for ever. And the page
        # comes first: two cores start one process after another.
        for _look in range(_LOOKS):
            if self._stopping.is_set() or not self._awaited:
                break
            self._awaited -= self._ready.acquire(timeout=_LOOK)
        while not self._stopping.is_set():
            with attached_worker() as process:
                while process.poll() is None and not self._stopping.wait(0.5):
                    pass
            self._stopping.wait(1)
