"""Words for the papers that have none, by the ten thousand: after a loading.

A worker gives papers their words, too, but a hundred at a time: each time nearly every page of the
index of a million papers changes, so the more papers come at once, the less is written. The words
are made by another process, while the database keeps those before, and are kept in short
transactions, so that nobody waits long.
"""

from collections.abc import Iterator

from scraper.load import helper, writing
from scraper.records import Database
from scraper.records.postings import add_words, unworded, wordings

_PAPERS = 20_000  # in a transaction; some 150 MB


def words_for_all(database: Database) -> Iterator[int]:
    """Index all papers without words; how many were, after each transaction."""
    last = done = 0
    with helper() as pool:
        making = None
        while True:
            with database.reading() as session:
                papers = unworded(session, last, _PAPERS)
            made, making = making, pool.submit(wordings, papers) if papers else None
            if papers:
                last = papers[-1].paper_id
            if made:
                rows = made.result()
                with writing(database) as session:
                    add_words(session, rows)
                done += len(rows)
                yield done
            elif making is None:
                return
