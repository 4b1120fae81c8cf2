"""Words by the ten thousand: the same as those that come one by one."""

import pytest
from sqlalchemy import func, select

from scraper import indexing
from scraper.indexing import words_for_all
from scraper.records import Database, Paper, Wording
from scraper.records.loading import load_papers
from scraper.records.postings import index_unworded, unworded_count
from scraper.records.store import store_papers
from tests.scraper.records.items import paper
from tests.scraper.records.test_postings import check

SNAPSHOT = "arxiv_snapshot"


def test_all_papers_without_words_get_theirs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PAPERS", 2)
    items = [paper(n, title=f"Trees of the {n}th kind", abstract="Of graphs.") for n in range(5)]
    with database.writing() as session:
        store_papers(session, "arxiv", [paper(9, title="Has its words")])
        load_papers(session, SNAPSHOT, items)
        session.add(Paper(key="doi:10.1000/1"))  # known by its name alone
        assert unworded_count(session) == 6
    assert list(words_for_all(database)) == [2, 4, 6]
    check(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Wording)) == 7
        assert unworded_count(session) == 0
    assert list(words_for_all(database)) == []


def test_what_others_index_meanwhile_counts_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PAPERS", 2)
    items = [paper(n, title=f"Trees of the {n}th kind", abstract="Of graphs.") for n in range(4)]
    with database.writing() as session:
        first, *_others = load_papers(session, SNAPSHOT, items).new
    indexed = words_for_all(database)
    assert next(indexed) == 2, "the next two are read already"
    with database.writing() as session:
        store_papers(session, "arxiv", [paper(2, title="No trees at all")])
        index_unworded(session, after=first + 2)
    assert list(indexed) == [4]
    check(database)
