"""How the sources stand and what was spent today, for whoever looks after a server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.clock import utc_now
from scraper.pace import after
from scraper.records.clock import epoch
from scraper.records.crawls import Budget
from scraper.records.questions import Spending
from scraper.records.sources import SourceRate
from scraper.settings import Settings
from scraper.sources import arxiv, crossref, language_model, openalex, semantic_scholar
from scraper.sources.answers import TITLES

_DELAYS: Mapping[str, float] = MappingProxyType(
    {
        arxiv.NAME: arxiv.API_DELAY,
        semantic_scholar.NAME: semantic_scholar.DELAY,
        openalex.NAME: openalex.DELAY,
        crossref.NAME: crossref.DELAY,
        language_model.NAME: language_model.DELAY,
    }
)


@dataclass(frozen=True, slots=True)
class Health:
    """How one source stands with all workers.

    `state` is open, resting (nobody asks it before `until`), or tried: after a rest, one request
    at a time.
    """

    name: str
    title: str
    delay: float  # seconds between two requests, as the settings have it
    state: Literal["open", "resting", "tried"]
    until: datetime | None
    strikes: int  # rests in a row
    failures: int  # unusable answers in a row
    queue: float  # seconds until the next request may leave


@dataclass(frozen=True, slots=True)
class DailyBudget:
    """Requests of one kind on the present day in UTC."""

    name: str
    spent: int
    daily: int


def sources(session: Session, settings: Settings) -> list[Health]:
    """Every source that the settings let us ask, asked already or not."""
    now = epoch().label("now")
    rows = {
        row.source: row
        for row in session.execute(
            select(
                SourceRate.source,
                SourceRate.next_at,
                SourceRate.resting_until,
                SourceRate.strikes,
                SourceRate.failures,
                now,
            )
        )
    }
    found = []
    for name, usual in _DELAYS.items():
        if name == language_model.NAME and not settings.llm_url:
            continue
        row = rows.get(name)
        rests = row is not None and row.resting_until > row.now
        found.append(
            Health(
                name,
                TITLES[name],
                settings.delay_of(name, usual),
                "resting" if rests else "tried" if row and row.strikes else "open",
                after(row.resting_until - row.now) if row and rests else None,
                row.strikes if row else 0,
                row.failures if row else 0,
                max(0.0, row.next_at - row.now) if row else 0.0,
            )
        )
    return found


def budgets(session: Session, settings: Settings) -> list[DailyBudget]:
    """What may be spent in a day, and was today."""
    today = utc_now().date()
    refreshed = session.scalar(select(Budget.spent).where(Budget.day == today))
    found = [DailyBudget("Scheduled refresh", refreshed or 0, settings.refresh_requests)]
    if settings.llm_url:
        asked = session.scalar(
            select(Spending.requests).where(
                Spending.source == language_model.NAME, Spending.day == today
            )
        )
        title = TITLES[language_model.NAME]
        found.append(DailyBudget(title, asked or 0, settings.llm_daily_requests))
    return found
