"""Papers on record that are alike, each for a reason that is told."""

import json
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text

from scraper.enrich.aids import refresh_similar
from scraper.enrich.nearby import Bounds
from scraper.enrich.similar import similar_on_record
from scraper.items import PaperItem
from scraper.records import Database, Embedding
from scraper.records.engine import is_sqlite
from scraper.records.meaning import NEAREST
from scraper.records.panel import whole_record
from scraper.records.store import store_list, store_papers, store_similar, store_vector
from scraper.records.vectors import unpacked
from tests.scraper.records.items import paper, row

S2 = "semantic_scholar"
MEANING = "similar in meaning (SPECTER2)"
NONSENSE = [f"{a}{b}{c}k" for a in "bdgz" for b in "aiou" for c in "lmnr"]


def title(*places: int) -> str:
    """Words that nobody uses, so that nothing but the tests knows how rare they are."""
    return " ".join(NONSENSE[place] for place in places)


@pytest.fixture
def papers(database: Database) -> list[int]:
    """Ten papers that have nothing in common; words 0 to 9 are theirs."""
    with database.writing() as session:
        return store_papers(session, S2, [paper(n, title=title(n)) for n in range(10)])


def say(database: Database, number: int, **said: Any) -> None:
    with database.writing() as session:
        store_papers(session, S2, [paper(number, **{"title": title(number), **said})])


def alike(database: Database, paper_id: int, **given: Any) -> dict[int, list[str]]:
    """Why each is alike, the most alike first."""
    with database.reading() as session:
        found = similar_on_record(session, paper_id, **given)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert paper_id not in {each.paper_id for each in found}
    assert all(each.why for each in found)
    return {each.paper_id: each.why for each in found}


def cite(database: Database, citing: int, cited: Sequence[int], source: str = S2) -> None:
    with database.writing() as session:
        rows = [row(n, title=title(n)) for n in cited]
        store_list(session, citing, source, "references", rows)


def test_nothing_is_like_a_paper_that_shares_nothing(database: Database, papers: list[int]) -> None:
    assert alike(database, papers[0]) == {}


def test_papers_that_cite_the_same(database: Database, papers: list[int]) -> None:
    cite(database, papers[0], [20, 21, 22, 23, 24])
    cite(database, papers[1], [20, 21, 22, 23, 24, 25])
    cite(database, papers[2], [20, 25, 26, 27])
    # Another source that says the same makes it no more.
    cite(database, papers[1], [20, 21], source="openalex")
    found = alike(database, papers[0])
    assert found[papers[1]] == ["shares 5 references"]
    assert found[papers[2]] == ["shares 1 reference"]
    assert [each for each in found if each in papers] == papers[1:3]


def test_what_papers_alike_cite_is_alike(database: Database, papers: list[int]) -> None:
    cite(database, papers[0], [20, 21, 22])
    cite(database, papers[1], [20, 21, 22, 5])
    cite(database, papers[2], [20, 21, 22, 5])
    assert alike(database, papers[0])[papers[5]] == ["cited by 2 similar papers"]


def test_what_its_references_cite_is_alike(database: Database, papers: list[int]) -> None:
    cite(database, papers[0], [1, 2])
    cite(database, papers[1], [5])
    cite(database, papers[2], [5])
    assert alike(database, papers[0])[papers[5]] == ["cited by 2 of its references"]


def test_papers_that_are_cited_together(database: Database, papers: list[int]) -> None:
    for citing in papers[3:]:
        cite(database, citing, [0, 1])
    cite(database, papers[3], [0, 1, 2])
    found = alike(database, papers[0])
    assert next(iter(found)) == papers[1]
    assert found[papers[1]] == ["cited together by 7 papers"]
    assert found[papers[2]] == ["cited together by 1 paper"]
    assert found[papers[4]][0] == "cites this paper"


def test_its_own_references_come_last(database: Database, papers: list[int]) -> None:
    cite(database, papers[0], [1, 20, 21])
    cite(database, papers[2], [20, 21])
    say(database, 1, title=title(1, 0))
    found = alike(database, papers[0])
    assert next(iter(found)) == papers[2]
    assert "cited by this paper" in found[papers[1]]
    assert papers[1] not in alike(database, papers[0], limit=1)


def test_papers_in_the_same_words(database: Database, papers: list[int]) -> None:
    say(database, 0, title=title(0, 30, 31), abstract=title(32, 33, 34))
    say(database, 1, title=title(30, 31, 40), abstract=title(32, 41))
    say(database, 2, title=title(34, 42, 43), abstract=title(44, 45, 46, 47))
    found = alike(database, papers[0])
    assert next(iter(found)) == papers[1]
    (why,) = found[papers[1]]
    assert why == f"similar wording: {title(30, 31)}, {title(32)}"


def test_papers_by_the_same_authors(database: Database, papers: list[int]) -> None:
    say(database, 0, authors=("Ada Author", "Ben Author", "Cy Author"))
    say(database, 1, authors=("Ben Author", "Ada Author"))
    say(database, 2, authors=("Cy Author",))
    # One author in common, and nothing else, is too little.
    assert alike(database, papers[0]) == {papers[1]: ["by the same authors"]}


def test_papers_near_in_meaning(database: Database, papers: list[int]) -> None:
    """Vectors of length 1, most of which lie in one corner, as SPECTER2's do."""
    cite(database, papers[0], [20])
    with database.writing() as session:
        for n, other in enumerate(papers):
            store_list(session, other, S2, "references", [row(20, title=title(20))])
            near = 1.0 if n in (0, 7) else 0.0
            store_vector(session, other, "specter_v2", [1.0, near, 0.1 * n, 0.3])
    found = alike(database, papers[0])
    assert found[papers[7]] == ["shares 1 reference", MEANING]
    assert next(iter(found)) == papers[7]
    assert [other for other, why in found.items() if MEANING in why] == [papers[7]]
    # A vector of another length or model is compared with none of ours.
    with database.writing() as session:
        store_vector(session, papers[0], "specter_v2", [1.0, 1.0])
    assert not any(MEANING in why for why in alike(database, papers[0]).values())


def test_papers_that_nothing_but_their_meaning_leads_to(
    database: Database, papers: list[int]
) -> None:
    """With pgvector, which the PostgreSQL of the tests has."""
    chance = random.Random(768)
    ours = [chance.gauss(0, 1) for _ in range(768)]
    with database.writing() as session:
        for n, other in enumerate(papers):
            vector = [each + chance.gauss(0, 0.1 * n) for each in ours]
            if n == 9:  # of another model
                store_vector(session, other, "specter_v1", ours)
            else:
                store_vector(session, other, "specter_v2", vector)
    found = alike(database, papers[0])
    if is_sqlite(database.engine):
        assert found == {}
        return
    assert list(found) == papers[1:3]
    assert found[papers[1]] == [MEANING]
    with database.reading() as session:
        (kept,) = session.scalars(select(Embedding.vector).where(Embedding.paper_id == papers[5]))
        asked = {"kept": kept}
        read = session.scalar(text("SELECT CAST(embedding_meaning(:kept) AS text)"), asked)
        assert np.array_equal(np.array(json.loads(read), np.float32), unpacked([kept])[0])
        session.execute(text("SET LOCAL enable_sort = off"))
        plan = session.scalars(
            text(f"EXPLAIN {NEAREST.text}"),
            {"paper": papers[0], "model": "specter_v2", "most": 5},
        ).all()
        assert any("Index Scan using ix_embedding_meaning" in line for line in plan), plan


def test_papers_that_a_source_recommends(database: Database, papers: list[int]) -> None:
    with database.writing() as session:
        store_similar(session, papers[0], S2, [(papers[3], None, ["told"])])
        store_similar(session, papers[0], "sample", [(papers[4], None, ["told"])])
    assert alike(database, papers[0]) == {papers[3]: ["recommended by Semantic Scholar"]}


def test_reasons_add_up(database: Database, papers: list[int]) -> None:
    for other in papers[:3]:
        cite(database, other, [20, 21])
    say(database, 0, title=title(0, 30, 31))
    say(database, 1, title=title(1, 30, 31))
    found = alike(database, papers[0])
    assert list(found)[:2] == papers[1:3]
    assert found[papers[1]] == ["shares 2 references", f"similar wording: {title(30, 31)}"]


def test_the_record_says_why(database: Database, papers: list[int]) -> None:
    say(database, 0, title=title(0, 30))
    say(database, 1, title=title(1, 30))
    with database.writing() as session:
        store_similar(session, papers[0], S2, [(papers[n], None, ["told"]) for n in (2, 1)])
        refresh_similar(session, papers[0])
    with database.reading() as session:
        first, second = whole_record(session, papers[0])["similar"]
    assert first["paper"]["title"] == title(1, 30).capitalize() or title(1, 30)
    wording = f"similar wording: {title(30)}"
    assert first["why"] == [wording, "recommended by Semantic Scholar"]
    assert second["why"] == ["recommended by Semantic Scholar"]
    # What is like it no more is gone.
    say(database, 1)
    with database.writing() as session:
        store_similar(session, papers[0], S2, [])
        refresh_similar(session, papers[0])
    with database.reading() as session:
        assert whole_record(session, papers[0])["similar"] == []


@pytest.mark.parametrize(
    ("said", "abstract", "found"),
    [
        (None, None, False),
        ("", "", False),
        ("?", None, False),
        ("the", "of and", False),
        ("$x$", "\\", False),
        ("G", "w" * 50_000, False),
        ("Graphs", None, True),
        ("大規模言語モデルの研究", "言語", True),
        ("Модели языка", "большие модели языка", True),
        ("Graphs", "graph " * 9000, True),
    ],
)
def test_any_text_gives_a_list_or_none(
    database: Database, papers: list[int], said: str | None, abstract: str | None, found: bool
) -> None:
    with database.writing() as session:
        item = PaperItem(s2_id="e" * 40, title=said, abstract=abstract)
        (number,) = store_papers(session, S2, [item])
        twin = PaperItem(s2_id="d" * 40, title=said, abstract=abstract)
        (other,) = store_papers(session, S2, [twin])
        refresh_similar(session, number)
    assert set(alike(database, number)) == ({other} if found else set())


def test_few_of_many_are_found_as_if_all_were_compared(database: Database) -> None:
    """The bounds leave out what is far off, not what is near."""
    chance = random.Random(7)
    common = [f"{word}{more}" for word in NONSENSE[:40] for more in ("ax", "ox")]
    subjects = [chance.sample(common, 12) for _ in range(40)]
    with database.writing() as session:
        items = []
        for n in range(800):
            subject = subjects[n % 40]
            words = [*chance.sample(subject, 6), *chance.sample(common, 4)]
            items.append(paper(n, title=" ".join(words), authors=(f"Author {n % 300}",)))
        ids = store_papers(session, S2, items)
        for number, paper_id in enumerate(ids):
            on_subject = range(number % 40, number, 40)
            cited = chance.sample(on_subject, min(4, len(on_subject)))
            rows = [row(n, title=items[n].title, authors=items[n].authors) for n in cited]
            store_list(session, paper_id, S2, "references", rows)
    few = Bounds(words=600, references=200, authors=50, near=40, citing=10, likely=40)
    every = Bounds(*[10**9] * 4, near=1000, citing=1000, likely=1000)
    kept = [
        len(alike(database, each, bounds=few).keys() & alike(database, each, bounds=every).keys())
        for each in ids[400::20]
    ]
    assert sum(kept) / (10 * len(kept)) >= 0.9
