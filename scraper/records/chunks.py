"""Many values, some at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_ASKED = 512  # in one query: well under every database's limit of parameters


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The values in order, `size` at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def asked_for(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values as `column IN (…)` takes them: in few lengths, the last one over and over.

    Each length is a statement of its own, which the database has to read and every connection
    keeps: without end, as it seems, where a list has any length.
    """
    for some in chunks(values, _ASKED):
        length = 1 << (len(some) - 1).bit_length()
        yield [*some, *[some[-1]] * (length - len(some))]
