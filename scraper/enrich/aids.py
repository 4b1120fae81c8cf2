"""What we add to a paper when something about it changes."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scraper.enrich.corpus import background
from scraper.enrich.similar import similar_on_record
from scraper.enrich.summary import summarize
from scraper.enrich.terms import key_terms
from scraper.records import Paper, Summary
from scraper.records.base import table
from scraper.records.store import store_similar, store_summary, store_terms

TERMS = 12


def refresh_texts(session: Session, paper_id: int) -> None:
    """Key terms and quick summary from title and abstract; a source's own summary stays first.

    A language model's goes: it was made of the text as it was before.
    """
    paper = session.execute(select(Paper.title, Paper.abstract).where(Paper.id == paper_id)).one()
    title, abstract = paper.title or "", paper.abstract or ""
    terms = key_terms(title, abstract, TERMS, background(session))
    store_terms(session, paper_id, {term.term: term.weight for term in terms})
    of_text = Summary.paper_id == paper_id, Summary.source.in_(("abstract", "language_model"))
    session.execute(delete(table(Summary)).where(*of_text))
    if picked := summarize(abstract, title):
        store_summary(session, paper_id, picked.source, picked.text, picked.model)


def refresh_similar(session: Session, paper_id: int) -> None:
    """Papers on record that are like this one."""
    store_similar(
        session,
        paper_id,
        "records",
        [(each.paper_id, each.score, each.why) for each in similar_on_record(session, paper_id)],
    )
