"""Make `scraper/data/stems.txt.xz`: how many arXiv abstracts hold each frequent stem.

    python -m tests.benchmarks.make_stems RECORDS.jsonl.xz

A minute. The records are arXiv's metadata (CC0).
"""

import argparse
import json
import lzma
from collections import Counter
from pathlib import Path

from scraper.records.wording import stems

LEAST = 50  # abstracts that hold a stem


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    counts: Counter[str] = Counter()
    documents = 0
    with lzma.open(parser.parse_args().records, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            counts.update(set(stems(f"{record['title']} | {record['abstract']}")))
            documents += 1
    kept = sorted((word, count) for word, count in counts.items() if count >= LEAST)
    text = f"{documents}\n" + "".join(f"{word} {count}\n" for word, count in kept)
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    Path("scraper/data/stems.txt.xz").write_bytes(packed)
    print(f"{len(kept)} stems of {documents} abstracts, {len(packed)} bytes")


if __name__ == "__main__":
    main()
