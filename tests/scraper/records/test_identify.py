"""Which papers are one: decided over whole transactions, as the records do it."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from scraper.items import PaperItem
from scraper.paper_id import PaperId
from scraper.records import Database, Identity, Paper, find
from scraper.records.store import store_papers
from tests.conftest import AtOnce
from tests.scraper.records.items import paper, s2

TITLE = "Attention Is All You Need"
LONG = "On Generative Artificial Intelligence: The Competitive Landscape of Open Models"


def store(database: Database, *items: PaperItem, source: str = "semantic_scholar") -> list[int]:
    with database.writing() as session:
        return store_papers(session, source, items)


def one_by_one(database: Database, items: Sequence[PaperItem]) -> list[int]:
    return [store(database, item)[0] for item in items]


def names(database: Database, paper_id: int) -> set[str]:
    with database.reading() as session:
        return {
            str(PaperId(name.scheme, name.value))
            for name in session.scalars(select(Identity).where(Identity.paper_id == paper_id))
        }


def key(database: Database, paper_id: int) -> str | None:
    with database.reading() as session:
        return session.scalar(find.paper_key(paper_id))


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Paper)) or 0


def theirs(**said: Any) -> PaperItem:
    """The first paper as another source has it."""
    return paper(1, s2_id=None, **({"openalex_id": "W1"} | said))


ONE = [
    # a name in common, whatever else differs
    (paper(arxiv_id="1706.03762", s2_id=None), paper(2, arxiv_id="1706.03762")),
    (paper(1, doi="10.1000/182"), paper(2, doi="10.1000/182")),
    (paper(1), paper(1, title="Another title", authors=("Someone Else",), year=1990)),
    (paper(openalex_id="W1", s2_id=None), paper(2, openalex_id="W1")),
    # the published version of a preprint: another DOI, the same arXiv id
    (
        paper(1, arxiv_id="1706.03762", doi="10.1101/1"),
        paper(2, arxiv_id="1706.03762", doi="10.2000/2"),
    ),
    # a DOI is the same in capitals
    (paper(1, doi="10.1103/physrevd.1"), paper(2, doi="10.1103/PhysRevD.1")),
    # arXiv's own DOI of a paper is its arXiv id
    (paper(1, arxiv_id="1706.03762"), paper(2, doi="10.48550/arxiv.1706.03762")),
    # title, authors and year
    (paper(1, title=TITLE), theirs(title="attention is all you need!", authors=("A. Author1",))),
    (paper(1, title=TITLE), theirs(title=TITLE, authors=("Author1, Ada",), year=2021)),
    (paper(1, title=TITLE), theirs(title=TITLE, authors=("A. Author1",), year=None)),
    (paper(1, title=TITLE, year=None), theirs(title=TITLE, authors=("A. Author1",), year=None)),
    (
        paper(1, arxiv_id="1706.03762", title=TITLE),
        paper(1, s2_id=None, title=TITLE, doi="10.1000/1"),
    ),
    # a title that no two papers have tells without authors and year
    (paper(1, title=LONG), theirs(title=LONG, authors=(), year=None)),
    (paper(1, title=LONG, authors=(), year=None), theirs(title=LONG, authors=(), year=None)),
    (paper(1, title=LONG, authors=()), theirs(title=LONG, authors=("A. Author1",))),
    # a preprint and its publication, which one source numbers twice
    (
        paper(1, arxiv_id="1706.03762", title=TITLE),
        paper(2, title=TITLE, doi="10.1000/1", authors=("A. Author1",), year=2021),
    ),
]
SHORT = (
    paper(1, title=LONG, authors=("Ada One", "Bo Two")),
    theirs(title=LONG.partition(":")[0], authors=("A. One", "B. Two")),
)
TWO = [
    (paper(1, title=TITLE, year=2020), theirs(title=TITLE, authors=("A. Author1",), year=2022)),
    (paper(1, title=TITLE), theirs(title=TITLE, authors=("Ada Other",))),
    (paper(1, title=TITLE), theirs(title=TITLE, authors=())),
    (paper(1, title=TITLE, authors=()), theirs(title=TITLE, authors=())),
    (paper(1, title="Part I"), theirs(title="Part II", authors=("A. Author1",))),
    # one source that numbers two papers of one title, and names them alike
    (paper(1, title=TITLE), paper(2, title=TITLE, authors=("A. Author1",))),
    (
        paper(1, title=LONG, arxiv_id="1706.03762"),
        paper(2, title=LONG, doi="10.1000/1", authors=(), year=None),
    ),
    (
        paper(1, title=LONG, openalex_id="W1", s2_id=None),
        paper(2, title=LONG, openalex_id="W2", s2_id=None, authors=("A. Author1",)),
    ),
    # the same title, author and year, but names that tell them apart
    (
        paper(1, title=LONG, arxiv_id="2001.00001"),
        theirs(title=LONG, arxiv_id="2001.00002", authors=("A. Author1",)),
    ),
    (
        paper(1, title=LONG, doi="10.1000/182"),
        theirs(title=LONG, doi="10.1000/183", authors=("A. Author1",)),
    ),
    # one group's papers: the subtitle is what tells them
    (
        paper(1, title=LONG, authors=("Ada One", "Bo Two")),
        theirs(title=f"{LONG.partition(':')[0]}: Part II", authors=("A. One", "B. Two")),
    ),
    (
        paper(1, title=f"{LONG.partition(':')[0]}: Supplement", authors=("Ada One", "Bo Two")),
        theirs(title=LONG.partition(":")[0], authors=("A. One", "B. Two")),
    ),
    # Semantic Scholar confuses two papers of arXiv's
    (paper(1, arxiv_id="2001.00001"), paper(1, arxiv_id="2001.00002")),
]


WAYS = [(order, together) for order in (1, -1) for together in (True, False)]


@pytest.mark.parametrize("pair", ONE)
def test_one_paper(database: Database, pair: tuple[PaperItem, PaperItem]) -> None:
    for order, together in WAYS:
        items = pair[::order]
        first, second = store(database, *items) if together else one_by_one(database, items)
        assert first == second
        assert names(database, first) == {name for item in items for name in _given(item)}
        assert count(database) == 1
        forget_all(database)


@pytest.mark.parametrize("order", [1, -1])
def test_the_subtitle_may_be_left_out_but_not_in_one_list(database: Database, order: int) -> None:
    first, second = one_by_one(database, SHORT[::order])
    assert first == second
    forget_all(database)
    for _again in range(2):
        first, second = store(database, *SHORT[::order])
        assert first != second


@pytest.mark.parametrize("pair", TWO)
def test_two_papers(database: Database, pair: tuple[PaperItem, PaperItem]) -> None:
    for order, together in WAYS:
        items = pair[::order]
        first, second = store(database, *items) if together else one_by_one(database, items)
        assert first != second
        assert count(database) == 2
        assert one_by_one(database, items) == [first, second], "not found again"
        forget_all(database)


def forget_all(database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(Paper))


def _given(item: PaperItem) -> list[str]:
    given = (
        item.arxiv_id,
        item.doi and f"doi:{item.doi}",
        item.s2_id and f"s2:{item.s2_id}",
        item.openalex_id and f"openalex:{item.openalex_id}",
    )
    return [str(PaperId.parse(name)) for name in given if name]


@pytest.mark.parametrize("together", [True, False])
def test_a_third_joins_two(database: Database, together: bool) -> None:
    items = [
        paper(1, s2_id=None, arxiv_id="1706.03762"),
        paper(2, doi="10.1000/182"),
        paper(2, arxiv_id="1706.03762"),
    ]
    ids = store(database, *items) if together else one_by_one(database, items)
    assert ids[2] == ids[0]
    assert count(database) == 1
    assert names(database, ids[0]) == {"1706.03762", "doi:10.1000/182", f"s2:{s2(2)}"}
    assert key(database, ids[0]) == "1706.03762"


@pytest.mark.parametrize("together", [True, False])
def test_a_third_never_joins_two_that_names_tell_apart(database: Database, together: bool) -> None:
    items = [
        paper(1, arxiv_id="2001.00001"),
        paper(2, arxiv_id="2001.00002", doi="10.1000/182"),
        paper(3, arxiv_id="2001.00001", doi="10.1000/182", s2_id=None),
    ]
    ids = store(database, *items) if together else one_by_one(database, items)
    assert ids == [ids[0], ids[1], ids[0]]
    assert names(database, ids[0]) == {"2001.00001", f"s2:{s2(1)}"}
    assert names(database, ids[1]) == {"2001.00002", "doi:10.1000/182", f"s2:{s2(2)}"}


def test_two_dois_are_never_joined_by_what_a_third_says(database: Database) -> None:
    items = [
        paper(1, s2_id=None, arxiv_id="2001.00001", doi="10.1000/1"),
        paper(2, doi="10.1000/2"),
        paper(2, arxiv_id="2001.00001"),
    ]
    first, second, third = one_by_one(database, items)
    assert third == first
    assert names(database, first) == {"2001.00001", "doi:10.1000/1"}
    assert names(database, second) == {"doi:10.1000/2", f"s2:{s2(2)}"}


def test_what_can_be_this_paper_or_that_is_neither(database: Database) -> None:
    items = [
        paper(1, title=TITLE, doi="10.1000/1"),
        paper(2, title=TITLE, authors=("A. Author1",), doi="10.1000/2"),
        theirs(title=TITLE, authors=("Ada Author1",)),
    ]
    ids = one_by_one(database, items)
    assert len(set(ids)) == 3
    assert one_by_one(database, items) == ids


def _store_all(url: str) -> None:
    database = Database(url)
    for start in (0, 20):
        store(database, *(paper(start + n, doi=f"10.1000/{start + n}") for n in range(20)))
    database.close()


def test_workers_that_learn_of_a_paper_at_once_make_one(database_url: str, at_once: AtOnce) -> None:
    at_once(_store_all, [(database_url,)] * 6)
    database = Database(database_url)
    assert count(database) == 40
    database.close()


def test_a_statement_stays_with_its_paper_when_its_source_confuses_two(database: Database) -> None:
    first, second = one_by_one(
        database,
        [
            paper(1, arxiv_id="2001.00001", title="The first"),
            paper(1, arxiv_id="2001.00002", title="The second"),
        ],
    )
    with database.reading() as session:
        assert session.get_one(Paper, first).title == "The first"
        assert session.get_one(Paper, second).title == "The second"


def test_many_items_of_a_batch_are_one(database: Database) -> None:
    items = [paper(n % 3, citation_count=n) for n in range(1, 100)]
    ids = store(database, *items)
    assert ids[:3] * 33 == ids
    assert count(database) == 3


def test_a_paper_without_names_gets_one_and_is_found_again(database: Database) -> None:
    nameless = paper(1, s2_id=None)
    (first,) = store(database, nameless)
    public = key(database, first)
    assert public is not None
    assert public.startswith("lens:")
    assert store(database, nameless) == [first]
    # It gets a better name; the old one still leads there.
    assert store(database, paper(1, doi="10.1000/182", s2_id=None)) == [first]
    assert key(database, first) == "doi:10.1000/182"
    assert store(database, nameless) == [first]
    with database.reading() as session:
        assert session.scalar(find.paper_id(PaperId.parse(public))) == first


def test_an_item_without_name_and_title_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="needs a name or a title"):
        store(database, paper(1), PaperItem(authors=("Nobody",)))
    assert count(database) == 0


@pytest.mark.parametrize(
    "doi", ["", "nonsense", "10.1/a b", "10.1000/" + "x" * 3000, "10.1/\ud800"]
)
def test_a_name_that_is_none_is_left_out(database: Database, doi: str) -> None:
    (first,) = store(database, paper(1, doi=doi))
    assert names(database, first) == {f"s2:{s2(1)}"}


def test_the_longest_title_is_found_again(database: Database) -> None:
    # An index entry of PostgreSQL's holds 2,704 bytes.
    title = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(20_000))
    first, second = one_by_one(
        database, [paper(1, title=title), theirs(title=title, authors=("A. Author1",))]
    )
    assert first == second
    with database.reading() as session:
        assert session.get_one(Paper, first).title == title
