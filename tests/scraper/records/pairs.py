"""The pairs of tests/samples/identity: two records each, of one paper or of two."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.items import PaperItem

SAMPLES = Path(__file__).parents[2] / "samples" / "identity"


@dataclass(frozen=True)
class Pair:
    kind: str
    same: bool
    one: PaperItem
    other: PaperItem


def pairs() -> list[Pair]:
    """All of them."""
    lines = [
        json.loads(line)
        for path in sorted(SAMPLES.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [
        Pair(line["kind"], line["same"], _item(line["one"]), _item(line["other"])) for line in lines
    ]


def _item(record: dict[str, Any]) -> PaperItem:
    return PaperItem(**(record | {"authors": tuple(record["authors"])}))
