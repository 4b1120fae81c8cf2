"""Papers for the tests of the records."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from scraper.freshness import USUAL
from scraper.items import CitationItem, PaperItem, VersionItem
from scraper.records.store import store_state

FULL = PaperItem(
    arxiv_id="2311.09227",
    doi="10.1000/182",
    s2_id="649def34f8be52c8b66281af98ae884c09aef38b",
    openalex_id="W2741809807",
    title="Open-Sourcing Highly Capable Foundation Models",
    abstract="Recent decisions by leading AI labs.",
    authors=("Elizabeth Seger", "Noemi Dreksler", "Ludwig van Beethoven"),
    year=2023,
    published=date(2023, 9, 29),
    venue="SSRN",
    url="https://arxiv.org/abs/2311.09227",
    citation_count=37,
    reference_count=12,
    updated=date(2024, 1, 2),
    version=2,
    versions=(
        VersionItem(version=1, submitted=datetime(2023, 9, 29, 17, 3, 53, tzinfo=UTC)),
        VersionItem(version=2, submitted=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ),
    comments="Official release",
    categories=("cs.CY", "cs.AI"),
    journal_ref="J. Open 3 (2023) 14",
    report_number="LAW-AI 1",
    msc_classes="91D10",
    acm_classes="K.4.1",
    license="http://creativecommons.org/licenses/by/4.0/",
    withdrawn=False,
    tldr="Evaluates the risks of open-sourcing.",
    tldr_model="tldr@v2.0.0",
    embedding=(0.25, -1.5),
    embedding_model="specter_v2",
)


def answer_all(session: Session, paper_id: int, fresh_until: datetime) -> None:
    """As if every source that is always asked had answered."""
    for usual in USUAL:
        store_state(session, paper_id, usual.source, usual.name, "ok", fresh_until)


def paper(number: int = 1, **said: Any) -> PaperItem:
    """A small paper of its own; `said` overrides its fields."""
    plain = PaperItem(
        title=f"On the number {number}",
        authors=(f"Ada Author{number}",),
        year=2020,
        s2_id=s2(number),
    )
    return replace(plain, **said)


def s2(number: int) -> str:
    return f"{number:040x}"


def row(number: int = 1, **said: Any) -> CitationItem:
    """A row of a list: a small paper and nothing else."""
    return CitationItem(paper=paper(number, **said))
