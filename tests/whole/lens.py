"""A running ArxivLens: the command itself, in a folder of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_ARXIVLENS = Path(sys.executable).with_name("arxivlens")


class Lens:
    """`arxivlens serve` on a free port, with its worker; `url` is where it answers."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._options = options
        self._environment = {**os.environ, **environment, "ARXIVLENS_DATA_DIR": str(folder)}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._log = (self._folder / "serve.log").open("ab")
        self._process = subprocess.Popen(
            [_ARXIVLENS, "serve", "--port", str(self.port), *self._options],
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)
                return
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    log = (self._folder / "serve.log").read_text()
                    raise AssertionError(f"the server did not start:\n{log}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        self._process.terminate()
        self._process.wait(20)
        self._log.close()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait(20)
        self._log.close()

    def read(self, path: str) -> tuple[int, str, str]:
        """(status, type, text) of a GET."""
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """(status, JSON) of a GET, or of a POST where there is a body."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={} if body is None else {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def send(self, path: str, body: Any, headers: Mapping[str, str]) -> Any:
        """The JSON that answers a POST with further headers."""
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def collect(self, paper: str) -> dict[str, Any]:
        """Have a paper collected; the crawl as it ended."""
        status, crawl = self.ask("/api/v1/crawls", {"target": paper, "refresh": True})
        assert status == 202, crawl
        deadline = time.monotonic() + 60
        while crawl["state"] in ("queued", "running"):
            assert time.monotonic() < deadline, crawl
            time.sleep(0.01)
            _status, crawl = self.ask(f"/api/v1/crawls/{crawl['id']}")
        return crawl
