"""What a record says of papers apart from its lists: of one for its document, of many for a page.

However many papers, each part is one statement a chunk.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from scraper.freshness import refresh_after
from scraper.normalise import categories, licences
from scraper.normalise.urls import safe_url
from scraper.paper_id import PaperId
from scraper.records.aids import Summary, Term
from scraper.records.chunks import asked_for
from scraper.records.citations import Citation
from scraper.records.comments import Comment
from scraper.records.papers import Author, Authorship, Category, Identity, Paper, Statement, Version
from scraper.records.rows import links
from scraper.records.sources import SourceState

_SUMMARY_ORDER = ("semantic_scholar", "language_model", "sample", "abstract")

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_PAPERS = select(Paper).where(Paper.id.in_(_IDS)).execution_options(populate_existing=True)
_AUTHORS = (
    select(Authorship.paper_id, Author.name)
    .join(Author, Author.id == Authorship.author_id)
    .where(Authorship.paper_id.in_(_IDS))
    .order_by(Authorship.paper_id, Authorship.position)
)
_CATEGORIES = (
    select(Category.paper_id, Category.term)
    .where(Category.paper_id.in_(_IDS))
    .order_by(Category.paper_id, Category.position)
)
_VERSIONS = (
    select(Version.paper_id, Version.version, Version.submitted)
    .where(Version.paper_id.in_(_IDS))
    .order_by(Version.paper_id, Version.version)
)
_NAMES = (
    select(Identity.paper_id, Identity.scheme, Identity.value)
    .where(Identity.paper_id.in_(_IDS))
    .order_by(Identity.paper_id, Identity.value)
)
_SUMMARIES = (
    select(Summary.paper_id, Summary.text, Summary.source, Summary.model)
    .where(Summary.paper_id.in_(_IDS))
    .order_by(Summary.paper_id)
)
_TERMS = (
    select(Term.paper_id, Term.term, Term.weight)
    .where(Term.paper_id.in_(_IDS))
    .order_by(Term.paper_id, Term.weight.desc(), Term.term)
)
_STATES = (
    select(SourceState)
    .where(SourceState.paper_id.in_(_IDS))
    .order_by(SourceState.paper_id, SourceState.source, SourceState.part)
    .execution_options(populate_existing=True)
)
_CITING = (
    select(Citation.cited_id, func.count(Citation.citing_id.distinct()))
    .where(Citation.cited_id.in_(_IDS))
    .group_by(Citation.cited_id)
)
_CITED = (
    select(Citation.citing_id, func.count(Citation.cited_id.distinct()))
    .where(Citation.citing_id.in_(_IDS))
    .group_by(Citation.citing_id)
)
_COMMENTS = (
    select(Comment.paper_id, func.count())
    .where(Comment.paper_id.in_(_IDS), ~Comment.hidden)
    .group_by(Comment.paper_id)
)

# Whoever brings papers and citations by the thousand leaves no state with each of them: what it
# said is state enough. Its statements are picked from all of a paper's here: asked for them by
# their source, SQLite reads those of all papers, through the index that begins with it.
_IN_BULK = ("arxiv_snapshot", "arxiv_list")
_FILE = "file"
_SAID = (
    select(Statement.paper_id, Statement.source, func.max(Statement.said_at))
    .where(Statement.paper_id.in_(_IDS))
    .group_by(Statement.paper_id, Statement.source)
    .order_by(Statement.paper_id, Statement.source)
)
_LOADED = {
    part: select(end, func.count(), func.max(Citation.said_at))
    .where(end.in_(_IDS), Citation.source == _FILE)
    .group_by(end)
    for part, end in (("citations", Citation.cited_id), ("references", Citation.citing_id))
}

_Papers = dict[int, Paper]
_Fields = dict[str, dict[int, Any]]  # field, paper's number, value


def facts(
    session: Session, paper_ids: Sequence[int], fields: Collection[str] = ()
) -> dict[int, dict[str, Any]]:
    """The record's fields but citations, references and similar, by paper number.

    Where `fields` are named, no more than these and the `id`. A number that is no paper's is left
    out.
    """
    names = [name for name in FACTS if not fields or name == "id" or name in fields]
    found: dict[int, dict[str, Any]] = {}
    for chunk in asked_for(list(dict.fromkeys(paper_ids))):
        papers = {paper.id: paper for paper in session.scalars(_PAPERS, {"ids": chunk})}
        said: _Fields = {}
        for part, look in _PARTS.items():
            if not set(part).isdisjoint(names):
                said |= look(session, papers)
        for number in papers:
            found[number] = {name: said[name][number] for name in names}
    return found


def _grouped(session: Session, query: Any, papers: _Papers) -> Iterator[tuple[int, list[Any]]]:
    """Every paper with its rows, of a query whose rows come paper by paper."""
    rows = session.execute(query, {"ids": list(papers)})
    found = {number: list(own) for number, own in groupby(rows, key=lambda row: row[0])}
    return ((number, found.get(number, [])) for number in papers)


def _columns(_session: Session, papers: _Papers) -> _Fields:
    plain = {name: {each.id: getattr(each, name) for each in papers.values()} for name in _PLAIN}
    return {
        **plain,
        "id": {number: paper.key for number, paper in papers.items()},
        "license": {
            number: {"url": safe_url(url), "label": licences.label(url)} if url else None
            for number, url in ((number, paper.license) for number, paper in papers.items())
        },
    }


def _links(session: Session, papers: _Papers) -> _Fields:
    found = {
        number: links([PaperId(scheme, value) for _number, scheme, value in names])
        for number, names in _grouped(session, _NAMES, papers)
    }
    return {
        name: {number: each[name] for number, each in found.items()} for name in ("arxiv_id", "url")
    }


def _authors(session: Session, papers: _Papers) -> _Fields:
    found = _grouped(session, _AUTHORS, papers)
    return {"authors": {n: [{"name": name} for _number, name in rows] for n, rows in found}}


def _categories(session: Session, papers: _Papers) -> _Fields:
    return {
        "categories": {
            number: [
                {"term": term, "label": categories.label(term), "primary": place == 0}
                for place, (_number, term) in enumerate(rows)
            ]
            for number, rows in _grouped(session, _CATEGORIES, papers)
        }
    }


def _versions(session: Session, papers: _Papers) -> _Fields:
    return {
        "versions": {
            number: [{"version": version, "submitted": at} for _number, version, at in rows]
            for number, rows in _grouped(session, _VERSIONS, papers)
        }
    }


def _summary(session: Session, papers: _Papers) -> _Fields:
    found: dict[int, Any] = {}
    for number, rows in _grouped(session, _SUMMARIES, papers):
        best = min(rows, key=lambda row: _SUMMARY_ORDER.index(row.source), default=None)
        found[number] = best and {
            "text": best.text,
            "source": best.source,
            "model": best.model,
        }
    return {"summary": found}


def _terms(session: Session, papers: _Papers) -> _Fields:
    return {
        "terms": {
            number: [{"term": term, "weight": round(weight, 3)} for _number, term, weight in rows]
            for number, rows in _grouped(session, _TERMS, papers)
        }
    }


def _counts(session: Session, papers: _Papers) -> _Fields:
    def number_of(query: Any) -> dict[int, int]:
        return {row[0]: row[1] for row in session.execute(query, {"ids": list(papers)})}

    citing, cited, comments = (number_of(query) for query in (_CITING, _CITED, _COMMENTS))
    return {
        "counts": {
            number: {
                "citations": _count(paper.citation_count, citing.get(number, 0)),
                "references": _count(paper.reference_count, cited.get(number, 0)),
                "comments": comments.get(number, 0),
            }
            for number, paper in papers.items()
        }
    }


def _count(claimed: int | None, held: int) -> int | None:
    # A source may claim fewer than another lists; neither is nothing unless one says so.
    return max(claimed or 0, held) if claimed is not None or held else None


def _sources(session: Session, papers: _Papers) -> _Fields:
    states: dict[int, list[SourceState]] = {number: [] for number in papers}
    for state in session.scalars(_STATES, {"ids": list(papers)}):
        states[state.paper_id].append(state)
    loaded = _loaded(session, papers)
    return {
        "sources": {
            number: [
                {
                    "name": state.source,
                    **{name: getattr(state, name) for name in _OF_A_STATE},
                    "total": _total(state, papers[number]),
                }
                for state in own
            ]
            + loaded[number]
            for number, own in states.items()
        },
        "refresh_after": {
            number: refresh_after(
                frozenset(scheme for _number, scheme, _value in names), states[number]
            )
            for number, names in _grouped(session, _NAMES, papers)
        },
    }


def _loaded(session: Session, papers: _Papers) -> dict[int, list[dict[str, Any]]]:
    ids = {"ids": list(papers)}
    said: list[tuple[int, str, str, int | None, datetime]] = [
        (number, source, "metadata", None, moment)
        for number, source, moment in session.execute(_SAID, ids)
        if source in _IN_BULK
    ]
    for part, query in _LOADED.items():
        said += [
            (number, _FILE, part, count, at) for number, count, at in session.execute(query, ids)
        ]
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in papers}
    for number, source, part, count, moment in said:
        state = {"name": source} | dict.fromkeys(_OF_A_STATE)
        state |= {"part": part, "state": "ok", "fetched_at": moment}
        found[number].append(state | {"count": count, "total": count})
    return found


def _total(state: SourceState, paper: Paper) -> int | None:
    # Semantic Scholar's lists come without a total; what is said of the paper has one.
    claimed = {"citations": paper.citation_count, "references": paper.reference_count}
    return claimed.get(state.part) if state.total is None else state.total


_OF_A_STATE = ("part", "state", "fetched_at", "count", "total", "message", "url")
_PLAIN = (
    "version",
    "title",
    "abstract",
    "published",
    "updated",
    "year",
    "venue",
    "comments",
    "doi",
    "journal_ref",
    "report_number",
    "msc_classes",
    "acm_classes",
    "withdrawn",
)
# What comes of one look at the tables.
_PARTS: dict[tuple[str, ...], Callable[[Session, _Papers], _Fields]] = {
    ("id", "license", *_PLAIN): _columns,
    ("arxiv_id", "url"): _links,
    ("authors",): _authors,
    ("categories",): _categories,
    ("versions",): _versions,
    ("summary",): _summary,
    ("terms",): _terms,
    ("counts",): _counts,
    ("sources", "refresh_after"): _sources,
}
# In the order in which a record shows them.
FACTS = (
    "id",
    "arxiv_id",
    "version",
    "title",
    "abstract",
    "authors",
    "categories",
    "published",
    "updated",
    "year",
    "venue",
    "url",
    "comments",
    "doi",
    "journal_ref",
    "report_number",
    "msc_classes",
    "acm_classes",
    "license",
    "withdrawn",
    "versions",
    "summary",
    "terms",
    "counts",
    "sources",
    "refresh_after",
)
