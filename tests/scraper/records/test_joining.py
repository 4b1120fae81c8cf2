"""Two papers on record turn out to be one: nothing is lost."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records import (
    Authorship,
    Citation,
    Comment,
    Database,
    Document,
    Identity,
    Paper,
    Statement,
    find,
    utc_now,
)
from scraper.records.engine import is_sqlite
from scraper.records.panel import materialise, whole_record
from scraper.records.store import (
    store_list,
    store_papers,
    store_similar,
    store_state,
    store_summary,
    store_terms,
)
from tests.scraper.records.items import paper, row, s2

S2 = "semantic_scholar"
ARXIV = PaperItem(arxiv_id="2001.00001", title="As arXiv has it", year=2020, authors=("A. B",))
KNOWN = paper(1, title="As it was cited", authors=("A. B",))
BOTH = paper(1, arxiv_id="2001.00001", title="As it was cited", authors=("A. B",))


def store(database: Database, source: str, item: PaperItem) -> int:
    with database.writing() as session:
        return store_papers(session, source, [item])[0]


def record(database: Database, paper_id: int) -> dict[str, Any]:
    with database.reading() as session:
        return whole_record(session, paper_id)


@pytest.fixture
def two(database: Database) -> tuple[int, int]:
    return store(database, "arxiv", ARXIV), store(database, S2, KNOWN)


def join(database: Database, two: tuple[int, int]) -> dict[str, Any]:
    assert store(database, S2, BOTH) == two[0]
    with database.reading() as session:
        assert session.get(Paper, two[1]) is None
    return record(database, two[0])


def test_names_and_statements(database: Database, two: tuple[int, int]) -> None:
    found = join(database, two)
    assert (found["id"], found["title"]) == ("2001.00001", "As arXiv has it")
    with database.reading() as session:
        for name in ("2001.00001", f"s2:{s2(1)}"):
            assert session.scalar(find.paper_id(PaperId.parse(name))) == two[0]
        assert set(session.scalars(select(Statement.source))) == {"arxiv", S2}
        assert set(session.scalars(select(Authorship.paper_id))) == {two[0]}


def test_comments(database: Database, two: tuple[int, int]) -> None:
    with database.writing() as session:
        for number, paper_id in enumerate(two):
            session.add(Comment(paper_id=paper_id, text=f"Comment {number}", created=utc_now()))
    assert join(database, two)["counts"]["comments"] == 2


def test_edges_of_both(database: Database, two: tuple[int, int]) -> None:
    with database.writing() as session:
        store_list(session, two[0], S2, "citations", [row(10), row(11)])
        store_list(session, two[0], S2, "references", [row(12)])
        store_list(session, two[1], S2, "citations", [row(13)])
        store_list(session, two[1], S2, "references", [row(12), row(14)])
    found = join(database, two)
    assert {each["id"] for each in found["citations"]} == {f"s2:{s2(n)}" for n in (10, 11, 13)}
    assert {each["id"] for each in found["references"]} == {f"s2:{s2(n)}" for n in (12, 14)}


def test_an_edge_that_both_have_gets_what_either_knows(
    database: Database, two: tuple[int, int]
) -> None:
    told = CitationItem(paper=paper(10), influential=True, contexts=("as in [1]",))
    with database.writing() as session:
        (other,) = store_papers(session, S2, [paper(10)])
        # One is known from the other paper's references, one from the paper's own citations.
        store_list(session, other, S2, "references", [CitationItem(paper=ARXIV)])
        store_list(session, two[1], S2, "citations", [told])
    join(database, two)
    with database.reading() as session:
        (edge,) = session.scalars(select(Citation))
    assert (edge.citing_id, edge.cited_id) == (other, two[0])
    assert (edge.citing_rank, edge.cited_rank) == (0, 0)
    assert (edge.influential, edge.contexts) == (True, ["as in [1]"])


def test_no_paper_cites_itself_or_is_like_itself(database: Database, two: tuple[int, int]) -> None:
    with database.writing() as session:
        store_list(session, two[0], S2, "citations", [CitationItem(paper=KNOWN), row(10)])
        store_list(session, two[0], S2, "references", [CitationItem(paper=KNOWN)])
        store_similar(session, two[0], "records", [(two[1], 0.9, ["alike"])])
        store_similar(session, two[1], "records", [(two[0], 0.9, ["alike"])])
    found = join(database, two)
    assert [each["id"] for each in found["citations"]] == [f"s2:{s2(10)}"]
    assert (found["references"], found["similar"]) == ([], [])


def test_aids(database: Database, two: tuple[int, int]) -> None:
    with database.writing() as session:
        (other,) = store_papers(session, S2, [paper(10)])
        store_terms(session, two[0], {"graph": 0.5, "tree": 0.4})
        store_terms(session, two[1], {"graph": 0.3, "leaf": 0.2})
        store_summary(session, two[0], "abstract", "Ours.", None)
        store_summary(session, two[1], "abstract", "Theirs.", None)
        store_summary(session, two[1], S2, "A TLDR.", "tldr@v2")
        store_similar(session, two[1], S2, [(other, None, ["recommended"])])
        store_similar(session, other, S2, [(two[0], None, ["a"]), (two[1], None, ["b"])])
    found = join(database, two)
    assert {each["term"]: each["weight"] for each in found["terms"]} == {
        "graph": 0.5,
        "tree": 0.4,
        "leaf": 0.2,
    }
    assert found["summary"]["text"] == "A TLDR."
    assert [each["paper"]["id"] for each in found["similar"]] == [f"s2:{s2(10)}"]
    assert [each["paper"]["id"] for each in record(database, other)["similar"]] == ["2001.00001"]


@pytest.mark.parametrize("better", [0, 1])
def test_the_state_of_the_better_answer(
    database: Database, two: tuple[int, int], better: int
) -> None:
    later = utc_now() + timedelta(days=1)
    with database.writing() as session:
        good, bad = two[better], two[1 - better]
        store_state(session, good, S2, "citations", "ok", later, count=3, total=3)
        store_state(session, bad, S2, "citations", "down", later, message="No connection.")
        store_state(session, two[1], "arxiv", "metadata", "ok", later)
    states = {each["part"]: each for each in join(database, two)["sources"]}
    assert set(states) == {"metadata", "citations"}
    assert (states["citations"]["state"], states["citations"]["count"]) == ("ok", 3)
    assert states["citations"]["message"] is None


def test_documents_in_which_either_stands_are_forgotten(
    database: Database, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        others = store_papers(session, S2, [paper(n) for n in range(10, 14)])
        store_list(session, others[0], S2, "references", [CitationItem(paper=ARXIV)])
        store_list(session, others[1], S2, "citations", [CitationItem(paper=KNOWN)])
        store_similar(session, others[2], S2, [(two[1], None, [])])
        for paper_id in (*two, *others):
            materialise(session, paper_id)
    join(database, two)
    with database.reading() as session:
        assert list(session.scalars(select(Document.paper_id))) == [others[3]]


def test_a_comment_that_is_being_written_is_not_lost(
    database: Database, two: tuple[int, int]
) -> None:
    if is_sqlite(database.engine):
        pytest.skip("SQLite has one writer at a time")
    written = threading.Event()

    def comment() -> None:
        with database.writing() as session:
            session.add(Comment(paper_id=two[1], text="A long thought", created=utc_now()))
            session.flush()
            written.set()
            time.sleep(0.5)

    writer = threading.Thread(target=comment)
    writer.start()
    written.wait()
    join(database, two)
    writer.join()
    with database.reading() as session:
        assert session.scalar(select(Comment.paper_id)) == two[0]


def test_three_papers_are_one(database: Database) -> None:
    ids = [
        store(database, "openalex", paper(1, s2_id=None, openalex_id="W1")),
        store(database, S2, paper(2)),
        store(database, "crossref", paper(3, s2_id=None, doi="10.1000/182")),
    ]
    item = paper(2, openalex_id="W1", doi="10.1000/182")
    assert store(database, S2, item) == ids[0]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Paper)) == 1
        assert set(session.scalars(select(Identity.paper_id))) == {ids[0]}
        assert session.scalar(find.paper_key(ids[0])) == "doi:10.1000/182"


def test_a_row_tells_that_the_paper_itself_is_another(
    database: Database, two: tuple[int, int]
) -> None:
    with database.writing() as session:
        rows = [CitationItem(paper=BOTH), row(10), row(11)]
        others = store_list(session, two[1], S2, "citations", rows)
        assert others[0] == two[0]
    found = record(database, two[0])
    assert [each["id"] for each in found["citations"]] == [f"s2:{s2(n)}" for n in (10, 11)]
