"""A hundred thousand real papers in the records, and a million citations drawn among them.

Titles, abstracts and authors are arXiv's (its metadata is CC0). Who cites whom nobody gives away,
so it is drawn by copying (Kleinberg et al. 1999): a paper cites an older one, mostly one on its own
subject, and some of what that one cites. Citations then follow a power law, as real ones do: the
most cited paper has some 20,000.
"""

import json
import lzma
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert

from scraper.records import Author, Authorship, Citation, Database, Paper, utc_now
from scraper.records.base import table
from scraper.records.wording import weights


class Record(NamedTuple):
    """A paper; its number on record is its place in the list, from 1."""

    name: str
    title: str
    abstract: str | None
    authors: list[str]
    year: int


def arxiv_records(file: Path, most: int) -> list[Record]:
    """The first of the file, the oldest paper first."""
    found = []
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in islice(lines, most):
            each = json.loads(line)
            month = each["id"].rpartition("/")[2][:4]
            year = int(month[:2]) + (1900 if month > "90" else 2000)
            authors = [name.strip() for name in each["authors"].split(",") if name.strip()]
            record = Record(each["id"], each["title"], each["abstract"], authors, year)
            found.append((year, month, record))
    return [record for _, _, record in sorted(found)]


def draw_citations(papers: Sequence[Record], mean: float = 10.0) -> list[tuple[int, int]]:
    """(citing, cited), about `mean` of each paper."""
    chance = random.Random(1999)
    words = [list(weights(each.title, each.abstract or "")) for each in papers]
    counts = Counter(word for each in words for word in each)
    peers: defaultdict[str, list[int]] = defaultdict(list)
    cited: list[list[int]] = []
    for at, own in enumerate(words):
        subject = next((word for word in own if 50 <= counts[word] <= 2000), "")
        wanted = min(at, round(chance.lognormvariate(0, 0.85) * 0.7 * mean))
        found: set[int] = set()
        while len(found) < wanted:
            if peers[subject] and chance.random() < 0.75:
                back = min(len(peers[subject]), 1 + int(chance.expovariate(1 / 40)))
                model = peers[subject][-back]
            else:
                model = chance.randrange(at)
            found.add(model)
            copied = (other for other in cited[model] if chance.random() < 0.35)
            found.update(islice(copied, wanted - len(found)))
        peers[subject].append(at)
        cited.append(sorted(found))
    return [(at + 1, other + 1) for at, found in enumerate(cited) for other in found]


def store(
    database: Database, papers: Sequence[Record], citations: Iterable[tuple[int, int]]
) -> None:
    """Put them on record as rows, in a database that has none, past the sources and the merging."""
    authors = {
        name: number
        for number, name in enumerate(dict.fromkeys(n for p in papers for n in p.authors), 1)
    }
    now = utc_now()
    with database.writing() as session:
        for model, rows in (
            (
                Paper,
                [
                    {
                        "key": each.name,
                        "title": each.title,
                        "abstract": each.abstract,
                        "year": each.year,
                    }
                    for each in papers
                ],
            ),
            (Author, [{"id": number, "name": name} for name, number in authors.items()]),
            (
                Authorship,
                [
                    {"paper_id": number, "position": place, "author_id": authors[name]}
                    for number, each in enumerate(papers, 1)
                    for place, name in enumerate(dict.fromkeys(each.authors))
                ],
            ),
            (
                Citation,
                [
                    {"citing_id": one, "cited_id": other, "source": "drawn", "said_at": now}
                    for one, other in citations
                ],
            ),
        ):
            session.execute(insert(table(model)), rows)
