"""The time of this machine: the one place that asks for it, and waits for it to pass.

Pace, back-off, freshness and leases all look here or at the database's own clock
(`records.clock`), so that a test that turns both has turned all of them.
"""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """The machine's own; another may be put in its place with `use`."""

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Return when so many have passed."""
        await asyncio.sleep(seconds)


_clock = Clock()


def use(clock: Clock) -> None:
    """From now on, this is the time."""
    global _clock
    _clock = clock


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.fromtimestamp(_clock.time(), UTC)


async def sleep(seconds: float) -> None:
    """Wait for the time to pass, while others work."""
    await _clock.sleep(seconds)
