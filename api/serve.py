"""`arxivlens serve`: a production server, and a worker beside it that is restarted if it dies."""

import errno
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from scraper.errors import BadInput
from scraper.records import Database
from scraper.records.schema import migrate
from scraper.settings import PREFIX, Settings

_PROCESSES = 2
_EXTENSION = Path(__file__).parent.parent / "extension" / "dist"


def serve(host: str | None, port: int | None, *, sample: bool, worker: bool) -> None:
    """Serve until stopped. Raises BadInput where the port is taken."""
    # The server's processes read the environment anew.
    for name, value in (("HOST", host), ("PORT", port)):
        if value is not None:
            os.environ[PREFIX + name] = str(value)
    settings = Settings.load()
    _check_port(settings)
    database = Database(settings.database)
    migrate(database)
    if sample:
        from scraper.sample import load_sample

        with database.writing() as session:
            load_sample(session, settings)
    database.close()
    keeper = _Keeper(settings) if worker else None
    if keeper:
        keeper.start()
    server = Server(
        "api.app:create_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=_PROCESSES,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    click.echo(_banner(settings))
    try:
        server.serve()
    finally:
        if keeper:
            keeper.stop()


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise BadInput(
                    f"Port {settings.port} is taken; stop what listens there, or choose another"
                    " with --port."
                ) from error
            raise BadInput(f"Cannot listen on {settings.host}: {error.strerror}.") from error


def _answers(settings: Settings) -> bool:
    try:
        with socket.create_connection((settings.host, settings.port), 0.1):
            return True
    except OSError:
        return False


def _banner(settings: Settings) -> str:
    from scraper.sample import PAPER

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    root = f"http://{host}:{settings.port}"
    lines = [
        "ArxivLens is ready.",
        f"  A paper's page   {root}/abs/{PAPER}",
        f"  Any paper        {root}/",
        f"  The API          {root}/docs",
    ]
    if (_EXTENSION / "chrome").is_dir():
        lines += [
            f"  The extension    {_EXTENSION}",
            "    Chrome, Chromium, Edge: chrome://extensions, Developer mode, Load unpacked,"
            f" {_EXTENSION / 'chrome'}",
            "    Firefox: about:debugging, This Firefox, Load Temporary Add-on,"
            f" {_EXTENSION / 'firefox' / 'manifest.json'}",
        ]
    return "\n".join([*lines, "Stop with Ctrl-C."])


class _Keeper:
    """Keeps one worker process alive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._process:
            self._process.terminate()
        self._thread.join(10)

    def _keep(self) -> None:
        # The page comes first: two cores start one process after another.
        for _attempt in range(100):
            if self._stopping.wait(0.05) or _answers(self._settings):
                break
        while not self._stopping.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "scraper.worker"])
            self._process.wait()
            self._stopping.wait(1)
