"""What a paper's own text gives: key terms and a summary."""

from scraper.enrich.aids import refresh_texts
from scraper.records import Database
from scraper.records.panel import whole_record
from scraper.records.store import store_papers
from tests.scraper.records.items import paper


def test_summary_and_terms_come_from_the_abstract(database: Database) -> None:
    abstract = "Graphs are everywhere. We show that graph networks learn graph isomorphism."
    with database.writing() as session:
        (paper_id,) = store_papers(session, "arxiv", [paper(1, abstract=abstract)])
        refresh_texts(session, paper_id)
        found = whole_record(session, paper_id)
        assert found["summary"]["source"] == "abstract"
        assert found["summary"]["text"] in abstract
        assert "graph" in found["terms"][0]["term"]
        # Without an abstract there is no summary; the title still has its words.
        (bare,) = store_papers(session, "arxiv", [paper(2, title="A theory of quarks")])
        refresh_texts(session, bare)
        found = whole_record(session, bare)
        assert found["summary"] is None
        assert [each["term"] for each in found["terms"]] == ["quarks", "theory"]
