"""Papers made ready for the tables: all the work on them that asks no database.

It is most of the work, and it can be done in another process than the writing.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import make_url

from scraper.items import PaperItem
from scraper.paper_id import PaperId
from scraper.records.append import prepared
from scraper.records.base import dump_json, kept, table
from scraper.records.fitting import fitted
from scraper.records.identify import Titles
from scraper.records.merging import as_said, columns_of
from scraper.records.names import names_of, statement_key
from scraper.records.papers import Paper, Version
from scraper.records.search import found_by, sifted_by

# In a row of `Ready`, before what only the writer knows: the paper's number, key and moment.
PAPER_COLUMNS = tuple(
    column.name
    for column in Paper.__table__.columns
    if column.name not in ("id", "key", "arrived_at")
)
VERSION_COLUMNS = ("version", "submitted")


class Ready(NamedTuple):
    """A paper, and the rows of it as the driver takes them, less the paper's number."""

    item: PaperItem
    names: list[PaperId]
    key: str  # of the statement
    said: str  # JSON
    titles: Titles
    paper: tuple[object, ...]
    versions: list[tuple[object, ...]]
    authors: tuple[str, ...]
    search: tuple[int | None, int, int]
    words: tuple[str, ...]


def readied(source: str, items: Iterable[PaperItem], *, lite: bool) -> Iterator[Ready]:
    """For SQLite (`lite`) or PostgreSQL. An item without a name raises ValueError."""
    dialect = make_url("sqlite://" if lite else "postgresql+psycopg://").get_dialect()()
    for given in items:
        item = fitted(given)
        names = names_of(item)
        if not names:
            raise ValueError("a paper needs a name or a title")
        columns = columns_of(item)
        values = [columns[name] for name in PAPER_COLUMNS]
        (paper,) = prepared(dialect, table(Paper), PAPER_COLUMNS, [values])
        versions = {each.version: (each.version, each.submitted) for each in item.versions}
        yield Ready(
            item,
            names,
            statement_key(source, names),
            dump_json(as_said(item)),
            (columns["title_key"], columns["main_key"]),
            paper,
            list(prepared(dialect, table(Version), VERSION_COLUMNS, versions.values())),
            tuple(map(kept, item.authors)),
            sifted_by(columns),
            found_by(item.title, item.authors, item.abstract, lite=lite),
        )
