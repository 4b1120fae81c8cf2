"""How papers are cited: intents and sentences of all sources, no more than a row can show."""

from dataclasses import replace

from scraper.records import Database
from scraper.records.said import SENTENCES, said
from scraper.records.store import store_list, store_papers
from tests.scraper.records.items import FULL, paper, row


def test_each_row_has_what_the_sources_say_of_it(database: Database) -> None:
    many = tuple(f"Sentence {number}." for number in range(9))
    with database.writing() as session:
        paper_id, one, two = store_papers(session, "arxiv", [FULL, paper(1), paper(2)])
        first = replace(
            row(1), intents=("background", "result"), contexts=("As shown in [1].", "x" * 900)
        )
        store_list(session, paper_id, "semantic_scholar", "citations", [first, row(2)])
        again = replace(row(1), intents=("result",), contexts=("As shown in [1].", *many))
        store_list(session, paper_id, "openalex", "citations", [again])
        found = said(session, paper_id, "citations", [one, two])
        assert said(session, one, "references", [paper_id])[paper_id] == found[one]
        assert said(session, paper_id, "references", [one])[one] == {"intents": [], "contexts": []}
    assert sorted(found[one]["intents"]) == ["background", "result"]
    assert len(found[one]["contexts"]) == SENTENCES
    assert "As shown in [1]." in found[one]["contexts"]
    assert max(map(len, found[one]["contexts"])) <= 500
    assert found[two] == {"intents": [], "contexts": []}
