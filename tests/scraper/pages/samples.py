"""The recorded answers under tests/samples/<page>/<case>/, and items in the form kept there.

A case is a folder with the answer (`answer.*`) and the item it must be read as (`expected.json`,
without the fields that are None or empty). ORIGIN beside them says where they come from.
"""

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "samples"


def cases(page: str) -> list[str]:
    """Every case of a page, for `pytest.mark.parametrize`; none at all is an error."""
    found = sorted(path.parent.name for path in (SAMPLES / page).glob("*/expected.json"))
    assert found, f"no samples of {page}"
    return found


def answer(page: str, case: str) -> bytes:
    (path,) = (SAMPLES / page / case).glob("answer.*")
    return path.read_bytes()


def expected(page: str, case: str) -> Any:
    return json.loads((SAMPLES / page / case / "expected.json").read_text())


def plain(item: Any) -> Any:
    """An item, or a tuple of them, as JSON has it."""
    if dataclasses.is_dataclass(item):
        values = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
        return {name: plain(value) for name, value in values.items() if value not in (None, ())}
    if isinstance(item, tuple):
        return [plain(value) for value in item]
    return item.isoformat() if isinstance(item, date) else item
