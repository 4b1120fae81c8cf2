"""What is due, by what is on record."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scraper.clock import utc_now
from scraper.freshness import USUAL, Known, Standing, is_due, refresh_after
from scraper.paper_id import PaperId
from scraper.spiders.paper import PaperSpider

HOUR = timedelta(hours=1)
S2, ARXIV = "semantic_scholar", "arxiv"


def standing(
    source: str = S2,
    part: str = "citations",
    state: str = "ok",
    *,
    asked: timedelta = 5 * HOUR,
    fresh: timedelta = HOUR,
    **more: Any,
) -> Standing:
    """A part that was asked for that long ago, and is fresh for so long."""
    tried = utc_now() - asked
    return Standing(
        source=source,
        part=part,
        state=state,
        tried_at=tried,
        fetched_at=tried if state in ("ok", "capped") else None,
        fresh_until=utc_now() + fresh,
        **more,
    )


def due(each: Standing | None, *, refresh: bool = False, wished: timedelta = timedelta()) -> bool:
    return is_due(each, utc_now() - wished, refresh=refresh)


def known(*standings: Standing, refresh: bool = False, **claims: int) -> Known:
    return Known(
        names=[PaperId.parse("2311.09227")],
        standings={(each.source, each.part): each for each in standings},
        claims=claims,
        wished=utc_now(),
        refresh=refresh,
    )


def test_the_parts_that_are_always_asked_are_those_of_the_spider() -> None:
    spiders = [(spider.source, spider.part) for spider in PaperSpider.usual]
    assert spiders == [(usual.source, usual.name) for usual in USUAL]


@pytest.mark.parametrize("state", ["ok", "capped", "unknown", "resting", "down"])
def test_a_part_is_due_when_its_time_is_over(state: str) -> None:
    assert not due(standing(state=state))
    assert due(standing(state=state, fresh=-HOUR))
    assert due(None), "it was never asked"


@pytest.mark.parametrize("state", ["ok", "unknown", "down"])
def test_what_was_asked_since_the_wish_is_not_asked_again(state: str) -> None:
    lately = standing(state=state, fresh=-HOUR)
    assert not due(lately, wished=6 * HOUR)
    assert not due(lately, wished=6 * HOUR, refresh=True)
    assert due(lately, wished=4 * HOUR)


def test_a_refresh_asks_for_what_is_fresh_but_arxiv_not_within_an_hour() -> None:
    assert due(standing(), refresh=True)
    assert due(standing(asked=timedelta(minutes=1)), refresh=True)
    page = standing(ARXIV, "metadata", asked=timedelta(minutes=59))
    assert not due(page, refresh=True)
    assert due(replace(page, fetched_at=utc_now() - HOUR), refresh=True)
    assert due(replace(page, state="down", fetched_at=None), refresh=True)
    # The page failed lately, and had answered shortly before that.
    assert not due(replace(page, state="down"), refresh=True)
    assert due(replace(page, fresh_until=page.tried_at), refresh=True), "that was a short answer"


def test_a_list_is_missed_where_nobody_gave_it() -> None:
    page = standing(ARXIV, "metadata")
    given = standing(count=3)
    assert known(page).lacks("citations")
    assert not known(page, given).lacks("citations")
    assert known(page, given).lacks("references")
    assert known(page, replace(given, state="down")).lacks("citations")
    assert known(page, replace(given, fresh_until=utc_now())).lacks("citations")
    assert known(page, given, refresh=True).lacks("citations")
    assert not known(standing(state="unknown")).lacks("citations"), "nobody knows the paper"


def test_an_empty_list_is_missed_where_there_should_be_rows() -> None:
    empty = standing(count=0)
    assert not known(empty).lacks("citations")
    assert not known(empty, citations=0).lacks("citations")
    assert known(empty, citations=7).lacks("citations")
    assert not known(empty, standing("openalex", count=7), citations=7).lacks("citations")


def test_a_record_is_due_with_the_first_of_its_parts() -> None:
    whole = [
        standing(usual.source, usual.name, fresh=(9 - n) * HOUR) for n, usual in enumerate(USUAL)
    ]
    arxiv, doi = frozenset({"arxiv"}), frozenset({"doi"})
    assert refresh_after(arxiv, []) is None
    assert refresh_after(arxiv, whole) == whole[-1].fresh_until
    for missing in range(len(whole)):
        rest = [*whole[:missing], *whole[missing + 1 :]]
        moment = refresh_after(arxiv, rest)
        assert moment
        assert moment <= utc_now()
    # arXiv cannot be asked about a paper that has no name there.
    assert refresh_after(doi, whole[1:]) == whole[-1].fresh_until
    sample = standing("sample", "metadata")
    assert refresh_after(arxiv, [sample]) == sample.fresh_until
