"""What is shown in a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


def printable(text: str) -> str:
    """What strangers wrote without what would steer the terminal; its lines stay lines."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)


def bar(*columns: "ProgressColumn") -> "Progress":
    """Progress on standard error, gone in the end; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
