"""The whole record of a paper as the panel needs it, made ready when it changes.

Read by key in a tenth of a millisecond; made from the tables in a few. What it holds comes from
the tables alone, so that any process may make it.
"""

import gzip
import hashlib
from typing import Any

import orjson
from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from scraper.records import find
from scraper.records.base import utc_now
from scraper.records.documents import Document
from scraper.records.facts import facts
from scraper.records.papers import Paper
from scraper.records.rows import edge, rows
from scraper.records.said import said
from scraper.records.upsert import upsert

ROWS = 1000  # of a list, in the record; the rest by paging
SIMILAR = 20

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER = bindparam("paper", type_=Integer)
_NEIGHBOURS = {
    direction: find.neighbours(_PAPER, direction) for direction in ("citations", "references")
}
_LOCK = select(Paper.id).where(Paper.id == _PAPER).with_for_update(key_share=True)
_SIMILAR = find.similar(_PAPER).limit(SIMILAR)


def whole_record(session: Session, paper_id: int) -> dict[str, Any]:
    """The record, in the shape that the OpenAPI document calls Record."""
    of = {"paper": paper_id}
    lists = {name: session.execute(query, of).all() for name, query in _NEIGHBOURS.items()}
    similar = session.execute(_SIMILAR, of).all()
    shown = [row.id for edges in lists.values() for row in edges[:ROWS]]
    known = rows(session, [*shown, *(row.similar_id for row in similar)])
    how = {
        name: said(session, paper_id, name, [row.id for row in edges[:ROWS]])
        for name, edges in lists.items()
    }
    record = facts(session, [paper_id])[paper_id]
    ends = {name: record.pop(name) for name in ("sources", "refresh_after")}
    return {
        **record,
        **{
            name: [
                edge(known[row.id], row.text, row.influential) | how[name][row.id]
                for row in edges[:ROWS]
            ]
            for name, edges in lists.items()
        },
        "similar": [
            {"paper": known[row.similar_id], "score": row.score, "why": row.why} for row in similar
        ],
        **ends,
    }


def materialise(session: Session, paper_id: int) -> Document:
    """Make the paper's document anew, in the transaction that changed the paper."""
    # Of two that change one paper at once, the second waits here and then sees both changes.
    session.execute(_LOCK, {"paper": paper_id})
    json = orjson.dumps(whole_record(session, paper_id), option=orjson.OPT_UTC_Z)
    document = {
        "paper_id": paper_id,
        "etag": hashlib.sha256(json).hexdigest()[:32],
        # mtime 0: the same record is the same bytes.
        "body": gzip.compress(json, compresslevel=5, mtime=0),
        "made_at": utc_now(),
    }
    upsert(session, Document, [document])
    return Document(**document)
