"""What is found, by whatever way it came: the same in SQLite and in PostgreSQL."""

from datetime import date
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert, text

from scraper.items import PaperItem
from scraper.normalise.words import Phrase, name_phrase, phrases, words
from scraper.records import Database, Paper
from scraper.records.schema import config
from scraper.records.search import Where, index_missing, matching
from scraper.records.store import store_papers
from tests.scraper.records.items import paper

PAPERS = [
    paper(1, title="Attention is all you need", authors=("Ashish Vaswani", "Noam Shazeer")),
    paper(2, title="Graph attention networks", abstract="We present GATs: self-attention, 2e9a."),
    paper(3, title="A graph of graphs", abstract="Need attention? All you is wrong."),
    paper(4, title="Über Größen", authors=("Paul Erdős", "Łukasz Kowalski"), abstract="$\\alpha$"),
    paper(5, title="图神经网络 и графы", abstract="Café naïve ﬁnite x² 1e5 3.14 C++ a_b"),
    paper(6, title="Nothing", authors=("John Doe", "Jane Smith")),
    paper(7, title="The word " + "x" * 100, abstract="don't O'Brien's"),
    paper(8, title=None, authors=(), abstract=None, arxiv_id="1501.00001"),
]

FOUND = [
    ("attention", "anywhere", [1, 2, 3]),
    ("ATTENTION", "anywhere", [1, 2, 3]),
    ("attention graph", "anywhere", [2, 3]),
    ("attention graph", "title", [2]),
    ('"all you need"', "anywhere", [1]),
    ('"you all"', "anywhere", []),
    ('"all you', "anywhere", [1, 3]),
    ("self-attention", "anywhere", [2]),
    ("attention-self", "anywhere", []),
    ("graph", "anywhere", [2, 3]),
    ("graph*", "title", [2, 3]),
    ("grap", "anywhere", []),
    ("grap*", "anywhere", [2, 3]),
    ('"graph attention net"*', "anywhere", [2]),
    ("*", "anywhere", []),
    ("uber grossen", "anywhere", [4]),
    ("erdos", "anywhere", [4]),
    ("erdos", "title", []),
    ("erdos", "head", [4]),
    ("alpha", "anywhere", [4]),
    ("cafe naive finite", "anywhere", [5]),
    ("x2 1e5", "anywhere", [5]),
    ("3.14", "anywhere", [5]),
    ("c++", "anywhere", [5]),
    ("a_b", "anywhere", [5]),
    ("2e9a", "anywhere", [2]),
    ("2e9", "anywhere", []),
    ("графы", "anywhere", [5]),
    ("图神经网络", "title", [5]),
    ("图神*", "title", [5]),
    ("need ashish", "anywhere", [1]),
    ('"need ashish"', "anywhere", []),
    ('"need ashish"', "head", []),
    ("vaswani attention", "head", [1]),
    ('"vaswani noam"', "anywhere", []),
    ("doe jane", "authors", [6]),
    ('"doe jane"', "authors", []),
    ("x" * 100, "anywhere", [7]),
    ("x" * 60 + "*", "anywhere", [7]),
    ("don't", "anywhere", [7]),
    ('attention AND NOT "OR', "anywhere", []),
    ("title:attention", "anywhere", []),
    ("'attention':* | 'graph'", "anywhere", [2, 3]),
    ("attention; DROP TABLE paper_words", "anywhere", []),
    ("=attention @vaswani", "anywhere", [1]),
    ("¦", "anywhere", []),
    ("\x00 \ud800 ?", "anywhere", []),
    ("attention " * 200, "anywhere", [1, 2, 3]),
]


def found(database: Database, question: str, where: Where) -> list[int]:
    """The papers found, by the numbers above."""
    with database.reading() as session:
        ids = session.scalars(matching(session, phrases(question), where)).all()
        titles = {each.id: each.s2_id for each in session.execute(_NUMBERS)}
    return sorted(int(titles[each], 16) for each in ids)


_NUMBERS = text("SELECT paper_id AS id, value AS s2_id FROM identity WHERE scheme = 's2'")


@pytest.fixture
def filled(database: Database) -> Database:
    """The papers above."""
    with database.writing() as session:
        store_papers(session, "semantic_scholar", PAPERS)
    return database


def test_a_question_finds_the_same_in_both(filled: Database) -> None:
    for question, where, expected in FOUND:
        assert found(filled, question, where) == expected, (question, where)  # type: ignore[arg-type]


def test_what_changes_is_found_as_it_is_now(filled: Database) -> None:
    with filled.writing() as session:
        store_papers(session, "semantic_scholar", [paper(1, title="Convolution", authors=("A B",))])
    assert found(filled, "attention", "anywhere") == [2, 3]
    assert found(filled, "convolution", "title") == [1]
    assert found(filled, "vaswani", "anywhere") == []


def test_what_is_taken_back_is_not_found(filled: Database) -> None:
    with filled.writing() as session:
        store_papers(session, "semantic_scholar", [paper(9, title="Attention again")])
        session.rollback()
    assert found(filled, "attention", "anywhere") == [1, 2, 3]


def test_a_paper_that_goes_is_found_no_more(filled: Database) -> None:
    with filled.writing() as session:
        session.execute(text("DELETE FROM paper WHERE title = 'Graph attention networks'"))
    assert found(filled, "attention", "anywhere") == [1, 3]
    with filled.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM paper_words")) == len(PAPERS) - 1


def test_papers_that_become_one_are_found_once(database: Database) -> None:
    with database.writing() as session:
        store_papers(session, "arxiv", [PaperItem(arxiv_id="1501.00001", title="On the one")])
        store_papers(session, "openalex", [PaperItem(openalex_id="W1", title="Of the other")])
        both = PaperItem(arxiv_id="1501.00001", openalex_id="W1", title="On the one")
        store_papers(session, "openalex", [both])
        for word, times in (("one", 1), ("other", 0)):
            query = matching(session, phrases(word), "anywhere")
            assert len(session.execute(query).all()) == times


def test_papers_that_came_another_way_are_found_once_they_are_indexed(database: Database) -> None:
    plain: dict[str, Any] = {"abstract": "Words.", "year": 2020, "published": date(2020, 5, 6)}
    with database.writing() as session:
        session.execute(
            insert(Paper),
            [{"key": f"new:{n}", "title": f"Loaded {n}", **plain} for n in range(1200)],
        )
        index_missing(session)
        query = matching(session, phrases("loaded words"), "anywhere")
        assert len(session.execute(query).all()) == 1200
        assert {row[0] for row in session.execute(text("SELECT day FROM search"))} == {20200506}


def test_the_migration_lets_papers_be_found_that_were_there_before(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        alembic = config(session.connection())
        before = ScriptDirectory.from_config(alembic).get_revision("0005").down_revision
        assert isinstance(before, str)
        command.upgrade(alembic, before)
        session.execute(text("INSERT INTO paper (key, title) VALUES ('new:1', 'Quantum walks')"))
        command.upgrade(alembic, "0005")
        query = matching(session, phrases("quantum wal*"), "title")
        assert len(session.execute(query).all()) == 1
    database.close()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Erdős–Rényi", ["erdos", "renyi"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("", []),
        ("\x00", []),
        ("x" * 70, ["x" * 64]),
    ],
)
def test_words(said: str, expected: list[str]) -> None:
    assert words(said) == expected


def test_phrases() -> None:
    asked = 'deep  "graph nets" trans* self-attention "deep" ?? ""'
    assert phrases(asked) == (
        Phrase(("deep",)),
        Phrase(("graph", "nets")),
        Phrase(("trans",), begins=True),
        Phrase(("self", "attention")),
    )
    assert name_phrase("Bengio, Yoshua") == Phrase(("yoshua", "bengio"))
    assert name_phrase("!") is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_no_more_new_words_are_put_aside_than_a_search_reads_at_once(database: Database) -> None:
    with database.writing() as session:
        for first in range(0, 200, 50):
            said = [
                paper(each, abstract=" ".join(f"word{each}x{n}" for n in range(300)))
                for each in range(first, first + 50)
            ]
            store_papers(session, "arxiv", said)
    with database.writing() as session:
        aside = session.scalar(text("SELECT gin_clean_pending_list('ix_paper_words_words')"))
    assert aside <= 256 / 8, "pages of 8 kB; without a bound it would be more than a hundred"
