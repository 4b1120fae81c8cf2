"""How common terms are in the user's own papers, counted as they come.

BATCH papers are counted at a time, each once, so that the frequencies, and with them the key
terms, stand still while a few papers arrive, and counting costs a few milliseconds a paper however
many there are. The table holds MOST terms: when there are more, the rarest go, and a term's count
is then too low by one for some five thousand papers, which is less than BATCH makes of it.
"""

import zlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import exists, inspect, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scraper.enrich.background import Background, Table
from scraper.enrich.terms import document_terms
from scraper.errors import StorageError
from scraper.records import Corpus, Counted, Database, Paper, utc_now
from scraper.records.upsert import insert_new, upsert

BATCH = 500
MOST = 200_000


class Text(NamedTuple):
    paper_id: int
    title: str
    abstract: str


_UNCOUNTED = (
    select(Paper.id, Paper.title, Paper.abstract)
    .where(Paper.abstract.is_not(None), ~exists().where(Counted.paper_id == Paper.id))
    .limit(BATCH)
)


def background(session: Session) -> Background:
    """The document frequencies for key terms: the shipped ones and those of the records."""
    global _latest
    made_at = session.scalar(select(Corpus.made_at))
    if made_at is None:
        return Background()
    if _latest is None or _latest[0] != made_at:
        counts = session.scalars(select(Corpus.counts)).one()
        _latest = made_at, Background(Table(zlib.decompress(counts)))
    return _latest[1]


def background_at(url: str) -> Background:
    """The same for a database that may not be there yet, or be of an older ArxivLens.

    Raises StorageError where a database server is not to be reached.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        return Background()
    database = Database(url)
    try:
        with database.reading() as session:
            if not inspect(session.connection()).has_table(Corpus.__tablename__):
                return Background()
            return background(session)
    except DBAPIError as error:
        raise StorageError(f"The records cannot be read: {str(error.orig).strip()}.") from error
    finally:
        database.close()


_latest: tuple[datetime, Background] | None = None  # unpacked once for each batch


def uncounted(session: Session) -> list[Text]:
    """The next batch of papers with an abstract; empty while there are fewer."""
    found = [
        Text(paper_id, title or "", abstract or "")
        for paper_id, title, abstract in session.execute(_UNCOUNTED)
    ]
    return found if len(found) == BATCH else []


def counted(texts: Iterable[Text]) -> Counter[str]:
    """In how many of the papers each term is; touches no database."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(document_terms(text.title, text.abstract))
    return counts


def keep(session: Session, texts: list[Text], counts: Counter[str]) -> None:
    """Add a batch to the table; one that another worker was faster with is left out."""
    row = session.scalar(select(Corpus).with_for_update())
    ids = [text.paper_id for text in texts]
    if session.scalar(select(exists().where(Counted.paper_id.in_(ids)))):
        return
    here = set(session.scalars(select(Paper.id).where(Paper.id.in_(ids))))
    insert_new(session, Counted, [{"paper_id": paper_id} for paper_id in ids if paper_id in here])
    documents = len(texts)
    if row is not None:
        before = Table(zlib.decompress(row.counts))
        counts.update(dict(before.items()))
        documents += before.documents
    least = 1
    while len(counts) > MOST:
        least += 1
        counts = Counter({key: count for key, count in counts.items() if count >= least})
    table = zlib.compress(Table.written(counts, documents))
    upsert(session, Corpus, [{"id": 1, "counts": table, "made_at": utc_now()}])
