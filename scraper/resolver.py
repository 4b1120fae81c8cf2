"""Names of hosts to addresses, none of them private.

Scrapy connects to the very address that it gets here, so a name that changes its address between
check and connection gains nothing.
"""

import ipaddress
from collections.abc import Sequence
from typing import Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from scraper.settings import Settings


class PublicResolver(CachingThreadedResolver):
    """Refuses every address that is not of the public network.

    But for hosts that the settings name by such an address, or as `localhost`.
    """

    private_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.private_hosts = Settings.load().private_hosts
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802
        """The address. Fails with DNSLookupError for a private one."""
        found = super().getHostByName(name, timeout)
        return found.addCallback(self._refuse_private, name)

    def _refuse_private(self, address: str, name: str) -> str:
        if name not in self.private_hosts and not ipaddress.ip_address(address).is_global:
            raise DNSLookupError(f"{name} has the private address {address}")
        return address
