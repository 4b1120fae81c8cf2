"""The neighbourhood of a paper: who cites it, what it cites, and who of these cites whom."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.records import Citation, Paper, find
from scraper.records.rows import rows


def graph(session: Session, number: int, limit: int) -> dict[str, Any]:
    """{center, nodes, edges, total}, in the shape that the OpenAPI document calls Graph.

    Where there are more than `limit` neighbours, citations and references get half each, what one
    does not need going to the other; of each the influential come first, then the most cited.
    """
    found = {
        direction: _ranked(session, number, direction) for direction in ("citations", "references")
    }
    citing, cited = found["citations"], found["references"]
    half = limit // 2
    room = max(half, limit - len(cited))
    citing_shown = citing[: min(room, limit)]
    cited_shown = cited[: limit - len(citing_shown)]
    both = {*citing} & {*cited}
    roles: dict[int, str] = {number: "paper"}
    roles |= dict.fromkeys(citing_shown, "citation") | dict.fromkeys(cited_shown, "reference")
    roles |= dict.fromkeys(both & roles.keys(), "both")
    known = rows(session, list(roles))
    edges = session.execute(
        select(Citation.citing_id, Citation.cited_id)
        .where(Citation.citing_id.in_(roles), Citation.cited_id.in_(roles))
        .distinct()
        .order_by(Citation.citing_id, Citation.cited_id)
    )
    return {
        "center": known[number]["id"],
        "nodes": [
            {
                name: known[each][name]
                for name in ("id", "title", "authors", "year", "citation_count", "url")
            }
            | {"role": role}
            for each, role in roles.items()
        ],
        "edges": [
            {"source": known[citing]["id"], "target": known[cited]["id"]} for citing, cited in edges
        ],
        "total": {"citations": len(citing), "references": len(cited)},
    }


def _ranked(session: Session, number: int, direction: str) -> list[int]:
    near = find.neighbours(number, direction).order_by(None).subquery()
    return list(
        session.scalars(
            select(near.c.id)
            .join(Paper, Paper.id == near.c.id)
            .order_by(
                near.c.influential.desc(),
                Paper.citation_count.is_(None),
                Paper.citation_count.desc(),
                near.c.rank.is_(None),
                near.c.rank,
                near.c.id,
            )
        )
    )
