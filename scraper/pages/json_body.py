"""The JSON of an answer, or the page error that says why there is none."""

import json
from typing import Any

from scraper.errors import LayoutUnknown, NotThisPage, PageIncomplete
from scraper.pages import bounds


def read(body: bytes) -> Any:
    """Raises PageIncomplete for JSON that stops midway and NotThisPage for everything else.

    The standard library's reader is used because it takes halves of surrogate pairs, which
    sentences cut out of papers have; `fields.text` takes them out.
    """
    bounds.size(body)
    body = body.strip()
    try:
        return json.loads(body, parse_int=_whole_number)
    except RecursionError:
        raise NotThisPage("The answer is nested deeper than any real one.") from None
    except ValueError as error:
        if body[:1] in (b"{", b"[") and body[-1:] not in (b"}", b"]"):
            raise PageIncomplete("The answer stops in the middle of its JSON.") from error
        raise NotThisPage("The answer is no JSON.") from error


def _whole_number(digits: str) -> int | None:
    # Python refuses to read a number of thousands of digits, and with it the whole answer.
    return int(digits) if len(digits) < 20 else None


def read_object(body: bytes, key: str) -> dict[str, Any]:
    """The object of an answer that always has `key`; raises NotThisPage where it has not."""
    value = read(body)
    if not isinstance(value, dict):
        raise NotThisPage("The answer is JSON, but no object.")
    if key not in value:
        raise NotThisPage(f"The answer has no {key!r}, so it is some other page.")
    return value


def rows(value: object, key: str) -> list[Any]:
    """The list under `key`, where null stands for an empty one; raises LayoutUnknown otherwise."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise LayoutUnknown(f"{key!r} is not the list that it should be.")
    return value
