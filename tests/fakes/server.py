"""The HTTP server under the fake web: keeps connections open, and fails when told to."""

import socket
import ssl
import struct
import threading
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from scraper.clock import utc_now
from tests.fakes.answer import Answer, Fault

if TYPE_CHECKING:
    from tests.fakes.web import FakeWeb

_CAPTCHA = b"<!DOCTYPE html><html><head><title>Are you human?</title></head><body><form><p>Tick"
_CAPTCHA += b" the box to go on.<input type=checkbox></form></body></html>"
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
_STATUS = {
    Fault.BUSY_SECONDS: 429,
    Fault.BUSY_DATE: 429,
    Fault.BUSY_SILENT: 429,
    Fault.RESTING_SECONDS: 503,
    Fault.RESTING_DATE: 503,
    Fault.FORBIDDEN: 403,
    Fault.UNKNOWN: 404,
    Fault.BROKEN: 500,
}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, web: "FakeWeb", tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.web = web
        self.tls = tls
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake belongs to the connection's own thread: one that stalls delays no other.
        with suppress(OSError):
            if self.tls is None:
                super().finish_request(request, client_address)
                return
            with self.tls.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _reply(self) -> None:
        web = self.server.web
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        web.note(self.command, self.path, dict(self.headers), body, self.server.tls is not None)
        with web.at_once(self.path):
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        web = self.server.web
        failing = web.fault_for(self.path)
        if self.server.tls is None:  # a source is slow, the reader's own page is not
            web.stopped.wait(web.delay)
            web.gate.wait()
        answer = web.answer_to(self.path, body)
        if failing:
            self._fail(answer, *failing)
        else:
            self._send(answer)

    def _send(self, answer: Answer, body: bytes | None = None) -> None:
        if answer.stream:
            self.close_connection = True
            for piece in answer.stream():
                if self.server.web.stopped.is_set():
                    return
                self.wfile.write(piece)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body if body is None else body)

    def _fail(self, answer: Answer, fault: Fault, retry_after: float) -> None:
        match fault:
            case Fault.SLOW:
                self.server.web.stopped.wait(self.server.web.slow)
                self._send(answer)
            case Fault.RESET:
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
                self.close_connection = True
            case Fault.SHORT:
                self._send(answer, answer.body[: len(answer.body) // 2])
                self.close_connection = True
            case Fault.WRONG_TYPE:
                self._send(Answer(_PICTURE, "image/png"))
            case Fault.EMPTY:
                self._send(Answer(b"", answer.content_type))
            case Fault.CAPTCHA:
                self._send(Answer(_CAPTCHA))
            case Fault.LOOP:
                self._send(Answer(b"", status=302, headers={"Location": self.path}))
            case _:
                headers = {}
                if fault in (Fault.BUSY_SECONDS, Fault.RESTING_SECONDS):
                    headers["Retry-After"] = f"{retry_after:.0f}"
                elif fault in (Fault.BUSY_DATE, Fault.RESTING_DATE):
                    until = utc_now() + timedelta(seconds=retry_after)
                    headers["Retry-After"] = format_datetime(until, usegmt=True)
                self._send(Answer(b"<html>No.</html>", "text/html", _STATUS[fault], headers))
