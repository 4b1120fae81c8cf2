"""A wrong merge is taken apart: each paper has its own again, and they stay two."""

from typing import Any

import pytest
from sqlalchemy import select

from scraper.errors import BadInput, NotFound
from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records import Comment, Database, Document, Identity, Paper, SourceState, find, utc_now
from scraper.records.panel import materialise, whole_record
from scraper.records.store import store_list, store_papers, store_state, store_summary
from scraper.records.unmerging import unmerge
from tests.scraper.records.items import paper, row, s2

TITLE = "Spoken Language Systems for Everyone"
PREPRINT = PaperItem(arxiv_id="2001.00001", title=TITLE, authors=("Ada Author",), year=2020)
OTHER = paper(1, title=TITLE, authors=("A. Author",), doi="10.1000/182", year=2021)
SAME_AS_OTHER = PaperItem(
    openalex_id="W1", doi="10.1000/182", title=TITLE, authors=("A. Author",), year=2021
)
S2 = "semantic_scholar"
BY_TITLE = [("arxiv", PREPRINT), (S2, OTHER), ("openalex", SAME_AS_OTHER)]
# Semantic Scholar says that both are one.
CONFUSED = paper(1, title="Quite another title", arxiv_id="2001.00001", doi="10.1000/182")
BY_NAMES = [("arxiv", PREPRINT), ("crossref", PaperItem(doi="10.1000/182", title="Another"))]


def store(database: Database, *said: tuple[str, PaperItem]) -> list[int]:
    ids = []
    for source, item in said:
        with database.writing() as session:
            ids += store_papers(session, source, [item])
    return ids


def take_apart(database: Database, name: str) -> int:
    with database.writing() as session:
        return unmerge(session, PaperId.parse(name))


def record(database: Database, paper_id: int) -> dict[str, Any]:
    with database.reading() as session:
        return whole_record(session, paper_id)


def names(database: Database, paper_id: int) -> set[str]:
    with database.reading() as session:
        found = session.scalars(select(Identity).where(Identity.paper_id == paper_id))
        return {str(PaperId(each.scheme, each.value)) for each in found}


@pytest.mark.parametrize("name", ["doi:10.1000/182", f"s2:{s2(1)}", "openalex:W1"])
def test_what_a_title_joined(database: Database, name: str) -> None:
    assert len(set(store(database, *BY_TITLE))) == 1
    new = take_apart(database, name)
    (old,) = set(store(database, ("arxiv", PREPRINT)))
    assert names(database, old) == {"2001.00001"}
    assert names(database, new) == {"doi:10.1000/182", f"s2:{s2(1)}", "openalex:W1"}
    assert record(database, old)["year"] == 2020
    assert record(database, new)["year"] == 2021
    assert record(database, new)["id"] == "doi:10.1000/182"
    assert store(database, *BY_TITLE, *BY_TITLE[::-1]) == [old, new, new, new, new, old]


def test_the_name_that_was_there_first_can_go_as_well(database: Database) -> None:
    (old,) = set(store(database, *BY_TITLE))
    new = take_apart(database, "2001.00001")
    assert (names(database, new), record(database, new)["year"]) == ({"2001.00001"}, 2020)
    assert store(database, *BY_TITLE) == [new, old, old]


def test_what_a_source_joined_stays_apart_though_it_says_so_again(database: Database) -> None:
    store(database, *BY_NAMES, (S2, CONFUSED))
    (joined,) = set(store(database, ("arxiv", PREPRINT)))
    # Both papers' own identifiers would not have let them be joined by a title.
    assert names(database, joined) == {"2001.00001", "doi:10.1000/182", f"s2:{s2(1)}"}
    new = take_apart(database, "doi:10.1000/182")
    assert names(database, new) == {"doi:10.1000/182"}
    assert record(database, new)["title"] == "Another"
    assert record(database, joined)["title"] == TITLE
    assert store(database, (S2, CONFUSED), *BY_NAMES) == [joined, joined, new]
    assert names(database, new) == {"doi:10.1000/182"}


def test_edges_states_and_summaries_go_with_their_source(database: Database) -> None:
    (old,) = set(store(database, ("arxiv", PREPRINT), (S2, OTHER)))
    with database.writing() as session:
        later = utc_now().replace(year=2100)
        store_list(session, old, "arxiv", "references", [row(10), row(11)])
        store_list(session, old, S2, "references", [row(11), row(12)])
        store_list(session, old, S2, "citations", [row(13)])
        (citing,) = store_papers(session, S2, [paper(14)])
        store_list(session, citing, S2, "references", [CitationItem(paper=OTHER)])
        store_summary(session, old, S2, "A TLDR.", "tldr@v2")
        store_state(session, old, S2, "references", "ok", later, count=2)
        store_state(session, old, "arxiv", "references", "ok", later, count=2)
        for each in (old, citing):
            materialise(session, each)
    new = take_apart(database, "doi:10.1000/182")
    with database.reading() as session:
        assert not session.scalars(select(Document.paper_id)).all()
    ours, theirs = record(database, old), record(database, new)

    def ids(rows: list[dict[str, Any]]) -> set[str]:
        return {each["id"] for each in rows}

    assert ids(ours["references"]) == {f"s2:{s2(n)}" for n in (10, 11)}
    assert ids(theirs["references"]) == {f"s2:{s2(n)}" for n in (11, 12)}
    assert (ids(ours["citations"]), ids(theirs["citations"])) == (
        set(),
        {f"s2:{s2(n)}" for n in (13, 14)},
    )
    assert (ours["summary"], theirs["summary"]["text"]) == (None, "A TLDR.")
    assert {each["name"] for each in ours["sources"]} == {"arxiv"}
    assert {each["name"] for each in theirs["sources"]} == {S2}
    # What was found in the texts of both is to be found anew.
    assert ours["refresh_after"] <= utc_now()


def test_where_a_source_spoke_of_both_it_is_asked_again(database: Database) -> None:
    preprint = paper(2, title=TITLE, authors=("Ada Author",), arxiv_id="2001.00001")
    ids = store(database, (S2, preprint), (S2, OTHER), (S2, paper(3)), (S2, paper(4)))
    assert ids[0] == ids[1]
    later = utc_now().replace(year=2100)
    with database.writing() as session:
        store_list(session, ids[2], S2, "references", [CitationItem(paper=OTHER)])
        for each in ids[1:]:
            store_state(session, each, S2, "references", "ok", later, count=1)
    new = take_apart(database, f"s2:{s2(1)}")
    found = {each: record(database, each) for each in {*ids, new}}
    assert [each["id"] for each in found[ids[2]]["references"]] == ["2001.00001"]
    with database.reading() as session:
        fresh = select(SourceState.paper_id).where(SourceState.fresh_until > utc_now())
        assert set(session.scalars(fresh)) == {ids[3]}


def test_comments_go_back_to_the_paper_that_they_were_written_of(database: Database) -> None:
    first, second = store(database, ("arxiv", PREPRINT), ("crossref", BY_NAMES[1][1]))

    def comment(session: Any, number: int, text: str) -> None:
        session.add(Comment(paper_id=number, text=text, created=utc_now()))

    with database.writing() as session:
        comment(session, first, "of the first")
        comment(session, second, "of the second")
    assert store(database, (S2, CONFUSED)) == [first]
    with database.writing() as session:
        comment(session, first, "of both")
    new = take_apart(database, "doi:10.1000/182")
    with database.reading() as session:
        assert [each.text for each in session.scalars(find.comments(new, hidden=True))] == [
            "of the second"
        ]
        assert [each.text for each in session.scalars(find.comments(first, hidden=True))] == [
            "of the first",
            "of both",
        ]


def test_papers_taken_apart_stay_so_when_one_is_joined_to_a_third(database: Database) -> None:
    store(database, ("arxiv", PREPRINT), (S2, OTHER))
    new = take_apart(database, "doi:10.1000/182")
    (third,) = store(database, ("openalex", PaperItem(openalex_id="W7", title="An older title")))
    told = PaperItem(openalex_id="W7", doi="10.1000/182", title="An older title")
    assert store(database, ("openalex", told)) == [new]
    with database.reading() as session:
        assert session.get(Paper, third) is None
    assert len(set(store(database, *BY_TITLE))) == 2


def test_there_is_nothing_to_part(database: Database) -> None:
    store(database, ("arxiv", PREPRINT), (S2, CONFUSED))
    with pytest.raises(NotFound):
        take_apart(database, "doi:10.1000/183")
    with pytest.raises(BadInput, match="nothing to part"):
        take_apart(database, "doi:10.1000/182")
    with database.reading() as session:
        assert len(session.scalars(select(Paper)).all()) == 1
