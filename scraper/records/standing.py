"""What is on record of a paper when its sources might be asked (`scraper.freshness`)."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from scraper.freshness import Known, Standing
from scraper.paper_id import SCHEMES, PaperId
from scraper.records import find
from scraper.records.chunks import asked_for
from scraper.records.papers import Identity, Paper
from scraper.records.sources import SourceState

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER = bindparam("paper", type_=Integer)
_NAMES = select(Identity.scheme, Identity.value).where(Identity.paper_id == _PAPER)
_COLUMNS = [getattr(SourceState, each.name) for each in fields(Standing)]
_STANDINGS = select(*_COLUMNS).where(SourceState.paper_id == _PAPER)
_PAPERS = select(Identity.value, Identity.paper_id).where(
    Identity.scheme == bindparam("scheme"), Identity.value.in_(bindparam("values", expanding=True))
)
_OF_MANY = select(SourceState.paper_id, *_COLUMNS).where(
    SourceState.paper_id.in_(bindparam("papers", expanding=True)),
    SourceState.source == bindparam("source"),
    SourceState.part == bindparam("part"),
)
_CLAIMS = select(Paper.citation_count, Paper.reference_count).where(Paper.id == _PAPER)


def standings(
    session: Session, names: Collection[PaperId], source: str, part: str
) -> dict[PaperId, Standing]:
    """How the part stands with each of the papers that `source` was asked about."""
    papers: dict[int, list[PaperId]] = {}
    for scheme in {name.scheme for name in names}:
        for chunk in asked_for([name.value for name in names if name.scheme == scheme]):
            for value, paper_id in session.execute(_PAPERS, {"scheme": scheme, "values": chunk}):
                papers.setdefault(paper_id, []).append(PaperId(scheme, value))
    found: dict[PaperId, Standing] = {}
    for numbers in asked_for(list(papers)):
        of = {"papers": numbers, "source": source, "part": part}
        for row in session.execute(_OF_MANY, of).mappings():
            columns = dict(row)
            for name in papers[columns.pop("paper_id")]:
                found[name] = Standing(**columns)
    return found


def known(session: Session, target: PaperId, wished: datetime, *, refresh: bool) -> Known:
    """What is on record of `target`, for a crawl that was asked for at the moment `wished`."""
    paper = {"paper": find.number(session, target)}
    names = [PaperId(scheme, value) for scheme, value in session.execute(_NAMES, paper)]
    standings = [Standing(**row) for row in session.execute(_STANDINGS, paper).mappings()]
    citations, references = session.execute(_CLAIMS, paper).one_or_none() or (None, None)
    return Known(
        names=sorted(dict.fromkeys([target, *names]), key=lambda each: SCHEMES.index(each.scheme)),
        standings={(each.source, each.part): each for each in standings},
        claims={"citations": citations, "references": references},
        wished=wished,
        refresh=refresh,
    )
