"""Text that strangers wrote, in a terminal."""


def printable(text: str) -> str:
    """The text without anything that would steer the terminal; its lines stay lines."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)
