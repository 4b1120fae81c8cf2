"""How much one client may ask for in a minute, where the server listens beyond this machine.

A client is a token that holds, or an address; of IPv6 the first 64 bits, since a household has them
all. The first request begins a minute; what it holds is counted down, and more is refused until it
ends. Most requests count one; a batch, a list that is sent whole and the like count more.

What is counted lies in memory that the server's processes share, being forked from the one that
made it: so many slots and no more, of which the one that began longest ago goes to a newcomer. Two
processes that count the same client at the very same moment may count one request too few. Servers
on several machines count each for itself. What goes out is as draft 11 (May 2026) of
draft-ietf-httpapi-ratelimit-headers has it.
"""

import hashlib
import mmap
import os
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from api.errors import Problem
from scraper.settings import address_of

_WINDOW = 60  # seconds
_GROUPS, _WAYS = 512, 8  # a client has its slot in one group
_SLOT = struct.Struct("=8sdQ")  # who, since when, how much
_GROUP = _WAYS * _SLOT.size
_shared = mmap.mmap(-1, _GROUPS * _GROUP)
_key = os.urandom(16)  # nobody can tell who would push out whom
_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client has left, and in how many seconds it has all of it again."""

    quota: int
    left: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """As the client is told."""
        return {
            "RateLimit-Policy": f'"minute";q={self.quota};w={_WINDOW}',
            "RateLimit": f'"minute";r={max(0, self.left)};t={self.reset}',
        }


class Quotas:
    """So much for each; of `quota` 0, no limit.

    `of` tells one server from another in the same processes; `proxies` stand in front of it.
    """

    def __init__(self, of: str, quota: int, proxies: int = 0) -> None:
        self._of, self.quota, self._proxies = of, quota, proxies

    def address(self, request: Mapping[str, Any]) -> str:
        """Whose request it is, given as its WSGI environment: each proxy has added who asked it."""
        said = [each.strip() for each in request.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        at: str = [*said, request.get("REMOTE_ADDR", "")][-1 - self._proxies :][0]
        found = address_of(at)
        if found is None:
            return at[:100]
        if found.version == 6 and found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(found) if found.version == 4 else found.exploded[:19]

    def take(self, who: str, units: int = 1) -> Standing | None:
        """Count what a client asks for; with less than nothing `left`, too much. None: no limit."""
        if not self.quota:
            return None
        name = hashlib.blake2b(f"{self._of} {who}".encode(), digest_size=8, key=_key).digest()
        group = int.from_bytes(name) % _GROUPS * _GROUP
        now = time.monotonic()
        with _counting:
            slots = list(_SLOT.iter_unpack(_shared[group : group + _GROUP]))
            own = [at for at, (other, _since, _used) in enumerate(slots) if other == name]
            at = own[0] if own else min(range(_WAYS), key=lambda at: slots[at][1])
            _other, since, used = slots[at]
            if not own or not 0 <= now - since < _WINDOW:
                since, used = now, 0
            used = min(used + units, 2**40)
            _SLOT.pack_into(_shared, group + at * _SLOT.size, name, since, used)
        return Standing(self.quota, self.quota - used, max(1, ceil(since + _WINDOW - now)))

    def charge(self, who: str, units: int = 1) -> Standing | None:
        """The same, but for a Problem `quota-exceeded` where it is too much."""
        standing = self.take(who, units)
        if standing and standing.left < 0:
            raise Problem(
                "quota-exceeded",
                f"One client may ask for {self.quota} a minute; go on in {standing.reset} seconds."
                " A batch asks for many papers at once.",
                **standing.headers,
                **{"Retry-After": str(standing.reset)},
            )
        return standing
