"""A year of the ACL Anthology Network, some references of its papers hidden, and ways to find them.

AAN (Radev et al. 2009) has titles, authors, venues, years and who cites whom. The queries are the
papers of one year with at least five references; hidden is every fifth reference of each ("warm")
or all ("cold"). Visible is every other edge whose citing paper is no query and not younger.
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log, sqrt
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

Scores = Mapping[str, float]
Method = Callable[[str], Scores]
_WORD = re.compile(r"[a-z0-9]+")


class Query(NamedTuple):
    visible: list[str]
    hidden: list[str]


class Year:
    """The papers of a year and before, the visible edges, and the queries."""

    def __init__(self, folder: Path, year: int, *, warm: bool) -> None:
        data = json.loads((folder / "aan.json").read_text())
        self.papers = {each["id"]: each for each in data["papers"] if each["year"] <= year}
        edges = sorted({(one, other) for one, other in data["edges"] if one != other})
        edges = [edge for edge in edges if self.papers.keys() >= set(edge)]
        references = _grouped(edges)
        split = folder / f"aan_split_{year}.json"
        if split.exists():
            told = json.loads(split.read_text())["queries"]
            queries = {each: Query(it["visible"], it["hidden"]) for each, it in told.items()}
        else:
            queries = dict(_hidden(self.papers, references, year))
        if not warm:
            queries = {each: Query([], q.visible + q.hidden) for each, q in queries.items()}
        self.queries = queries
        self.edges = [edge for edge in edges if edge[0] not in queries]
        self.edges += [(each, other) for each, q in queries.items() for other in q.visible]

    def measure(self, method: Method) -> tuple[float, float, float]:
        """Recall@10 and @20 in percent, and MRR, each the mean over the queries."""
        rows = []
        for each, (visible, hidden) in self.queries.items():
            scores = method(each)
            known = {each, *visible}
            ranked = sorted(scores, key=lambda other: (-scores[other], other))
            ranked = [other for other in ranked if other not in known and scores[other] > 0]
            places = [at for at, other in enumerate(ranked) if other in set(hidden)]
            tens = [100 * sum(at < most for at in places) / len(hidden) for most in (10, 20)]
            rows.append((*tens, 1 / (1 + places[0]) if places else 0.0))
        return tuple(map(fmean, zip(*rows, strict=True)))  # type: ignore[return-value]


def _grouped(pairs: Iterable[tuple[str, str]]) -> defaultdict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        groups[one].append(other)
    return groups


def _hidden(
    papers: Mapping[str, Any], references: Mapping[str, list[str]], year: int
) -> Iterable[tuple[str, Query]]:
    chance = random.Random(10_000 + year)
    for each in sorted(papers):
        cited = references[each]
        if papers[each]["year"] == year and len(cited) >= 5:
            hidden = set(chance.sample(cited, max(1, round(len(cited) / 5))))
            yield each, Query([other for other in cited if other not in hidden], sorted(hidden))


class Baselines:
    """The ways that the data's notes list, and their best blends, as we would write them."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._cites = _grouped(year.edges)
        self._cited_by = _grouped((other, one) for one, other in year.edges)
        self._words = {
            each: Counter(_WORD.findall(it["title"].lower())) for each, it in year.papers.items()
        }
        self._holders = _grouped(
            (word, each) for each, words in self._words.items() for word in words
        )
        self._length = {each: words.total() for each, words in self._words.items()}
        self._mean = fmean(self._length.values())
        self._norm = {
            each: sqrt(sum(self._tfidf(each, word) ** 2 for word in words)) or 1.0
            for each, words in self._words.items()
        }
        authors = {each: it["authors"].split("; ") for each, it in year.papers.items()}
        self._authors = {each: [name for name in names if name] for each, names in authors.items()}
        self._written = _grouped(
            (name, each) for each, names in self._authors.items() for name in names
        )

    def warm(self) -> dict[str, Method]:
        """For papers of which most references are visible."""
        graph = [self.cocitation, self.coupling_vote]
        every = [*graph, self.tfidf, self.text_vote, self.authors]
        return {
            "TF-IDF of titles": self.tfidf,
            "BM25 of titles": self.bm25,
            "bibliographic coupling": self.coupling,
            "neighbours' vote, by text": self.text_vote,
            "neighbours' vote, by coupling": self.coupling_vote,
            "co-citation with visible references": self.cocitation,
            "co-citation + coupling vote + TF-IDF": _blend([*graph, self.tfidf], (1, 1, 0.3)),
            "that + text vote + authors": _blend(every, (1, 1, 0.3, 0.6, 0.3)),
            "the same, weights tuned on 2009": _blend(every, (1, 1, 0.5, 0.2, 0.5)),
        }

    def cold(self) -> dict[str, Method]:
        """For papers of which none is."""
        every = [self.text_vote, self.tfidf, self.authors, self.popularity]
        return {
            "TF-IDF of titles": self.tfidf,
            "neighbours' vote, by text": self.text_vote,
            "that + TF-IDF + authors + popularity": _blend(every, (1, 0.3, 0.3, 0.1)),
            "the same, weights tuned on 2009": _blend(every, (1, 0.6, 0.8, 0.05)),
        }

    def _idf(self, word: str) -> float:
        return log(len(self._words) / len(self._holders[word])) + 1

    def _tfidf(self, paper: str, word: str) -> float:
        return (1 + log(self._words[paper][word])) * self._idf(word)

    def tfidf(self, paper: str) -> Scores:
        """The cosine of the titles."""
        found: defaultdict[str, float] = defaultdict(float)
        for word in self._words[paper]:
            ours = self._tfidf(paper, word) / self._norm[paper]
            for other in self._holders[word]:
                found[other] += ours * self._tfidf(other, word) / self._norm[other]
        found.pop(paper, None)
        return found

    def bm25(self, paper: str) -> Scores:
        """Okapi's, with k1 1.2 and b 0.75."""
        found: defaultdict[str, float] = defaultdict(float)
        for word in self._words[paper]:
            for other in self._holders[word]:
                count = self._words[other][word]
                damped = count + 1.2 * (0.25 + 0.75 * self._length[other] / self._mean)
                found[other] += self._idf(word) * count * 2.2 / damped
        found.pop(paper, None)
        return found

    def coupling(self, paper: str) -> Scores:
        """The cosine of the reference lists."""
        return self._cosine(paper, self._cites, self._cited_by)

    def _cosine(
        self, paper: str, there: Mapping[str, list[str]], back: Mapping[str, list[str]]
    ) -> Scores:
        ours = there.get(paper, [])
        shared = Counter(other for each in ours for other in back.get(each, ()))
        del shared[paper]
        return {
            other: count / sqrt(len(ours) * len(there[other])) for other, count in shared.items()
        }

    def _vote(self, neighbours: Scores) -> Scores:
        found: defaultdict[str, float] = defaultdict(float)
        for other in sorted(neighbours, key=lambda each: -neighbours[each])[:50]:
            for cited in self._cites.get(other, ()):
                found[cited] += neighbours[other]
        return found

    def text_vote(self, paper: str) -> Scores:
        """What the fifty papers cite whose titles are nearest."""
        return self._vote(self.tfidf(paper))

    def coupling_vote(self, paper: str) -> Scores:
        """What the fifty papers cite whose references are nearest."""
        return self._vote(self.coupling(paper))

    def cocitation(self, paper: str) -> Scores:
        """The sum of the cosines with which a paper is cited where the visible references are."""
        found: Counter[str] = Counter()
        for reference in self._cites.get(paper, ()):
            found.update(self._cosine(reference, self._cited_by, self._cites))
        return found

    def authors(self, paper: str) -> Scores:
        """How often its authors have cited a paper; what they wrote counts as cited once more."""
        found: Counter[str] = Counter()
        for name in self._authors[paper]:
            for other in self._written[name]:
                if other != paper:
                    found.update([other, *self._cites.get(other, ())])
        return found

    def popularity(self, paper: str) -> Scores:
        """The logarithm of its citations."""
        return {other: log(1 + len(citing)) for other, citing in self._cited_by.items()}


def _blend(methods: Sequence[Method], weights: Sequence[float]) -> Method:
    def blended(paper: str) -> Scores:
        found: defaultdict[str, float] = defaultdict(float)
        for method, weight in zip(methods, weights, strict=True):
            scores = method(paper)
            most = max(scores.values(), default=0.0)
            for other, score in scores.items():
                found[other] += weight * score / most
        return found

    return blended
