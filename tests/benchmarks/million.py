"""As many papers as are wanted, and who cites whom, in the formats that `arxivlens load` reads.

The first hundred thousand papers are arXiv's own (its metadata is CC0). A further one is put
together from three of them: the beginning of one's title and the end of another's, sentences of
two abstracts, the authors of the third with surnames exchanged. So words, and runs of them, are as
frequent and texts as long as real ones; but no new words come, as they do in life.

A paper cites ten on average, in a log-normal spread; each is, three times in five, one that another
paper cites (which makes the power law: Kumar et al. 2000, exponent 1 + 1/0.6), else any older one.
"""

import lzma
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

_A_MONTH = 20_000  # ids of a month; arXiv gives five digits
_COPIED = 0.6
_BLOCK = 2_000  # papers whose citations are drawn at once
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_CATEGORIES = "cs.LG cs.CL cs.CV cs.AI stat.ML math.CO hep-th quant-ph astro-ph.GA cond-mat".split()


def write_files(file: Path, folder: Path, papers: int) -> tuple[Path, Path]:
    """papers.jsonl and edges.csv in `folder`; `file` is arxiv_abstracts.jsonl.xz."""
    jsonl, csv = folder / "papers.jsonl", folder / "edges.csv"
    with lzma.open(file) as source:
        real = [orjson.loads(line) for line in source]
    with jsonl.open("wb") as out:
        for number, paper in enumerate(_papers(real, papers)):
            out.write(orjson.dumps(paper | _besides(number)) + b"\n")
    with csv.open("w") as lines:
        lines.write("citing,cited\n")
        for citing, cited in _edges(papers):
            lines.write(f"{_id(citing)},{_id(cited)}\n")
    return jsonl, csv


def _id(number: int) -> str:
    month, place = divmod(number, _A_MONTH)
    return f"{15 + month // 12:02}{1 + month % 12:02}.{place + 1:05}"


def _besides(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    name = _id(number)
    day = f"{chance.randint(1, 28)} May 20{name[:2]} 18:05:00 GMT"
    return {
        "id": name,
        "categories": " ".join(chance.sample(_CATEGORIES, chance.choice((1, 1, 2, 3)))),
        "versions": [{"version": "v1", "created": f"Mon, {day}"}],
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    }


def _papers(real: Sequence[dict[str, str]], count: int) -> Iterator[dict[str, str]]:
    yield from real[:count]
    chance = random.Random(2007)
    for _ in range(count - len(real)):
        one, two, three = chance.sample(real, 3)
        begins, ends = one["title"].split(), two["title"].split()
        first, last = (_SENTENCE.split(each["abstract"]) for each in (one, two))
        names = three["authors"].split(", ")
        others = chance.choice(real)["authors"].split(", ")
        yield {
            "title": " ".join([*begins[: (len(begins) + 1) // 2], *ends[len(ends) // 2 :]]),
            "abstract": " ".join([*first[: len(first) // 2 + 1], *last[len(last) // 2 :]]),
            "authors": ", ".join(
                f"{name.rpartition(' ')[0]} {chance.choice(others).rpartition(' ')[2]}".strip()
                for name in names
            ),
        }


def _edges(papers: int) -> Iterator[tuple[int, int]]:
    chance = np.random.default_rng(1999)
    cited = np.empty(16 * papers, np.int32)
    filled = 0
    for start in range(1, papers, _BLOCK):
        block = np.arange(start, min(start + _BLOCK, papers))
        wanted = np.minimum(chance.lognormal(0, 0.85, len(block)) * 7, 300).astype(int)
        citing = np.repeat(block, wanted)
        drawn = (chance.random(len(citing)) * citing).astype(np.int32)
        copied = (chance.random(len(citing)) < _COPIED) & (filled > 0)
        copies = cited[chance.integers(0, max(filled, 1), len(citing))]
        drawn = np.where(copied & (copies < citing), copies, drawn)
        room = min(len(drawn), len(cited) - filled)
        cited[filled : filled + room] = drawn[:room]
        filled += room
        yield from zip(citing.tolist(), drawn.tolist(), strict=True)
