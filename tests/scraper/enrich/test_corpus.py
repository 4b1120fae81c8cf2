"""The user's own papers and how common they make their terms."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from scraper.enrich import corpus
from scraper.enrich.aids import refresh_texts
from scraper.enrich.background import Background, Table
from scraper.enrich.terms import key_terms
from scraper.records import Counted, Database, Paper
from scraper.records.panel import whole_record
from scraper.records.store import store_papers
from tests.conftest import Worker
from tests.scraper.records.items import paper

QUARKS = "A sea quark of the lattice is heavy. The lattice has colour, and colour is confined."


def harvest(database: Database, numbers: range, abstract: str | None = QUARKS) -> None:
    with database.writing() as session:
        items = [
            paper(n, title=f"Lattice study {n}", abstract=abstract and f"{abstract} It is no. {n}.")
            for n in numbers
        ]
        store_papers(session, "arxiv", items)


def count(database: Database) -> int:
    """Count what there is to count; the papers counted in all."""
    while True:
        with database.reading() as session:
            texts = corpus.uncounted(session)
        if not texts:
            break
        with database.writing() as session:
            corpus.keep(session, texts, corpus.counted(texts))
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Counted)) or 0


def rarity(database: Database, key: str) -> float:
    with database.reading() as session:
        return corpus.background(session).rarity(key)


def test_a_harvest_mends_what_the_shipped_table_lacks(database: Database) -> None:
    shipped = Background()
    harvest(database, range(1, 1 + corpus.BATCH))
    harvest(database, range(5_000, 5_200), abstract=None)  # only cited: they say nothing
    assert count(database) == corpus.BATCH
    # 500 papers beside the 20,000 that the shipped table counts as.
    assert rarity(database, "sea quark") < shipped.rarity("sea quark") - 5
    assert rarity(database, "neural network") == pytest.approx(
        shipped.rarity("neural network"), abs=0.1
    )
    # A paper's key terms go by it: what all the others have as well does not tell it from them.
    with database.writing() as session:
        (fresh,) = store_papers(session, "arxiv", [paper(9_000, title="Owls", abstract=QUARKS)])
        refresh_texts(session, fresh)
        terms = [each["term"] for each in whole_record(session, fresh)["terms"]]
    assert terms[0] == "owls"
    assert key_terms("Owls", QUARKS)[0].term != "owls"
    assert corpus.background_at(database.engine.url.render_as_string(hide_password=False)).rarity(
        "sea quark"
    ) == rarity(database, "sea quark")


def test_each_paper_counts_once_and_a_few_change_nothing(database: Database) -> None:
    harvest(database, range(1, 1 + 2 * corpus.BATCH))
    assert count(database) == 2 * corpus.BATCH
    with database.reading() as session:
        background = corpus.background(session)
    assert background.of("sea quark") == pytest.approx(1_000 / 21_000, rel=0.01)
    # A few more papers, and new words of old ones, leave the very same table.
    harvest(database, range(3_000, 3_010))
    with database.writing() as session:
        session.execute(update(Paper).where(Paper.id == 1).values(abstract="Another abstract."))
    assert count(database) == 2 * corpus.BATCH
    with database.reading() as session:
        assert corpus.background(session) is background
    # What is counted adds up, however it came.
    harvest(database, range(3_010, 3_000 + corpus.BATCH))
    assert count(database) == 3 * corpus.BATCH
    with database.reading() as session:
        assert corpus.background(session).of("sea quark") == pytest.approx(1_500 / 21_500, rel=0.01)


def test_of_two_workers_that_count_one_batch_one_is_heard(database: Database) -> None:
    harvest(database, range(1, 1 + corpus.BATCH))
    with database.reading() as session:
        texts = corpus.uncounted(session)
    for _worker in range(2):
        with database.writing() as session:
            corpus.keep(session, texts, corpus.counted(texts))
    with database.reading() as session:
        assert corpus.background(session).of("sea quark") == pytest.approx(500 / 20_500, rel=0.01)


def test_a_paper_that_went_meanwhile_is_no_obstacle(database: Database) -> None:
    harvest(database, range(1, 1 + corpus.BATCH))
    with database.reading() as session:
        texts = corpus.uncounted(session)
    with database.writing() as session:
        session.delete(session.get_one(Paper, texts[0].paper_id))
    with database.writing() as session:
        corpus.keep(session, texts, corpus.counted(texts))
    assert count(database) == corpus.BATCH - 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_table_stays_small(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "MOST", 20)
    harvest(database, range(1, 1 + corpus.BATCH))
    count(database)
    with database.reading() as session:
        background = corpus.background(session)
    assert background.of("sea quark") > 0.02, "what is common stays"
    assert background.of("no 7") < 0.001


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_counts_while_nobody_waits(
    database: Database, start_worker: Callable[..., Worker]
) -> None:
    harvest(database, range(1, 1 + corpus.BATCH))
    worker = start_worker()
    deadline = time.monotonic() + 30
    while rarity(database, "sea quark") > 5:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert worker.stop() == 0
    assert worker.log == ""


def test_a_place_without_records_has_the_shipped_table(tmp_path: Path, empty_url: str) -> None:
    shipped = Background().of("quark")
    assert corpus.background_at(f"sqlite:///{tmp_path / 'none.db'}").of("quark") == shipped
    assert not (tmp_path / "none.db").exists()
    assert corpus.background_at(empty_url).of("quark") == shipped


def test_a_table_reads_what_was_written() -> None:
    counts = {"quark": 3, "a b": 12, "a": 1, "épée": 2}
    table = Table(Table.written(counts, 20))
    assert (dict(table.items()), table.documents) == (counts, 20)
    assert [table.of(key) for key in (*counts, "ab", "")] == [3, 12, 1, 2, 0, 0]
