"""What a worker does beside its crawls, for as long as it lives."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import DBAPIError

from scraper import schedules
from scraper.desk import Desk
from scraper.enrich import corpus
from scraper.errors import Overloaded
from scraper.limits import Limits
from scraper.records.postings import index_unworded
from scraper.retention import forget

_log = logging.getLogger(__name__)

_INDEXING = 30.0  # seconds until it is looked again for papers without words
_FORGETTING = 3600.0  # seconds until it is looked again for what may be forgotten
_COUNTING = 60.0  # seconds between looks for papers whose terms are not counted
_FIRING = 20.0  # seconds between looks for schedules whose time has come


async def index_words(desk: Desk) -> None:
    """Give papers their words that came without: before there were any, or by the thousand."""
    last = 0
    while True:
        try:
            reached = await desk.write(partial(index_unworded, after=last))
        except DBAPIError as error:
            _log.warning("The words of papers could not be kept: %s", error.orig)
            reached = None
        if reached is None:
            await asyncio.sleep(_INDEXING)
        last = reached or last


async def count_terms(desk: Desk, is_busy: Callable[[], bool]) -> None:
    """While nobody waits for a crawl, count the terms of the papers that came meanwhile."""
    pause = 0.0
    while True:
        await asyncio.sleep(pause)
        pause = _COUNTING
        try:
            if not is_busy() and (texts := await desk.read(corpus.uncounted)):
                counts = await asyncio.to_thread(corpus.counted, texts)
                await desk.write(partial(corpus.keep, texts=texts, counts=counts))
                pause = 0.0
        except Exception:
            _log.exception("The terms of the papers on record could not be counted")


async def forget_what_is_old(desk: Desk) -> None:
    """Once an hour, forget what may be forgotten."""
    days = desk.settings.keep_days
    while True:
        try:
            more = await desk.write(partial(forget, days=days))
        except DBAPIError as error:
            _log.warning("What is old could not be forgotten: %s", error.orig)
            more = False
        await asyncio.sleep(1.0 if more else _FORGETTING)


async def fire_schedules(desk: Desk, limits: Limits) -> None:
    """Make the scheduled crawls whose time has come."""
    while True:
        try:
            if await desk.read(schedules.any_due):
                while fired := await desk.write(partial(schedules.fire, admit=limits.admit)):
                    told = {"schedule": fired.id, "crawl": fired.last_crawl}
                    _log.info("Fired", extra={"told": told})
        except Overloaded as error:
            _log.info("Scheduled crawls wait: %s", error)
        except DBAPIError as error:
            _log.warning("Scheduled crawls could not be made: %s", error.orig)
        await asyncio.sleep(_FIRING)
