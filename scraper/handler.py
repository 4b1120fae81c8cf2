"""Scrapy's way of downloading, without the second request that nobody asked for.

Twisted sends a request again, at once, where a kept connection breaks: out of turn, and unseen.
"""

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler

_IDLE = 10  # seconds: a connection that is kept for longer may be gone at the other end


class OnceHandler(HTTP11DownloadHandler):
    """One request is one request."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.retryAutomatically = False
        self._pool.cachedConnectionTimeout = _IDLE
