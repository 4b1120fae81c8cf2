"""The rule of identity, measured: no look-alike merged, of true pairs at most one in 20 missed."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from scraper.records import Database
from scraper.records.store import store_papers
from tests.scraper.records.pairs import Pair, pairs

ALL = pairs()


def merged(session: Session, pair: Pair) -> bool:
    """Whether the records call both one paper, in whichever order they come."""
    found = set()
    for first, second in ((pair.one, pair.other), (pair.other, pair.one)):
        point = session.begin_nested()
        (one,) = store_papers(session, "arxiv", [first])
        (other,) = store_papers(session, "semantic_scholar", [second])
        found.add(one == other)
        point.rollback()
    assert len(found) == 1, pair
    return found.pop()


def split(found: Iterable[tuple[Pair, bool]]) -> tuple[list[Pair], list[Pair]]:
    """Those that were merged, and those that were not."""
    both = list(found)
    return [pair for pair, one in both if one], [pair for pair, one in both if not one]


def test_there_are_enough_of_both() -> None:
    assert sum(pair.same for pair in ALL) >= 100
    assert sum(not pair.same for pair in ALL) >= 100


def test_no_look_alike_is_merged_and_few_pairs_are_missed(database: Database) -> None:
    with database.writing() as session:
        ones, twos = split((pair, merged(session, pair)) for pair in ALL)
    assert [pair for pair in ones if not pair.same] == []
    missed = [pair for pair in twos if pair.same]
    assert len(missed) <= 0.05 * sum(pair.same for pair in ALL), missed
