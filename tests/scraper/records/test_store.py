"""What the sources say is kept, and comes out of the whole record."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from scraper.items import CitationItem, PaperItem, VersionItem
from scraper.records import (
    Author,
    Citation,
    Database,
    Document,
    Embedding,
    Paper,
    SourceState,
    Statement,
    utc_now,
)
from scraper.records.merging import ITEM
from scraper.records.panel import materialise, whole_record
from scraper.records.store import (
    Direction,
    end_list,
    forget_documents,
    store_list,
    store_papers,
    store_similar,
    store_state,
    store_summary,
    store_terms,
)
from scraper.records.vectors import unpacked
from tests.scraper.records.items import FULL, paper, row, s2

S2 = "semantic_scholar"
DIRECTIONS: list[Direction] = ["citations", "references"]


def store(database: Database, item: PaperItem, source: str = "arxiv") -> int:
    with database.writing() as session:
        return store_papers(session, source, [item])[0]


def record(database: Database, paper_id: int) -> dict[str, Any]:
    with database.reading() as session:
        return whole_record(session, paper_id)


def keep_list(
    database: Database,
    paper_id: int,
    rows: list[CitationItem],
    direction: Direction = "citations",
    source: str = S2,
    first: int = 0,
    began: datetime | None = None,
) -> list[int]:
    """Store a page; where `began` is given it is the last one."""
    with database.writing() as session:
        others = store_list(session, paper_id, source, direction, rows, first)
        if began:
            end_list(session, paper_id, source, direction, began)
    return others


def listed(database: Database, paper_id: int, direction: Direction = "citations") -> list[Any]:
    return [each["title"] for each in record(database, paper_id)[direction]]


def test_every_field_of_an_item_is_kept(database: Database) -> None:
    assert all(getattr(FULL, field.name) != field.default for field in fields(PaperItem))
    paper_id = store(database, FULL)
    with database.reading() as session:
        (said,) = session.scalars(select(Statement.said))
        (model, vector) = session.execute(select(Embedding.model, Embedding.vector)).one()
    assert ITEM.validate_python(said) == replace(FULL, embedding=(), embedding_model=None)
    assert model == FULL.embedding_model
    length = sum(each * each for each in FULL.embedding) ** 0.5
    assert unpacked([vector])[0] * length == pytest.approx(FULL.embedding, rel=1e-3)

    found = record(database, paper_id)
    as_is = {field.name for field in fields(PaperItem)} & set(found)
    elsewhere = {
        "authors": [{"name": name} for name in FULL.authors],
        "categories": [
            {"term": "cs.CY", "label": "Computers and Society", "primary": True},
            {"term": "cs.AI", "label": "Artificial Intelligence", "primary": False},
        ],
        "versions": [
            {"version": each.version, "submitted": each.submitted} for each in FULL.versions
        ],
        "license": {"url": FULL.license, "label": "CC BY 4.0"},
    }
    for name in as_is:
        assert found[name] == elsewhere.get(name, getattr(FULL, name)), name
    assert found["id"] == "2311.09227"
    assert found["counts"] == {"citations": 37, "references": 12, "comments": 0}
    # The other names lead to the record; the summary is kept by `store_summary`.
    assert {field.name for field in fields(PaperItem)} - as_is == {
        "s2_id",
        "openalex_id",
        "citation_count",
        "reference_count",
        "tldr",
        "tldr_model",
        "embedding",
        "embedding_model",
    }


@pytest.mark.parametrize("order", [1, -1])
def test_statements_merge_and_arxiv_comes_first(database: Database, order: int) -> None:
    said = [
        ("arxiv", paper(1, title="arXiv's title", arxiv_id="2001.00001", authors=("A. B",))),
        (S2, paper(1, title="S2's title", arxiv_id="2001.00001", venue="ICML", citation_count=3)),
    ]
    for source, item in said[::order]:
        paper_id = store(database, item, source)
    found = record(database, paper_id)
    assert found["title"] == "arXiv's title"
    assert found["authors"] == [{"name": "A. B"}]
    assert found["venue"] == "ICML"
    assert found["counts"]["citations"] == 3


@pytest.mark.parametrize("together", [True, False])
def test_a_poorer_answer_never_overwrites_a_better(database: Database, together: bool) -> None:
    rich = replace(FULL, year=2023)
    poor = PaperItem(s2_id=FULL.s2_id, title="As it stands in a list", year=2023)
    with database.writing() as session:
        if together:
            store_papers(session, S2, [rich, poor])
        else:
            store_papers(session, S2, [rich])
            store_papers(session, S2, [poor])
        (paper_id,) = session.scalars(select(Paper.id))
    found = record(database, paper_id)
    assert found["title"] == "As it stands in a list"  # the same source's newest word
    assert found["abstract"] == FULL.abstract
    assert len(found["versions"]) == 2
    assert len(found["authors"]) == 3


def test_what_is_said_again_changes_nothing(database: Database) -> None:
    paper_id = store(database, FULL)
    with database.writing() as session:
        before = session.scalar(select(Statement.said_at))
        etag = materialise(session, paper_id).etag
    store(database, FULL)
    with database.writing() as session:
        assert session.scalar(select(Statement.said_at)) == before
        assert materialise(session, paper_id).etag == etag


def test_an_id_is_asked_for_and_answered_by_another_name(database: Database) -> None:
    from scraper.paper_id import PaperId
    from scraper.records import find

    name = PaperId.parse("doi:10.1000/preprint")
    with database.writing() as session:
        (first,) = store_papers(session, S2, [paper(1, doi="10.1000/journal")], asked=name)
        assert session.scalar(find.paper_id(name)) == first
        assert session.scalar(find.paper_id(PaperId.parse("doi:10.1000/journal"))) == first


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_list_keeps_its_order_and_its_pages(database: Database, direction: Direction) -> None:
    paper_id = store(database, paper(0))
    numbers = [5, 3, 9, 1, 7, 2]
    began = utc_now()
    keep_list(database, paper_id, [row(n) for n in numbers[:3]], direction)
    keep_list(database, paper_id, [row(n) for n in numbers[3:]], direction, first=3, began=began)
    assert listed(database, paper_id, direction) == [f"On the number {n}" for n in numbers]
    # Doing it twice is doing it once; another order is a new order.
    began = utc_now()
    keep_list(database, paper_id, [row(n) for n in numbers[::-1]], direction, began=began)
    assert listed(database, paper_id, direction) == [f"On the number {n}" for n in numbers[::-1]]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_end_of_a_list_drops_what_is_said_no_more(
    database: Database, direction: Direction
) -> None:
    paper_id = store(database, paper(0))
    keep_list(database, paper_id, [row(n) for n in (1, 2, 3)], direction, began=utc_now())
    keep_list(database, paper_id, [row(9)], direction, source="openalex", began=utc_now())
    keep_list(database, paper_id, [row(3), row(4)], direction, began=utc_now())
    assert listed(database, paper_id, direction) == [f"On the number {n}" for n in (3, 9, 4)], (
        "the other source's row stays"
    )


def test_an_edge_that_the_other_paper_tells_of_stays(database: Database) -> None:
    cited, citing = store(database, paper(1), S2), store(database, paper(2), S2)
    keep_list(database, cited, [row(2), row(3)], "citations", began=utc_now())
    keep_list(database, citing, [row(1)], "references", began=utc_now())
    keep_list(database, cited, [row(3)], "citations", began=utc_now())
    assert listed(database, citing, "references") == ["On the number 1"]
    assert listed(database, cited, "citations") == ["On the number 3", "On the number 2"]


def test_a_row_keeps_what_is_said_of_the_edge(database: Database) -> None:
    paper_id = store(database, paper(0))
    told = CitationItem(
        paper=paper(1), influential=True, intents=("background",), contexts=("as in [1]",)
    )
    keep_list(database, paper_id, [told, row(2)])
    with database.reading() as session:
        first, second = session.scalars(select(Citation).order_by(Citation.citing_rank))
    assert (first.influential, first.intents, first.contexts) == (
        True,
        ["background"],
        ["as in [1]"],
    )
    assert (second.influential, second.intents, second.contexts) == (None, None, None)
    assert [each["influential"] for each in record(database, paper_id)["citations"]] == [True, None]


def test_a_paper_does_not_cite_itself_and_stands_in_a_list_once(database: Database) -> None:
    paper_id = store(database, paper(0), S2)
    keep_list(database, paper_id, [row(1), row(0), row(1), row(2)])
    assert listed(database, paper_id) == ["On the number 1", "On the number 2"]


def test_a_list_of_a_thousand(database: Database) -> None:
    paper_id = store(database, paper(0))
    rows = [row(n, authors=(f"A{n} B{n}", "C D")) for n in range(1, 1001)]
    assert len(set(keep_list(database, paper_id, rows, began=utc_now()))) == 1000
    found = record(database, paper_id)
    assert [each["id"] for each in found["citations"]] == [f"s2:{s2(n)}" for n in range(1, 1001)]
    assert found["citations"][6]["authors"] == ["A7 B7", "C D"]
    assert found["counts"]["citations"] == 1000


def test_a_collaboration(database: Database) -> None:
    authors = tuple(f"Forename{n} Family{n % 2500}" for n in range(2800))
    paper_id = store(database, paper(1, authors=authors))
    found = record(database, paper_id)
    assert [each["name"] for each in found["authors"]] == list(authors)
    other = store(database, paper(2))
    keep_list(database, other, [row(1, authors=authors)])
    (shown,) = record(database, other)["citations"]
    assert (shown["authors"], shown["more_authors"]) == (list(authors[:50]), 2750)
    # Fewer authors are fewer.
    store(database, paper(1, authors=authors[:3]))
    assert len(record(database, paper_id)["authors"]) == 3
    assert len({*authors}) == 2800
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Author)) == 2801


def test_a_state_outlives_a_failure_of_its_source(database: Database) -> None:
    paper_id = store(database, paper(1))
    later = utc_now() + timedelta(days=1)

    def state(state: str, **said: Any) -> dict[str, Any]:
        with database.writing() as session:
            store_state(session, paper_id, S2, "citations", state, later, **said)
        sources: list[dict[str, Any]] = record(database, paper_id)["sources"]
        (found,) = (each for each in sources if each["part"] == "citations")
        return found

    failed = state("down", message="No connection.")
    assert (failed["state"], failed["fetched_at"]) == ("down", None)
    good = state("capped", count=9999, total=12000, url="https://example.org/")
    assert good["message"] is None
    failed = state("resting", message="Wait.", count=1)
    assert failed == good | {"state": "resting", "message": "Wait."}
    with database.reading() as session:
        assert session.scalar(select(SourceState.fresh_until)) == later


def test_forgotten_documents_are_gone(database: Database) -> None:
    ids = [store(database, paper(n)) for n in range(1, 4)]
    with database.writing() as session:
        for paper_id in ids:
            materialise(session, paper_id)
        forget_documents(session, ids[:2])
        assert list(session.scalars(select(Document.paper_id))) == ids[2:]


HOSTILE = "a\x00b\ud800c\udfffd \u202e<script>{0}%s'); DROP TABLE paper;-- 😀"
SAFE = "a\ufffdb\ufffdc\ufffdd \u202e<script>{0}%s'); DROP TABLE paper;-- 😀"


def test_hostile_text_is_text(database: Database) -> None:
    said = {
        field.name: HOSTILE
        for field in fields(PaperItem)
        if field.type == "str | None" or field.type == str | None
    }
    item = paper(
        1, **said | {"s2_id": s2(1)}, authors=(HOSTILE, HOSTILE), categories=(HOSTILE, "cs.AI")
    )
    with database.writing() as session:
        (paper_id,) = store_papers(session, S2, [item, item])[:1]
        told = CitationItem(paper=item, intents=(HOSTILE,), contexts=(HOSTILE,))
        (other,) = store_papers(session, S2, [paper(2)])
        store_list(session, other, S2, "citations", [told])
        store_summary(session, paper_id, S2, HOSTILE, HOSTILE)
        store_terms(session, paper_id, {HOSTILE: 0.5})
        store_similar(session, other, S2, [(paper_id, None, (HOSTILE,))])
        store_state(
            session, paper_id, S2, "metadata", "down", utc_now(), message=HOSTILE, url=HOSTILE
        )
        materialise(session, paper_id)
        materialise(session, other)
    found = record(database, paper_id)
    for name in ("title", "abstract", "venue", "comments", "journal_ref", "report_number"):
        assert found[name] == SAFE, name
    assert found["id"] == f"s2:{s2(1)}"
    assert found["authors"] == [{"name": SAFE}] * 2
    assert [each["term"] for each in found["categories"]] == ["cs.AI"]
    assert found["license"] == {"url": None, "label": SAFE}
    assert found["summary"]["text"] == SAFE
    assert found["terms"][0]["term"] == SAFE
    assert found["sources"][0]["message"] == SAFE
    assert record(database, other)["similar"][0]["why"] == [SAFE]
    with database.reading() as session:
        (edge,) = session.scalars(select(Citation))
        assert (edge.contexts, edge.intents) == ([SAFE], [SAFE])
    assert store(database, item, S2) == paper_id


def test_numbers_and_names_beyond_all_measure(database: Database) -> None:
    huge = 10**30
    item = paper(
        1,
        title="T" * 100_000,
        abstract="w " * 100_000,
        authors=("N" * 10_000, "B"),
        year=huge,
        citation_count=huge,
        reference_count=-1,
        version=huge,
        versions=(VersionItem(version=huge, submitted=datetime(2020, 1, 1, tzinfo=UTC)),),
        categories=("c" * 1000,),
        embedding=(float("nan"), float("inf")),
    )
    paper_id = store(database, item)
    assert store(database, item) == paper_id
    with database.reading() as session:
        assert session.scalars(select(Embedding.vector)).all() == []
    found = record(database, paper_id)
    assert len(found["title"]) == 100_000
    assert [len(each["name"]) for each in found["authors"]] == [500, 1]
    assert (found["year"], found["version"], found["versions"], found["categories"]) == (
        None,
        None,
        [],
        [],
    )
    assert found["counts"] == {"citations": None, "references": None, "comments": 0}
