"""The nearest papers in meaning, by pgvector where PostgreSQL has it.

There `embedding` has a column more, which the database makes of each vector by itself, so that
whoever writes one need not know of it; it has an index (HNSW, Malkov and Yashunin 2016). Without
them a paper's meaning is compared with those of papers that were found otherwise.
"""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scraper.records.engine import is_sqlite

_LENGTH = 768  # of SPECTER2's vectors; others have no meaning here
_MAKE = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    # Of float16, little-endian, to the half floats of pgvector, which has no cast from bytes.
    # Where PostgreSQL builds an index it looks for no types of others, so the path is named.
    f"""
CREATE OR REPLACE FUNCTION embedding_meaning(vector bytea) RETURNS halfvec
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
SELECT CAST(array_agg(CAST(
    CASE WHEN bits >= 32768 THEN -1 ELSE 1 END
    * CASE WHEN bits & 31744 = 0 THEN (bits & 1023) * 2.0 ^ -24
      ELSE (1024 + (bits & 1023)) * 2.0 ^ (((bits >> 10) & 31) - 25) END AS real
) ORDER BY place) AS halfvec)
FROM generate_series(0, {_LENGTH - 1}) AS place,
LATERAL (SELECT get_byte(vector, 2 * place) + 256 * get_byte(vector, 2 * place + 1)) AS _ (bits)
WHERE octet_length(vector) = {2 * _LENGTH}
$$""",  # noqa: S608 - a number of ours
    f"ALTER TABLE embedding ADD COLUMN meaning halfvec({_LENGTH})"
    f" GENERATED ALWAYS AS (CAST(embedding_meaning(vector) AS halfvec({_LENGTH}))) STORED",
    "CREATE INDEX ix_embedding_meaning ON embedding USING hnsw (meaning halfvec_cosine_ops)",
)
_THERE = text("SELECT to_regclass('ix_embedding_meaning') IS NOT NULL")
NEAREST = text(
    "SELECT paper_id FROM embedding"
    " WHERE model = :model AND paper_id <> :paper AND meaning IS NOT NULL"
    " ORDER BY meaning <=>"
    " (SELECT meaning FROM embedding WHERE model = :model AND paper_id = :paper) LIMIT :most"
)


def make_index(session: Session) -> bool:
    """Make column and index in PostgreSQL; not where pgvector is none, or not ours to install."""
    try:
        with session.begin_nested():
            for each in _MAKE:
                session.execute(text(each))
    except DBAPIError:
        return False
    return True


def has_index(session: Session) -> bool:
    """Whether this database finds them by an index."""
    return not is_sqlite(session) and bool(session.scalar(_THERE))


def nearest_in_meaning(session: Session, paper_id: int, model: str, most: int) -> list[int]:
    """The papers nearest to ours by that model's vectors; none where there is no index."""
    if not has_index(session):
        return []
    return list(session.scalars(NEAREST, {"paper": paper_id, "model": model, "most": most}))
