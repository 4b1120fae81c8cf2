"""What of a paper is to be asked for, and when again. It is decided here and nowhere else.

A part is due once its `fresh_until` is over, or where its source was never asked:

    ok, capped, unknown   fresh for a week (metadata) or a day (the rest): settings
    ok, but short         an answer without what the source's own page says: due at the next wish
    resting               until the moment that the source itself named
    down                  a minute, then twice as long each time, up to a day

A refresh asks for what is fresh too; but arXiv, which brings a paper up to date once a day at
most, not within an hour of its last good answer. What was asked for since the wish was made,
on whose behalf ever, is not asked for again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scraper.clock import utc_now
from scraper.items import Answer
from scraper.paper_id import PaperId
from scraper.settings import Settings

GOOD = ("ok", "capped")
SAMPLE = "sample"  # the source that stands in for all others until they are asked
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(days=1)
_NOT_AGAIN = {"arxiv": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Part:
    """A part that every paper is asked for, where the paper has a name in one of `schemes`."""

    source: str
    name: str
    schemes: tuple[str, ...]


_S2 = ("arxiv", "s2", "doi")
# In the order of what readers miss most: Semantic Scholar answers one request a second.
USUAL = (
    Part("arxiv", "metadata", ("arxiv",)),
    Part("semantic_scholar", "metadata", _S2),
    Part("semantic_scholar", "citations", _S2),
    Part("semantic_scholar", "references", _S2),
    Part("semantic_scholar", "similar", _S2),
    Part("openalex", "metadata", ("openalex", "doi", "arxiv")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one part of one paper stands on record; the columns are SourceState's."""

    source: str
    part: str
    state: str
    tried_at: datetime
    fetched_at: datetime | None
    fresh_until: datetime
    failures: int = 0
    count: int | None = None
    total: int | None = None
    message: str | None = None
    url: str | None = None

    @property
    def short(self) -> bool:
        """Whether the source's own page says more than this answer did."""
        return self.state in GOOD and self.fresh_until <= self.tried_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is on record of a paper at the moment when its sources might be asked."""

    names: Sequence[PaperId]  # best first
    standings: Mapping[tuple[str, str], Standing]
    claims: Mapping[str, int | None]  # rows that citations and references should have
    wished: datetime  # when the crawl was asked for
    refresh: bool = False

    def is_due(self, source: str, part: str) -> bool:
        """Whether to ask the source for the part."""
        return is_due(self.standings.get((source, part)), self.wished, refresh=self.refresh)

    def lacks(self, part: str) -> bool:
        """Whether nobody gave the list lately, though nobody said either that it is empty."""
        good = [
            each
            for each in self.standings.values()
            if each.part == part and each.state in GOOD and not self.is_due(each.source, part)
        ]
        if not good:
            return any(each.state in GOOD for each in self.standings.values())
        # Semantic Scholar sometimes gives an empty list beside a count that is none.
        return not any(each.count for each in good) and bool(self.claims.get(part))


def is_due(standing: Standing | None, wished: datetime, *, refresh: bool) -> bool:
    """Whether a crawl that was asked for at the moment `wished` is to ask for the part."""
    if standing is None:
        return True
    if standing.tried_at >= wished:
        return False
    if not refresh:
        return standing.fresh_until <= utc_now()
    pause = _NOT_AGAIN.get(standing.source, timedelta())
    return standing.fetched_at is None or standing.short or standing.fetched_at + pause <= utc_now()


def fresh_until(answer: Answer, failures: int, settings: Settings) -> datetime:
    """The moment before which there is no need to ask again, `failures` being those in a row."""
    now = utc_now()
    if answer.short:
        return now
    if answer.state == "resting":
        return answer.until or now + _FIRST
    if answer.state == "down":
        return now + back_off(failures)
    days = settings.metadata_days if answer.part == "metadata" else settings.citation_days
    return now + timedelta(days=days)


def back_off(failures: int) -> timedelta:
    """How long to leave a part alone that failed so often in a row."""
    return min(_FIRST * (1 << min(max(failures, 1) - 1, 20)), _LONGEST)


def refresh_after(schemes: frozenset[str], asked: Sequence[Any]) -> datetime | None:
    """When a paper with names in these schemes is due; None where no source was ever asked.

    Past, where one that knows it by such a name was never asked for its part. `asked` are rows with
    SourceState's source, part, tried_at and fresh_until.
    """
    known = {(each.source, each.part) for each in asked}
    whole = SAMPLE in {each.source for each in asked} or all(
        (usual.source, usual.name) in known
        for usual in USUAL
        if not schemes.isdisjoint(usual.schemes)
    )
    return min((each.fresh_until if whole else each.tried_at for each in asked), default=None)
