"""Names of hosts to addresses, none of them private.

Scrapy connects to the very address that it gets here, so a name that changes its address between
check and connection gains nothing.
"""

import ipaddress
from collections.abc import Sequence
from typing import Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from scraper.settings import Settings


class PublicResolver(CachingThreadedResolver):
    """Refuses every address that is not of the public network.

    But for hosts that the settings name by such an address or as `localhost`, and for the proxies
    that the environment names.
    """

    private_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        proxies = {urlsplit(proxy).hostname or "" for proxy in getproxies().values()}
        resolver.private_hosts = Settings.load().private_hosts | proxies
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802
        """The address. Fails with DNSLookupError for a private one."""
        found = super().getHostByName(name, timeout)
        return found.addCallback(self._refuse_private, name)

    def _refuse_private(self, address: str, name: str) -> str:
        if name not in self.private_hosts and not is_public(address):
            raise DNSLookupError(f"{name} has the private address {address}")
        return address


def is_public(address: str) -> bool:
    """Whether anybody on the Internet may have it."""
    parsed = ipaddress.ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped:
        return is_public(str(mapped))
    return parsed.is_global and not parsed.is_multicast
