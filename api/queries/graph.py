"""The neighbourhood of a paper: who cites it, what it cites, and who of these cites whom.

`choose` says which papers are shown, `topics` which belong together, `layout` where each lies.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from api.queries import layout, topics
from api.queries.choose import chosen
from scraper.records import Citation, Wording
from scraper.records.base import table
from scraper.records.rows import rows

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_THESE: Any = bindparam("these", expanding=True)
_citation, _wording = table(Citation).c, table(Wording).c
_AMONG = (
    select(_citation.citing_id, _citation.cited_id)
    .where(_citation.citing_id.in_(_THESE), _citation.cited_id.in_(_THESE))
    .distinct()
    .order_by(_citation.citing_id, _citation.cited_id)
)
_WORDS = select(_wording.paper_id, _wording.words).where(_wording.paper_id.in_(_THESE))
_SHOWN = ("id", "title", "authors", "year", "citation_count", "url")


def graph(session: Session, number: int, limit: int, hops: int = 1) -> dict[str, Any]:
    """{center, nodes, edges, clusters, total}, in the shape that the OpenAPI document has it."""
    choice = chosen(session, number, limit, hops)
    others = [*choice.citing, *choice.cited, *choice.further]
    shown = [number, *others]
    known = rows(session, shown)
    edges = session.execute(_AMONG, {"these": shown}).all()
    words: dict[int, Mapping[str, float]] = dict(session.execute(_WORDS, {"these": shown}).all())
    worth = {each: topics.worth(words.get(each, {})) for each in shown}
    at = {each: place for place, each in enumerate(others)}
    linked = np.zeros((len(others), len(others)))
    for citing, cited in edges:
        if citing in at and cited in at:
            linked[at[citing], at[cited]] = linked[at[cited], at[citing]] = 1
    alike = topics.likeness([worth[each] for each in others], linked)
    grouped = topics.groups(alike)
    names = topics.names([known[each]["title"] or "" for each in others], grouped)
    cluster = {others[place]: no for no, group in enumerate(grouped) for place in group}
    lie = layout.places(
        [known[each]["id"] for each in others],
        [worth[each] for each in others],
        alike,
        np.array([topics.cosine(worth[each], worth[number]) for each in others]),
        np.array([each in choice.further for each in others], bool),
    ).round(3)
    xy = {number: (0.0, 0.0)} | dict(zip(others, lie.tolist(), strict=True))
    roles = _roles(number, edges)
    return {
        "center": known[number]["id"],
        "nodes": [
            {name: known[each][name] for name in _SHOWN}
            | {
                "role": roles.get(each, "further"),
                "x": xy[each][0],
                "y": xy[each][1],
                "cluster": cluster.get(each),
            }
            for each in shown
        ],
        "edges": [
            {"source": known[citing]["id"], "target": known[cited]["id"]} for citing, cited in edges
        ],
        "clusters": [
            {"id": no, "name": name, "size": len(group)}
            for no, (name, group) in enumerate(zip(names, grouped, strict=True))
        ],
        "total": {"citations": choice.citations, "references": choice.references},
    }


def _roles(number: int, edges: Iterable[Sequence[int]]) -> dict[int, str]:
    roles = {number: "paper"}
    for citing, cited in edges:
        for end, other, role in ((citing, cited, "citation"), (cited, citing, "reference")):
            if other == number != end:
                roles[end] = role if end not in roles else "both"
    return roles
