"""The graph of a paper with 10,000 citations: how long it takes, and how much it sends.

    python -m tests.benchmarks.bench_graph [DATA] [--papers 30000]

DATA is the folder with arxiv_abstracts.jsonl.xz and aan.json. Beside it stands what any answer has
to do: read the paper's 10,001 rows by the bare driver. Then how steady the layout is and how near
it brings what belongs together, on the neighbourhoods of the forty most cited papers of the ACL
Anthology, beside a force-directed layout (Fruchterman, Reingold 1991) of the same.
"""

import argparse
import gzip
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from sqlalchemy import text

from api.queries import layout, topics
from api.queries.graph import graph
from scraper.records import Database
from scraper.records.postings import index_words
from scraper.records.schema import migrate
from scraper.records.wording import weights
from tests.benchmarks import DATA, beside, table
from tests.benchmarks.citations import Year
from tests.benchmarks.corpus import Record, arxiv_records, draw_citations, store
from tests.benchmarks.databases import databases

CITED, CITING = 1, 10_000
HUBS, GONE = 40, 3

Matrix = np.ndarray[Any, np.dtype[np.float64]]


def costs(url: str, papers: list[Record], citations: list[tuple[int, int]]) -> None:
    """Print milliseconds and kilobytes at the default size, and at others."""
    database = Database(url)
    migrate(database)
    store(database, papers, citations)
    with database.writing() as session:
        counts = "SELECT count(*) FROM citation WHERE cited_id = paper.id"
        session.execute(text(f"UPDATE paper SET citation_count = ({counts})"))
        index_words(session, range(1, len(papers) + 1))
        session.execute(text("ANALYZE"))
    rows = text(
        "SELECT p.id, p.title, p.citation_count FROM citation c JOIN paper p ON p.id = c.citing_id"
        " WHERE c.cited_id = 1"
    )
    told = []
    with database.reading() as session:
        bare = _median(lambda: session.execute(rows).all())
        told.append(("reading its rows alone", f"{bare:.1f}", "1.0", "", ""))
        for name, asked in (
            ("60 papers", (60, 1)),
            ("60 papers, two hops", (60, 2)),
            ("500 papers", (500, 1)),
            ("500 papers, two hops", (500, 2)),
        ):
            spent = _median(lambda asked=asked: orjson.dumps(graph(session, CITED, *asked)))
            sent = orjson.dumps(graph(session, CITED, *asked))
            size, packed = len(sent) / 1024, len(gzip.compress(sent, 5)) / 1024
            parts = f"{spent:.1f}", f"{spent / bare:.1f}", f"{size:.0f}", f"{packed:.0f}"
            told.append((name, *parts))
            kind = url.partition(":")[0].partition("+")[0]
            beside(f"{name}, {kind}", spent, bare, "its 10,001 rows alone", unit="ms")
    print(table(("graph", "ms", "of the rows alone", "KB", "KB by gzip"), told))
    database.close()


def _median(function: Callable[[], object]) -> float:
    times = []
    for _ in range(15):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


class _Neighbourhood:
    """The papers around a hub, some left out."""

    def __init__(self, year: Year, cites: Mapping[str, set[str]], hub: str, near: Sequence[str]):
        at = {each: place for place, each in enumerate(near)}
        self.linked = np.zeros((len(near), len(near)))
        for each in near:
            for other in cites[each] & at.keys():
                self.linked[at[each], at[other]] = self.linked[at[other], at[each]] = 1
        own, *words = (topics.worth(weights(year.papers[e]["title"], "")) for e in (hub, *near))
        self.alike = topics.likeness(words, self.linked)
        centre = np.array([topics.cosine(own, each) for each in words])
        further = np.zeros(len(near), bool)
        self.ours = layout.places(list(near), words, self.alike, centre, further)
        self.forced = _fruchterman_reingold(self.linked)


def _fruchterman_reingold(linked: Matrix, steps: int = 50) -> Matrix:
    places = np.random.default_rng(1991).random((len(linked), 2))
    best, heat = 1 / np.sqrt(len(linked)), 0.1
    for _ in range(steps):
        apart = places[:, None] - places
        gap = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 0.01)
        force = (apart * (best**2 / gap**2 - linked * gap / best)[..., None]).sum(1)
        length = np.maximum(np.hypot(*force.T), 0.01)
        places = places + force * (heat / length)[:, None]
        heat -= 0.1 / (steps + 1)
    places -= places.mean(0)
    return places / np.median(np.hypot(*places.T))


def steadiness(folder: Path) -> None:
    """Print how far papers move when three of sixty come, and how near the linked are."""
    year = Year(folder, 2012, warm=False)
    cites, cited = defaultdict(set), defaultdict(set)
    for one, other in [*year.edges, *((q, o) for q, it in year.queries.items() for o in it.hidden)]:
        cites[one].add(other)
        cited[other].add(one)
    chance = random.Random(7)
    told: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for hub in islice(sorted(cited, key=lambda each: (-len(cited[each]), each)), HUBS):
        by_fame = sorted(cited[hub], key=lambda each: (-len(cited[each]), each))[:30]
        near = list(dict.fromkeys([*by_fame, *sorted(cites[hub])]))[:60]
        gone = set(chance.sample(near, GONE))
        kept = [each for each in near if each not in gone]
        at = [near.index(each) for each in kept]
        whole = _Neighbourhood(year, cites, hub, near)
        part = _Neighbourhood(year, cites, hub, kept)
        for name in ("ours", "forced"):
            after, before = getattr(whole, name), getattr(part, name)
            moved = np.hypot(*(after[at] - before).T)
            gaps = np.hypot(*(after[:, None] - after).transpose(2, 0, 1))
            near_by = gaps[whole.linked > 0].mean() / gaps[~np.eye(len(near), dtype=bool)].mean()
            told[name].append((np.median(moved), np.quantile(moved, 0.95), near_by))
    values = {
        name: [statistics.fmean(each) for each in zip(*told[name], strict=True)] for name in told
    }
    titles = {"ours": "ArxivLens", "forced": "Fruchterman-Reingold"}
    rows = [(title, *(f"{each:.2f}" for each in values[name])) for name, title in titles.items()]
    print("Moves in a node's usual distance from the centre; linked/any: the mean gap of linked")
    print("papers by that of any two.\n")
    print(table(("layout", "half move", "95 % move", "linked/any"), rows))
    for at, name in ((0, "half of the papers move"), (2, "gap of linked papers")):
        ours, forced = values["ours"][at], values["forced"][at]
        beside(f"layout, {name}", ours, forced, titles["forced"], unit="")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--papers", type=int, default=30_000)
    arguments = parser.parse_args()
    papers = arxiv_records(arguments.data / "arxiv_abstracts.jsonl.xz", arguments.papers)
    first = len(papers) - CITING + 1
    drawn = {*draw_citations(papers), *((each, CITED) for each in range(first, first + CITING))}
    citations = sorted(drawn)
    for kind, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        print(f"\n{len(papers):,} papers, {len(citations):,} citations, {title}", flush=True)
        with tempfile.TemporaryDirectory() as folder, databases(kind, Path(folder)) as make:
            costs(make("lens"), papers, citations)
    steadiness(arguments.data)


if __name__ == "__main__":
    main()
