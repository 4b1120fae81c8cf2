"""Papers on record that are alike, each for a reason that is told."""

import random

import pytest

from scraper.enrich.aids import refresh_similar
from scraper.enrich.similar import similar_on_record
from scraper.records import Database
from scraper.records.panel import whole_record
from scraper.records.store import store_list, store_papers, store_terms
from tests.scraper.records.items import paper, row

S2 = "semantic_scholar"


@pytest.fixture
def papers(database: Database) -> list[int]:
    """Ten papers that have nothing in common."""
    with database.writing() as session:
        return store_papers(session, S2, [paper(n) for n in range(10)])


def alike(database: Database, paper_id: int, **given: int) -> dict[int, tuple[float, list[str]]]:
    with database.reading() as session:
        found = similar_on_record(session, paper_id, **given)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    return {each.paper_id: (each.score, each.why) for each in found}


def cite(database: Database, citing: int, cited: list[int], source: str = S2) -> None:
    with database.writing() as session:
        store_list(session, citing, source, "references", [row(n) for n in cited])


def words(database: Database, paper_id: int, **terms: float) -> None:
    with database.writing() as session:
        store_terms(session, paper_id, terms)


def test_nothing_is_like_a_paper_of_which_nothing_is_known(
    database: Database, papers: list[int]
) -> None:
    assert alike(database, papers[0]) == {}


def test_papers_that_cite_the_same(database: Database, papers: list[int]) -> None:
    cite(database, papers[0], [20, 21, 22, 23, 24])
    cite(database, papers[1], [20, 21, 22, 23, 24, 25])
    cite(database, papers[2], [20, 25])
    # Another source that says the same makes it no more.
    cite(database, papers[1], [20, 21], source="openalex")
    found = alike(database, papers[0])
    assert found == {papers[1]: (pytest.approx(0.3 * 5 / 10), ["shares 5 references"])}


def test_papers_that_are_cited_together(database: Database, papers: list[int]) -> None:
    for citing in papers[3:]:
        cite(database, citing, [0, 1])
    cite(database, papers[3], [0, 1, 2])
    found = alike(database, papers[0])
    assert found == {papers[1]: (pytest.approx(0.2 * 7 / 12), ["cited together by 7 papers"])}


def test_papers_in_the_same_words(database: Database, papers: list[int]) -> None:
    words(database, papers[0], graph=0.6, network=0.3, tree=0.1, leaf=0.05)
    words(database, papers[1], graph=0.3, network=0.15, tree=0.05, leaf=0.025)
    words(database, papers[2], graph=0.1, quark=0.9)
    words(database, papers[3], quark=0.9)
    found = alike(database, papers[0])
    score, why = found.pop(papers[1])
    assert score == pytest.approx(0.5)
    assert why == ["similar wording: graph, network, tree"]
    assert found == {}


def test_reasons_add_up(database: Database, papers: list[int]) -> None:
    words(database, papers[0], graph=0.5)
    words(database, papers[1], graph=0.5)
    cite(database, papers[0], [20])
    cite(database, papers[1], [20])
    cite(database, papers[2], [0, 1])
    score, why = alike(database, papers[0])[papers[1]]
    assert score == pytest.approx(0.5 + 0.3 / 6 + 0.2 / 6)
    assert why == [
        "shares 1 reference",
        "cited together by 1 paper",
        "similar wording: graph",
    ]


def test_the_most_similar_come_first(database: Database, papers: list[int]) -> None:
    words(database, papers[0], graph=0.5, tree=0.5)
    for number, other in enumerate(papers[1:]):
        words(database, other, graph=0.5, leaf=0.1 * number)
    assert list(alike(database, papers[0], limit=3)) == papers[1:4]


def test_the_record_says_why(database: Database, papers: list[int]) -> None:
    words(database, papers[0], graph=0.5)
    words(database, papers[1], graph=0.5)
    with database.writing() as session:
        refresh_similar(session, papers[0])
    with database.reading() as session:
        (found,) = whole_record(session, papers[0])["similar"]
    assert found["paper"]["title"] == "On the number 1"
    assert (found["score"], found["why"]) == (pytest.approx(0.5), ["similar wording: graph"])
    # What is like it no more is gone.
    words(database, papers[1])
    with database.writing() as session:
        refresh_similar(session, papers[0])
    with database.reading() as session:
        assert whole_record(session, papers[0])["similar"] == []


def test_few_of_many_are_found_as_if_all_were_compared(database: Database) -> None:
    chance = random.Random(7)
    vocabulary = [f"w{n}" for n in range(300)]
    vectors = [
        {word: chance.random() for word in chance.sample(vocabulary, 12)} for _ in range(1000)
    ]
    with database.writing() as session:
        ids = store_papers(session, S2, [paper(n) for n in range(1000)])
        for paper_id, vector in zip(ids, vectors, strict=True):
            store_terms(session, paper_id, vector)

    def cosine(one: dict[str, float], other: dict[str, float]) -> float:
        product = sum(one[word] * other[word] for word in one.keys() & other.keys())
        lengths = [sum(each * each for each in it.values()) ** 0.5 for it in (one, other)]
        return product / lengths[0] / lengths[1]

    hits = 0
    for number in range(20):
        exact = sorted(
            (each for each in range(1000) if each != number),
            key=lambda each: -cosine(vectors[number], vectors[each]),
        )[:10]
        hits += len({ids[each] for each in exact} & alike(database, ids[number]).keys())
    assert hits / 200 >= 0.95
