"""How a paper is cited: for what, and in which sentences."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from scraper.records.chunks import asked_for
from scraper.records.citations import Citation

SENTENCES = 5  # of a row; the rest stays on record
_LONGEST = 500  # characters of a sentence

_PAPER = bindparam("paper", type_=Integer)
_THESE: Any = bindparam("these", expanding=True)


def _said(at: Any, other: Any) -> Select[Any]:
    return (
        select(other.label("other"), Citation.intents, Citation.contexts)
        .where(at == _PAPER, other.in_(_THESE))
        .order_by(other, Citation.source)
    )


# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_SAID = {
    "citations": _said(Citation.cited_id, Citation.citing_id),
    "references": _said(Citation.citing_id, Citation.cited_id),
}


def said(
    session: Session, paper_id: int, direction: str, others: Sequence[int]
) -> dict[int, dict[str, list[str]]]:
    """{intents, contexts} of these citations or references, by paper number; of all sources."""
    found: dict[int, dict[str, list[str]]] = {
        other: {"intents": [], "contexts": []} for other in others
    }
    for chunk in asked_for(list(others)):
        for row in session.execute(_SAID[direction], {"paper": paper_id, "these": chunk}):
            own = found[row.other]
            own["intents"] = list(dict.fromkeys([*own["intents"], *(row.intents or ())]))
            sentences = (text[:_LONGEST] for text in row.contexts or ())
            own["contexts"] = list(dict.fromkeys([*own["contexts"], *sentences]))[:SENTENCES]
    return found
