"""The kinds of pages that can be read, by their parsers' stems."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from scraper import pages
from scraper.errors import BadInput

_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def kinds() -> list[str]:
    """The stems of all parsers."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(pages.__path__)
        if hasattr(importlib.import_module(f"scraper.pages.{module.name}"), "parse")
    )


def parser(kind: str) -> Callable[[bytes], Any]:
    """From a page's bytes to what can be written as JSON. Raises BadInput for no such kind."""
    known = kinds()
    if kind not in known:
        raise BadInput(f"There is no parser {kind!r}; there are {', '.join(known)}.")
    module = importlib.import_module(f"scraper.pages.{kind}")
    as_json: Callable[[Any], Any] = getattr(module, "as_json", _plain)
    return lambda body: as_json(module.parse(body))


def _plain(parsed: Any) -> Any:
    return _ANYTHING.dump_python(parsed, mode="json")
