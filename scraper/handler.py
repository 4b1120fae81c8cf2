"""Scrapy's way of downloading, with two habits of Twisted's changed.

Twisted sends a request again, at once, where a kept connection breaks: out of turn, and unseen. And
it takes headers without end: nothing but the time-out would stop them, or hints before an answer.
"""

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import ResponseFailed, _HTTP11ClientFactory

_IDLE = 10  # seconds: a connection that is kept for longer may be gone at the other end
_LONGEST_HEAD = 256 * 1024  # bytes before a body; browsers take as many, or fewer


class OnceHandler(HTTP11DownloadHandler):
    """One request is one request, and its answer's headers end."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False
        self._pool.cachedConnectionTimeout = _IDLE
        self._pool._factory = _Factory


class _Factory(_HTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        return _Client(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Client(HTTP11ClientProtocol):
    """Twisted's own, private as it is, since its agent takes no other."""

    _parser: Any
    _reading: Any = None  # the parser of the answer that `_head` is of
    _head = 0  # bytes of it until its body begins

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._parser is not self._reading:
            self._reading, self._head = self._parser, 0
        if self._parser and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > _LONGEST_HEAD:
                reason = ValueError(f"more than {_LONGEST_HEAD} bytes of headers")
                self._giveUp(Failure(ResponseFailed([Failure(reason)])))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]
