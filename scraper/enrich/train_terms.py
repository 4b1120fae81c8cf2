"""Make `data/terms.txt.xz` from arXiv records, one JSON object with title and abstract a line.

    python -m scraper.enrich.train_terms ../shared/datasets/arxiv_abstracts.jsonl.xz

Needs nothing beyond Python, ten minutes and 2 GB. The records are arXiv's metadata (CC0).
"""

import json
import lzma
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scraper.enrich.terms import key_of, ngrams, phrases

LEAST = {1: 3, 2: 8, 3: 12}  # in how many abstracts an n-gram must be, by its length
SLOTS = 1 << 26


def records(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield f"{record['title']} | {record['abstract']}"


def occurrences(text: str) -> Iterator[tuple[str, int, bool, bool]]:
    """Every n-gram: its key, its length, whether it begins its phrase, whether it ends it."""
    for run in phrases(text):
        keys = [key_of(word) for word in run]
        for start, end in ngrams(run):
            yield " ".join(keys[start:end]), end - start, start == 0, end == len(run)


def make(source: Path, target: Path) -> None:
    # Most n-grams are rare: count hashes first, then only the keys that can be frequent enough.
    slots = bytearray(SLOTS)
    documents = 0
    for text in records(source):
        documents += 1
        for key in {key for key, *_ in occurrences(text)}:
            slot = zlib.crc32(key.encode()) % SLOTS
            slots[slot] = min(255, slots[slot] + 1)
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for text in records(source):
        seen = set()
        for key, length, first, last in occurrences(text):
            if slots[zlib.crc32(key.encode()) % SLOTS] < LEAST[length]:
                continue
            seen.add((key, length))
            totals[key] += 1
            begins[key] += first
            ends[key] += last
        counts.update(seen)
    lines = [
        f"{key}\t{count}\t{round(9 * ends[key] / totals[key])}{round(9 * begins[key] / totals[key])}"
        for (key, length), count in counts.items()
        if count >= LEAST[length]
    ]
    lines.sort(key=lambda line: line.split("\t")[0].encode())
    data = "\n".join([str(documents), *lines, ""]).encode()
    target.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    print(f"{documents} abstracts, {len(lines)} n-grams, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(__file__).parents[1] / "data" / "terms.txt.xz")
