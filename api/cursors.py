"""Cursors: where in a list the next page begins.

A cursor says of which list it is and where the last row stood in that list's order, so that rows
which come or go meanwhile shift nothing. Forging one leads to another place in the same list.
"""

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from math import isfinite
from typing import Any

import orjson

from api.errors import Problem

Place = Sequence[int | float | str]
PATTERN = "^[A-Za-z0-9_-]{0,1000}$"


def write(of: Sequence[object], place: Place) -> str:
    """The cursor of a list, after the row at `place`; `of` is all that makes it another list."""
    return urlsafe_b64encode(orjson.dumps([_mark(of), *place])).rstrip(b"=").decode()


def read(of: Sequence[object], cursor: str, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """The place, a value of each of `kinds`; None for an empty cursor: the list's beginning.

    A Problem `bad-cursor` for one that `write` has not given for this list.
    """
    if not cursor:
        return None
    try:
        mark, *place = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        mark, place = None, []
    if mark != _mark(of) or [type(each) for each in place] != list(kinds) or not _are_sane(place):
        raise Problem(
            "bad-cursor",
            "This cursor is not of this list; send `next` as it came, with the other parameters"
            " as they were, or begin without one.",
        )
    return tuple(place)


def page(of: Sequence[object], found: Sequence[tuple[Place, Any]], limit: int) -> dict[str, Any]:
    """{items, next} of (place, item) in order, one more than `limit` where the list goes on."""
    goes_on = len(found) > limit
    return {
        "items": [item for _place, item in found[:limit]],
        "next": write(of, found[limit - 1][0]) if goes_on else None,
    }


def _are_sane(place: Place) -> bool:
    return all(
        (isinstance(each, str) and "\0" not in each)
        or (isinstance(each, int | float) and isfinite(each) and abs(each) < 2**31)
        for each in place
    )


def _mark(of: Sequence[object]) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()[:8]
