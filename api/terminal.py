"""What is typed and shown in a terminal."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scraper.errors import BadInput

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


def pairs(given: Iterable[str]) -> dict[str, str]:
    """What is typed as NAME=VALUE. Raises BadInput for what is not."""
    given = list(given)
    if wrong := [each for each in given if "=" not in each]:
        raise BadInput(f"{wrong[0]!r} is no parameter; write it like period=2311.")
    return dict(each.split("=", 1) for each in given)


def printable(text: str) -> str:
    """What strangers wrote without what would steer the terminal; its lines stay lines."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)


def bar(*columns: "ProgressColumn") -> "Progress":
    """Progress on standard error, gone in the end; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
