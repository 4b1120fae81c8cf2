"""The log: lines for a person, or JSON lines (ARXIVLENS_LOG=json) that a request can be found in.

`about` says what the lines of a block are about: the request that asked, the crawl that is run.
Its id goes from the panel through the API and the crawl's row to the worker, so that one search
finds all that came of an opening. Nothing secret is written, whatever it stood in: our tokens,
what an Authorization header or an address holds, the keys of the settings.

For a person only what somebody should look at is written; as JSON, also what is changed and how
each crawl goes. What is read leaves no line in either: it is the readers' own business.
"""

import logging
import logging.config
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from pydantic import SecretStr

from scraper.settings import Settings

_about: ContextVar[dict[str, Any] | None] = ContextVar("about", default=None)
_SHORTEST = 4  # characters of a key; what is shorter stands in any text
_HIDDEN = "[hidden]"
_SECRETS = (
    re.compile(r"()lens_[A-Za-z0-9_-]{20,}"),
    re.compile(r"(\b(?:Bearer|Basic) +)[^\s\"',;]+", re.IGNORECASE),
    re.compile(r"(\b\w{0,20}(?:key|token|password|secret)=)[^&\s\"']+", re.IGNORECASE),
    re.compile(r"(://[^\s/:@]{0,100}:)[^\s/@]+(?=@)"),
)


@contextmanager
def about(**known: Any) -> Iterator[None]:
    """What the lines of the block are about, on top of what is known already."""
    before = _about.set({**(_about.get() or {}), **known})
    try:
        yield
    finally:
        _about.reset(before)


def begin(**known: Any) -> None:
    """Forget what the lines were about, and say what they are about from here on."""
    _about.set(known)


class _Formatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__()
        settings = Settings.load()
        password = urlsplit(settings.database).password
        named = {
            value.get_secret_value()
            for name in type(settings).model_fields
            if isinstance(value := getattr(settings, name), SecretStr)
        } | {password or "", unquote(password or "")}
        self._secrets = sorted((each for each in named if len(each) >= _SHORTEST), key=len)

    def _hide(self, text: str) -> str:
        for secret in reversed(self._secrets):
            text = text.replace(secret, _HIDDEN)
        for pattern in _SECRETS:
            text = pattern.sub(rf"\1{_HIDDEN}", text)
        return text.encode("utf-8", "replace").decode()  # half a pair is nothing to write

    def _known(self, record: logging.LogRecord) -> dict[str, Any]:
        told: dict[str, Any] = getattr(record, "told", None) or {}
        return {**(_about.get() or {}), **told}

    def _trace(self, record: logging.LogRecord) -> str | None:
        return self._hide(self.formatException(record.exc_info)) if record.exc_info else None


class TextFormatter(_Formatter):
    """One line to a record, and the traceback below it where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """What a stranger wrote ends no line and steers no terminal."""
        moment = datetime.fromtimestamp(record.created, UTC)
        known = "".join(f" {name}={value}" for name, value in self._known(record).items())
        said = f"{moment:%Y-%m-%d %H:%M:%S} [{record.name}] {record.levelname}: "
        said += "".join(
            each if each.isprintable() else " " for each in self._hide(record.getMessage() + known)
        )
        trace = self._trace(record)
        return f"{said}\n{trace}" if trace else said


class JsonFormatter(_Formatter):
    """One JSON object to a line: time, level, logger, message, what it is about, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Never more than one line."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._hide(record.getMessage()),
        }
        for name, value in self._known(record).items():
            said[name] = self._hide(value) if isinstance(value, str) else value
        if trace := self._trace(record):
            said["trace"] = trace
        return orjson.dumps(said, default=str, option=orjson.OPT_UTC_Z).decode()


def configuration(settings: Settings) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes."""
    kind, level = (JsonFormatter, "INFO") if settings.log == "json" else (TextFormatter, "WARNING")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": kind}},
        "handlers": {"ours": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["ours"], "level": "WARNING"},
        "loggers": {
            "api": {"level": level},
            "scraper": {"level": level},
            "__main__": {"level": level},  # the worker, started by itself
            "scrapy": {"level": "WARNING"},  # it gives itself another
        },
    }


def set_up(settings: Settings) -> None:
    """Let all of this process's log go to standard error, as the settings want it."""
    logging.config.dictConfig(configuration(settings))
    logging.captureWarnings(True)
