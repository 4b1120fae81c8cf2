"""`arxivlens serve`: a production server, and a worker beside it that is restarted if it dies.

    serve ─┬─ two processes of the server, each with an application of its own
           └─ the worker

Whatever ends the first ends them all: each holds on to a pipe from it, which the system closes.
"""

import errno
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import click
from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from api.app import create_app
from api.keeper import Keeper
from scraper import logs, memory
from scraper.errors import BadInput
from scraper.records.schema import opened
from scraper.settings import PREFIX, Settings

_log = logging.getLogger(__name__)

_PROCESSES = 2
# Of each: a list that is sent to a slow reader holds one of them (`api.exporting.MOST`). With one
# alone the fastest answers would be an eighth faster.
_THREADS = 4
_HEADER_MS, _HEADERS = 10_000, 32 * 1024  # milliseconds until a header has come, and its bytes
_CONNECTIONS = 1024  # that wait to be taken on; further ones the system refuses
_GRACE = 5  # seconds in which a process of the server ends what it answers
_ready = multiprocessing.Semaphore(0)  # how many of them can answer
_EXTENSION = Path(__file__).parent.parent / "extension" / "dist"


def serve(host: str | None, port: int | None, *, sample: bool, worker: bool) -> None:
    """Serve until stopped. Raises BadInput where the port is taken."""
    # The server's processes read the environment anew.
    for name, value in (("HOST", host), ("PORT", port)):
        if value is not None:
            os.environ[PREFIX + name] = str(value)
    settings = Settings.load()
    _check_port(settings)
    with opened(settings.database) as database:
        if sample:
            from scraper.sample import load_sample

            with database.writing() as session:
                load_sample(session, settings)
    keeper = Keeper(_ready, _PROCESSES) if worker else None
    if keeper:
        keeper.start()
    server = production(settings)
    server.on_startup(lambda: _tell_ready(settings))  # it listens by then
    try:
        server.serve()
    finally:
        if keeper:
            keeper.stop()


def production(
    settings: Settings, application: str = "api.serve:application"
) -> "AbstractServer[Any]":
    """The server of an application, made by what stands under that name."""
    return Server(
        application,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=_PROCESSES,
        blocking_threads=_THREADS,
        websockets=False,
        # No streams within a connection, and no header that is longer than any of ours.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS, max_buffer_size=_HEADERS),
        backlog=_CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(settings),
    )


def application() -> Flask:
    """The application of one of the server's processes."""
    memory.give_back()
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    app = create_app()
    _ready.release()
    return app


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)  # one that has only just begun does not hear it
    os._exit(1)


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


def _tell_ready(settings: Settings) -> None:
    if settings.log == "json":
        told = {"host": settings.host, "port": settings.port}
        _log.info("ArxivLens is ready", extra={"told": told})
    else:
        click.echo(_banner(settings))


def _banner(settings: Settings) -> str:
    from scraper.sample import PAPER

    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    host = f"[{host}]" if ":" in host else host
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
