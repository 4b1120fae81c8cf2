"""What a refusal says."""

from typing import Any

from api.errors import TYPES


def kind(answer: Any) -> str:
    """The name of a refusal."""
    found: str = answer.json["type"].removeprefix(TYPES)
    return found
