"""The settings, read from ARXIVLENS_* environment variables; a wrong one fails at start, by name.

Every one is optional. The README lists them, and a test holds that list against this class.
"""

import difflib
import ipaddress
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from scraper.errors import BadSetting

PREFIX = "ARXIVLENS_"


def _default_data_dir() -> Path:
    """Where the XDG base directory specification puts an application's data."""
    home = os.environ.get("XDG_DATA_HOME", "")
    base = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share"
    return base / "arxivlens"


def _root(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write a full address such as https://arxiv.org")
    return url.rstrip("/")


RootUrl = Annotated[str, AfterValidator(_root)]


_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def _hosts(names: str) -> str:
    hosts = [each.strip() for each in names.lower().split(",")] if names.strip() else []
    if not all(map(_HOST.fullmatch, hosts)):
        raise ValueError("write hosts as in lens.example.org,192.0.2.7:8765")
    return ",".join(hosts)


Hosts = Annotated[str, AfterValidator(_hosts)]


class Settings(BaseSettings):
    """One field per variable; the variable is the field's name in capitals behind ARXIVLENS_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(default_factory=_default_data_dir)
    database_url: str | None = None
    contact: str | None = None
    log: Literal["text", "json"] = "text"

    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=1, le=65535)
    public_name: str | None = None
    rate_limit: int = Field(default=1200, ge=0)
    proxies: int = Field(default=0, ge=0, le=9)

    arxiv_url: RootUrl = "https://arxiv.org"
    arxiv_api_url: RootUrl = "https://export.arxiv.org/api/query"
    arxiv_oai_url: RootUrl = "https://oaipmh.arxiv.org/oai"
    arxiv_rss_url: RootUrl = "https://rss.arxiv.org"
    s2_url: RootUrl = "https://api.semanticscholar.org"
    openalex_url: RootUrl = "https://api.openalex.org"
    crossref_url: RootUrl = "https://api.crossref.org"
    page_hosts: Hosts = ""

    arxiv_delay: float | None = Field(default=None, ge=0)
    s2_api_key: SecretStr | None = None
    openalex_api_key: SecretStr | None = None

    llm_url: RootUrl | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    llm_timeout: float = Field(default=30, gt=0)
    llm_daily_requests: int = Field(default=500, ge=0)

    metadata_days: float = Field(default=7, gt=0)
    citation_days: float = Field(default=1, gt=0)
    refresh_requests: int = Field(default=200, ge=0)

    queue_limit: int = Field(default=1000, ge=1)
    disk_reserve: int = Field(default=200, ge=0)
    keep_days: float = Field(default=30, ge=1)

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment.

        Raises BadSetting for a wrong value, and for a name that is no setting.
        """
        names = {PREFIX + field.upper() for field in cls.model_fields}
        for name in sorted(os.environ):
            if name.startswith(PREFIX) and name not in names and name not in _OURS:
                near = difflib.get_close_matches(name, names, n=1)
                hint = (
                    f"; did you mean {near[0]}?"
                    if near
                    else f"; there are {', '.join(sorted(names))}."
                )
                raise BadSetting(name, f"is not a setting{hint}")
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0]) if first["loc"] else ""
            value = first.get("input")
            problem = first["msg"].removeprefix("Value error, ")
            raise BadSetting(
                PREFIX + field.upper(), f"{value!r} will not do: {problem}."
            ) from error

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL of the records: a SQLite file in the data directory unless set."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'arxivlens.db'}"
        return database_url(self.database_url)

    @cached_property
    def source_origins(self) -> frozenset[str]:
        """`scheme://host[:port]` of every source: nothing else is ever connected to."""
        return frozenset(
            origin
            for root in (
                self.arxiv_url,
                self.arxiv_api_url,
                self.arxiv_oai_url,
                self.arxiv_rss_url,
                self.s2_url,
                self.openalex_url,
                self.llm_url,
                self.crossref_url,
                *self._pages,
            )
            if root
            for origin in _origins(urlsplit(root))
        )

    @property
    def _pages(self) -> list[str]:
        hosts = filter(None, self.page_hosts.split(","))
        return [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]

    @cached_property
    def private_hosts(self) -> frozenset[str]:
        """The hosts of sources that whoever set them wrote as addresses, or as this machine.

        A language model's is one whatever its name: it is often the next machine.
        """
        hosts = {urlsplit(origin).hostname or "" for origin in self.source_origins}
        model = urlsplit(self.llm_url or "").hostname
        return frozenset(host for host in hosts if host in ("localhost", model) or address_of(host))

    def delay_of(self, source: str, usual: float) -> float:
        """Seconds between requests to `source`; a source on loopback is ours and not paced."""
        if source == "arxiv" and self.arxiv_delay is not None:
            return self.arxiv_delay
        root = {
            "arxiv": self.arxiv_url,
            "semantic_scholar": self.s2_url,
            "crossref": self.crossref_url,
            "language_model": self.llm_url or "",
        }.get(source, self.openalex_url)
        return 0.0 if is_loopback(urlsplit(root).hostname or "") else usual


def database_url(written: str) -> str:
    """The address of a database as people write it, with the driver that SQLAlchemy wants named."""
    scheme, _, rest = written.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else written


def _origins(root: SplitResult) -> set[str]:
    """An origin as it may be written, its usual port named or not."""
    usual = {"http": ":80", "https": ":443"}[root.scheme]
    bare = root.netloc.lower().removesuffix(usual)
    return {f"{root.scheme}://{bare}", f"{root.scheme}://{root.netloc.lower()}"}


def is_loopback(host: str) -> bool:
    """Whether it is this machine."""
    address = address_of(host)
    return address.is_loopback if address else host == "localhost"


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is written as; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


# Switches of the tests and the build, not of the program.
_OURS = frozenset({"ARXIVLENS_LIVE"})
