"""How well the records tell which papers are one, and what that costs.

    python -m tests.benchmarks.bench_identity

Precision and recall over tests/samples/identity, beside the naive rule: the same title but for
case and punctuation, the same last word in the first author's name, years one apart at most. The
samples were at hand when the rule was written, so they show that it holds, not how it will fare.

Then all papers of arxiv_abstracts.jsonl.xz and aan.json are compared,
and the pairs counted that title, authors and year make one, then those that would be merged. Of
arXiv's none may be: each has its own id. The Anthology's ids are none that the records know, so its
pairs show what is left without identifiers: a text that was published twice, and reports that a
project gave the same title year by year. The rate is that of making title keys and comparing the
papers that share one.
"""

import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

from scraper.items import PaperItem
from scraper.normalise.identity import Facts, likeness
from scraper.records.identify import Candidate
from scraper.records.names import main_of, names_of, title_of
from tests.benchmarks import DATA, beside, table
from tests.benchmarks.make_identity import anthology, arxiv
from tests.scraper.records.pairs import pairs

Rule = Callable[[PaperItem, PaperItem], bool]


def by_facts(one: PaperItem, other: PaperItem) -> bool:
    """Title, authors and year alone."""
    facts = (Facts(each.title or "", each.authors, each.year) for each in (one, other))
    return likeness(*facts) > 0


def ours(one: PaperItem, other: PaperItem) -> bool:
    sides = [Candidate(None), Candidate(None)]
    for side, item in zip(sides, (one, other), strict=True):
        side.learn(item)
        side.names.update(names_of(item))
    return sides[0].like(sides[1]) > 0


def naive(one: PaperItem, other: PaperItem) -> bool:
    keys = [_letters(each) for each in (one, other)]
    names = [each.authors[0].split()[-1].lower() if each.authors else None for each in (one, other)]
    years = [each.year for each in (one, other)]
    near = years[0] is years[1] or (None not in years and abs(years[0] - years[1]) <= 1)  # type: ignore[operator]
    return keys[0] == keys[1] and names[0] == names[1] is not None and near


def _letters(item: PaperItem) -> str:
    return re.sub(r"\W+", "", (item.title or "").lower())


def score(name: str, rule: Rule) -> list[object]:
    said = [(pair.same, rule(pair.one, pair.other)) for pair in pairs()]
    right = sum(same and one for same, one in said)
    merged, true = sum(one for _same, one in said), sum(same for same, _one in said)
    false = f"{merged - right} of {len(said) - true}"
    return [
        name,
        f"{right / merged:.3f}",
        f"{right / true:.3f}",
        false,
        f"{true - right} of {true}",
    ]


def scan(name: str, items: Sequence[PaperItem]) -> list[object]:
    began = time.perf_counter()
    by_key: dict[str, list[tuple[PaperItem, bool]]] = defaultdict(list)
    for item in items:
        by_key[title_of(item) or ""].append((item, True))
        if main := main_of(item):
            by_key[main].append((item, False))
    found = {True: 0, False: 0}
    for near in by_key.values():
        for (one, whole), (other, also) in combinations(near, 2):
            if (whole or also) and by_facts(one, other):
                found[ours(one, other)] += 1
    rate = len(items) / (time.perf_counter() - began)
    began = time.perf_counter()
    by_key.clear()
    for item in items:
        by_key[_letters(item)].append((item, True))
    simply = sum(
        naive(one, other)
        for near in by_key.values()
        for (one, _), (other, _) in combinations(near, 2)
    )
    naive_rate = len(items) / (time.perf_counter() - began)
    return [
        f"{name}, {len(items):,} papers",
        sum(found.values()),
        simply,
        found[True],
        f"{rate:,.0f}",
        f"{naive_rate:,.0f}",
    ]


def main() -> None:
    head = ["samples", "precision", "recall", "false merges", "missed"]
    rows = [score("records", ours), score("naive", naive)]
    print(table(head, rows))
    for at, name in ((1, "precision"), (2, "recall")):
        mine, plain = (float(str(row[at])) for row in rows)
        beside(name, mine, plain, "same title, name and year", unit="", more_is_better=True)
    if not (DATA / "aan.json").exists():
        sys.exit(f"{DATA} has no aan.json: of the rest nothing is measured.")
    head = ["pairs", "alike", "alike, naive", "merged", "papers a second", "naive"]
    rows = [
        scan(name, [_item(record) for record in read(DATA)])
        for name, read in (("arXiv", arxiv), ("ACL", anthology))
    ]
    print(table(head, rows))


def _item(record: dict[str, object]) -> PaperItem:
    return PaperItem(**(record | {"authors": tuple(record["authors"])}))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
