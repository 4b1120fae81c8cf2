"""The words on record are those of the papers as they are now."""

from collections import Counter
from itertools import repeat
from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, select

from scraper.items import CitationItem, PaperItem
from scraper.records import Database, Paper, Posting, WordCount, Wording
from scraper.records.base import table
from scraper.records.postings import index_unworded, unpacked
from scraper.records.store import store_list, store_papers
from scraper.records.wording import weights
from tests.scraper.records.items import paper, row

S2 = "semantic_scholar"


def check(database: Database) -> dict[int, dict[str, Any]]:
    """The words by paper, after all three tables are found to say the same."""
    with database.reading() as session:
        found = {
            paper_id: (words, year)
            for paper_id, words, year in session.execute(
                select(Wording.paper_id, Wording.words, Wording.year)
            )
        }
        for each in session.scalars(select(Paper)):
            expected = weights(each.title or "", each.abstract or ""), each.year
            assert found.pop(each.id, ({}, None)) == expected
        assert found == {}
        words = dict(session.execute(select(Wording.paper_id, Wording.words)).all())
        postings = Counter(
            (word, each, weight)
            for row in session.execute(select(Posting.word, Posting.block, Posting.papers))
            for word, each, weight in zip(
                repeat(row.word), *(part.tolist() for part in unpacked([row], {row.word: 1.0}))
            )
        )
        assert postings == Counter(
            (word, each, float(np.float16(weight)))
            for each, own in words.items()
            for word, weight in own.items()
        )
        counts = dict(session.execute(select(WordCount.word, WordCount.papers)).all())
        assert {word: count for word, count in counts.items() if count} == Counter(
            word for own in words.values() for word in own
        )
    return words


def test_a_paper_has_its_words_at_once(database: Database) -> None:
    with database.writing() as session:
        (number,) = store_papers(
            session, "arxiv", [paper(1, title="Quantum walks", abstract="Of graphs.")]
        )
    assert set(check(database)[number]) == {"quantum", "walk", "graph"}


def test_so_has_each_row_of_a_list(database: Database) -> None:
    with database.writing() as session:
        (number,) = store_papers(session, S2, [paper(0, title="Trees")])
        others = store_list(
            session, number, S2, "citations", [row(n, title=f"Trees of kind {n}") for n in (1, 2)]
        )
    assert set(check(database)) == {number, *others}


@pytest.mark.parametrize(
    "said",
    [
        {"title": "Quarks"},
        {"abstract": "Of quarks."},
        {"year": 2021},
        {"title": "Quantum quantum walks"},
        {"title": "?"},
    ],
)
def test_what_changes_changes_them(database: Database, said: dict[str, Any]) -> None:
    for more in ({}, said, said):
        with database.writing() as session:
            item = paper(1, title="Quantum walks", s2_id="a" * 40)
            store_papers(session, S2, [PaperItem(**{**_fields(item), **more})])
        check(database)


def _fields(item: PaperItem) -> dict[str, Any]:
    return {"title": item.title, "s2_id": item.s2_id, "year": item.year}


def test_two_papers_that_become_one_have_the_words_of_one(database: Database) -> None:
    with database.writing() as session:
        store_papers(session, "arxiv", [PaperItem(arxiv_id="2001.00001", title="Quantum walks")])
        store_papers(session, S2, [paper(1, title="Walks in the woods")])
        store_papers(session, S2, [paper(1, title="Woods", arxiv_id="2001.00001")])
    (words,) = check(database).values()
    assert set(words) == {"quantum", "walk"}


def test_papers_of_before_there_were_words_get_theirs(database: Database) -> None:
    with database.writing() as session:
        store_papers(session, S2, [paper(n, title=f"Walk number {n}") for n in range(5)])
        store_papers(session, S2, [paper(5, title="?")])
        for model in (Posting, WordCount, Wording):
            session.execute(delete(table(model)))
    last: int | None = 0
    rounds = 0
    while last is not None:
        with database.writing() as session:
            last = index_unworded(session, last, most=4)
        rounds += 1
    assert rounds == 3
    assert len(check(database)) == 6


def test_words_of_every_script_are_kept(database: Database) -> None:
    titles = [
        "Модели языка",
        "大規模言語モデル",
        "ab\x00cd \ud800zz",
        "'; DROP TABLE word; --",
        "%s ? :a",
    ]
    with database.writing() as session:
        items = [CitationItem(paper=paper(n, title=title)) for n, title in enumerate(titles, 1)]
        (number,) = store_papers(session, S2, [paper(0)])
        store_list(session, number, S2, "references", items)
        found = set(session.scalars(select(Posting.word)))
    assert found >= {"модели", "языка", "大規模言語モデル", "ab", "cd", "zz", "drop", "word"}
