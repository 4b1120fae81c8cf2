"""Make `scraper/data/terms.txt.xz`: in how many arXiv abstracts each 1- to 3-gram stands.

    python -m tests.benchmarks.make_terms [DATA]

Needs nothing beyond the product, five minutes and 1 GB. DATA is the folder with
arxiv_abstracts.jsonl.xz, one record with title and abstract a line (arXiv's metadata, CC0).
"""

import json
import lzma
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scraper.enrich.background import Table
from scraper.enrich.terms import document_terms

TARGET = Path(__file__).parents[2] / "scraper" / "data" / "terms.txt.xz"
LEAST = {1: 2, 2: 4, 3: 5}  # in how many abstracts an n-gram must be, by its words
SLOTS = 1 << 26


def records(path: Path) -> Iterator[set[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield document_terms(record["title"], record["abstract"])


def least(key: str) -> int:
    return LEAST[min(3, key.count(" ") + 1)]


def main(source: Path) -> None:
    # Most n-grams are rare: count hashes first, then only the keys that can be frequent enough.
    slots = bytearray(SLOTS)
    documents = 0
    for keys in records(source):
        documents += 1
        for key in keys:
            slot = zlib.crc32(key.encode()) % SLOTS
            slots[slot] = min(255, slots[slot] + 1)
    counts: Counter[str] = Counter()
    for keys in records(source):
        counts.update(key for key in keys if slots[zlib.crc32(key.encode()) % SLOTS] >= least(key))
    common = {key: count for key, count in counts.items() if count >= least(key)}
    data = Table.written(common, documents)
    TARGET.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    print(
        f"{documents:,} abstracts, {len(common):,} n-grams, {len(data):,} bytes,"
        f" {TARGET.stat().st_size:,} compressed"
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/datasets")
    main(folder / "arxiv_abstracts.jsonl.xz")
