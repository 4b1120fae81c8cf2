"""What an answer's status means, and whether the source asks us to wait."""

from functools import partial
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper import pace
from scraper.desk import desk_of
from scraper.errors import SourceDown, SourceError, SourceResting
from scraper.sources import arxiv
from scraper.sources.answers import verdict
from scraper.spiders.base import Asking


class PolitenessMiddleware:
    """Raises SourceError out of a download; the spider puts it on record."""

    def __init__(self, crawler: Crawler) -> None:
        self._desk = desk_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response, where a parser may read it."""
        asking: Asking | None = request.meta.get("asking")
        source = asking.source if asking else arxiv.NAME
        headers = {
            name.decode("latin-1"): (value or b"").decode("latin-1")
            for name in response.headers
            if (value := response.headers.get(name)) is not None
        }
        kind = asking.kind if asking else None
        try:
            verdict(source, response.status, headers, response.body[:1024], kind)
        except SourceResting as error:
            until = await self._desk.write(partial(pace.rest, source=source, until=error.until))
            raise pace.resting(source, until) from error
        except SourceDown as error:
            if asking:
                raise
            if response.status >= 500:
                raise IgnoreRequest(str(error)) from error
        except SourceError:
            if asking:
                raise
        return response
