"""arXiv's robots.txt: read again after a day, or soon where it could not be read."""

from datetime import datetime, timedelta

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from scraper.clock import utc_now

_GOOD_FOR = timedelta(days=1)  # RFC 9309, 2.4
_AGAIN = timedelta(minutes=15)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own keeps what it got first, a failure too, as long as the process lives."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._until: dict[str, datetime] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None: it has none that can be read."""
        host = urlparse_cached(request).netloc
        if host in self._until and self._until[host] <= utc_now():
            del self._until[host], self._parsers[host]
        parser = await super().robot_parser(request)
        self._until.setdefault(host, utc_now() + (_GOOD_FOR if parser else _AGAIN))
        return parser
