"""What one would write without us, as the baseline of `bench_scale`.

Papers and citations of the same files in tables of SQLite's, by `executemany`, with an FTS5 table
over title and abstract; a record is its row, its citations' and its references'; a search is the
25 best by bm25, as Datasette and sqlite-utils ask it. Similar papers are scikit-learn's: TF-IDF of
title and abstract, the ten highest cosines.
"""

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson

_BATCH = 50_000
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE paper (key TEXT PRIMARY KEY, title TEXT, abstract TEXT, authors TEXT);
CREATE TABLE citation (citing TEXT, cited TEXT, PRIMARY KEY (citing, cited)) WITHOUT ROWID;
CREATE INDEX citing ON citation (cited);
CREATE VIRTUAL TABLE words USING fts5 (title, abstract, content = paper);
"""
_RECORD = "SELECT * FROM paper WHERE key = ?"
_LISTS = (
    "SELECT p.key, p.title, p.authors FROM citation c JOIN paper p ON p.key = c.citing"
    " WHERE c.cited = ?",
    "SELECT p.key, p.title, p.authors FROM citation c JOIN paper p ON p.key = c.cited"
    " WHERE c.citing = ?",
)
_SEARCH = (
    "SELECT p.key, p.title, p.abstract, p.authors FROM words JOIN paper p ON p.rowid = words.rowid"
    " WHERE words MATCH ? ORDER BY words.rank LIMIT 25"
)


class Plain:
    """The tables, and TF-IDF in memory."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.executescript(_SCHEMA)

    def papers(self, jsonl: Path) -> None:
        """Read and keep them."""
        with jsonl.open("rb") as lines:
            read = map(orjson.loads, lines)
            rows = ((it["id"], it["title"], it["abstract"], it["authors"]) for it in read)
            self._keep("INSERT INTO paper VALUES (?, ?, ?, ?)", rows)

    def citations(self, edges: Path) -> None:
        """Read and keep them."""
        with edges.open(newline="") as lines:
            self._keep(
                "INSERT OR IGNORE INTO citation VALUES (?, ?)", islice(csv.reader(lines), 1, None)
            )

    def index(self) -> None:
        """Let words be found, and papers alike."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        self._connection.commit()
        texts = self._connection.execute(
            "SELECT title || '. ' || abstract FROM paper ORDER BY rowid"
        )
        model = TfidfVectorizer(stop_words="english", min_df=2, sublinear_tf=True, dtype=np.float32)
        self._vectors: Any = model.fit_transform(text for (text,) in texts)

    def titles(self, numbers: Sequence[int]) -> list[tuple[str, str]]:
        """(key, title) of these."""
        ask = "SELECT key, title FROM paper WHERE rowid = ?"
        return [self._connection.execute(ask, [each]).fetchone() for each in numbers]

    def record(self, key: str) -> bytes:
        """As JSON."""
        rows = self._connection.execute(_RECORD, [key]).fetchone()
        return orjson.dumps(
            [rows, *(self._connection.execute(it, [key]).fetchall() for it in _LISTS)]
        )

    def search(self, words: Sequence[str]) -> bytes:
        """As JSON."""
        asked = " ".join(f'"{word}"' for word in words)
        return orjson.dumps(self._connection.execute(_SEARCH, [asked]).fetchall())

    def similar(self, number: int) -> list[int]:
        """The rows of the ten most alike."""
        found = (self._vectors @ self._vectors[number - 1].T).toarray().ravel()
        found[number - 1] = -1
        best = np.argpartition(found, -10)[-10:]
        return [int(each) + 1 for each in best[np.argsort(-found[best])]]

    def size(self) -> int:
        """Bytes on disk."""
        ask = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(self._connection.execute(ask).fetchone()[0])

    def _keep(self, insert: str, rows: Iterator[Any]) -> None:
        while some := list(islice(rows, _BATCH)):
            with self._connection:
                self._connection.executemany(insert, some)
