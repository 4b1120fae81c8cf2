"""An answer becomes record, outcome and document; what fails leaves what there was."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.items import Answer, CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.pipelines import store
from scraper.pipelines.store import settle, store_answer
from scraper.records import Database, Document, Paper, SourceState, find, utc_now
from scraper.records.panel import materialise, whole_record
from scraper.records.store import store_papers
from scraper.settings import Settings
from tests.scraper.crawling import SEED, ask, get, parts
from tests.scraper.records.items import FULL, paper, row, s2

S2 = "semantic_scholar"
SETTINGS = Settings(metadata_days=7, citation_days=1)
PAGE = PaperItem(arxiv_id=SEED, title="As arXiv has it", authors=("A. B",), year=2023)


def keep(database: Database, answer: Answer, crawl_id: int | None = None) -> Answer:
    with database.writing() as session:
        return store_answer(session, answer, SETTINGS, crawl_id)


def answer(part: str = "metadata", source: str = S2, target: str = SEED, **said: Any) -> Answer:
    return Answer(target=target, source=source, part=part, began=utc_now(), **said)


def record(database: Database, name: str = SEED) -> dict[str, Any]:
    with database.reading() as session:
        paper_id = session.scalar(find.paper_id(PaperId.parse(name)))
        assert paper_id, f"no record of {name}"
        return whole_record(session, paper_id)


def states(database: Database, name: str = SEED) -> dict[tuple[str, str], str]:
    return {
        (each["name"], each["part"]): each["state"] for each in record(database, name)["sources"]
    }


def fresh_for(database: Database, source: str, part: str, name: str = SEED) -> timedelta:
    """How long from now there is no need to ask again."""
    with database.reading() as session:
        asked = {
            (each.source, each.part): each.fresh_until
            for each in session.execute(
                find.asked(session.scalar(find.paper_id(PaperId.parse(name))))
            )
        }
    moment: datetime = asked[source, part]
    return moment - utc_now()


@pytest.fixture
def known(database: Database) -> Database:
    """A database that knows the paper from arXiv."""
    keep(database, answer(source="arxiv", paper=PAGE))
    return database


def test_what_a_source_says_of_the_paper(database: Database) -> None:
    keep(database, answer(paper=replace(FULL, arxiv_id=None)))
    found = record(database)
    assert (found["id"], found["title"]) == (SEED, FULL.title)
    assert found["summary"] == {"text": FULL.tldr, "source": S2, "model": FULL.tldr_model}
    assert found["terms"]
    (state,) = found["sources"]
    assert (state["state"], state["count"]) == ("ok", None)
    assert fresh_for(database, S2, "metadata") == pytest.approx(
        timedelta(days=7), abs=timedelta(minutes=1)
    )
    assert found["refresh_after"] <= utc_now(), "the other sources were not asked yet"


def test_terms_are_made_when_the_text_changes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    refresh = store.refresh_texts

    def counted(session: Session, paper_id: int) -> None:
        made.append(paper_id)
        refresh(session, paper_id)

    monkeypatch.setattr(store, "refresh_texts", counted)
    about = replace(PAGE, abstract="We study the graphs of quarks.")
    for source, item in [
        ("semantic_scholar", replace(about, title="As another has it")),
        ("arxiv", about),
        ("semantic_scholar", replace(about, title="As it was", venue="ICML")),
        ("arxiv", about),
    ]:
        keep(database, answer(source=source, paper=item))
    assert len(made) == 2
    assert record(database)["terms"]


def test_an_answer_about_another_paper_counts_as_none(known: Database) -> None:
    judged = keep(known, answer(paper=paper(1, arxiv_id="2401.00001")))
    assert judged.state == "down"
    assert judged.message == f"Semantic Scholar answered about 2401.00001, not {SEED}."
    assert states(known) == {("arxiv", "metadata"): "ok", (S2, "metadata"): "down"}
    assert record(known)["title"] == "As arXiv has it"


@pytest.mark.parametrize("target", ["doi:10.1000/preprint", f"s2:{s2(7)}", "openalex:W7"])
def test_a_paper_is_found_by_the_name_that_was_asked_for(database: Database, target: str) -> None:
    keep(database, answer(target=target, paper=paper(1, doi="10.1000/journal")))
    keep(database, answer("citations", target=target, rows=(row(2),)))
    for name in (target, "doi:10.1000/journal", f"s2:{s2(1)}"):
        assert len(record(database, name)["citations"]) == 1
    assert record(database, target)["id"] == "doi:10.1000/journal"


def test_a_list_that_comes_before_the_paper(database: Database) -> None:
    keep(database, answer("references", rows=(row(1), row(2))))
    assert [each["title"] for each in record(database)["references"]] == [
        "On the number 1",
        "On the number 2",
    ]
    assert record(database)["title"] is None


def test_a_list_in_pages(known: Database) -> None:
    crawl_id = ask(known)
    whole = answer("citations", rows=tuple(map(row, (1, 2, 3))))
    keep(known, whole)
    first = answer("citations", rows=(row(4), row(5)), last=False)
    keep(known, first, crawl_id)
    assert parts(get(known, crawl_id)) == {(S2, "citations"): "asking"}
    assert len(record(known)["citations"]) == 5, "nothing is dropped before the last page"
    keep(known, replace(first, rows=(row(6), row(2)), first=2, last=True, total=4), crawl_id)
    note = get(known, crawl_id).parts[0]
    assert (note["state"], note["count"], note["total"]) == ("ok", 4, 4)
    assert [each["id"] for each in record(known)["citations"]] == [
        f"s2:{s2(n)}" for n in (4, 5, 6, 2)
    ]
    state = next(each for each in record(known)["sources"] if each["part"] == "citations")
    assert (state["count"], state["total"]) == (4, 4)
    assert fresh_for(known, S2, "citations") <= timedelta(days=1)


def test_a_list_that_breaks_off_keeps_what_came(known: Database) -> None:
    keep(known, answer("citations", rows=(row(1),)))
    first = answer("citations", rows=(row(2),), last=False)
    keep(known, first)
    keep(known, replace(first, rows=(), state="down", message="No connection."))
    assert len(record(known)["citations"]) == 2
    state = next(each for each in record(known)["sources"] if each["part"] == "citations")
    assert (state["state"], state["count"], state["message"]) == ("down", 1, "No connection.")
    assert state["fetched_at"]


@pytest.mark.parametrize("rows", [(), (CitationItem(paper=PaperItem(s2_id=s2(9))),)])
def test_an_empty_list_never_wipes(known: Database, rows: tuple[CitationItem, ...]) -> None:
    keep(known, answer("citations", rows=(row(1), row(2))))
    keep(known, answer("citations", rows=rows))
    assert len(record(known)["citations"]) == 2
    # An empty last page ends the list as a full one does.
    first = answer("citations", rows=(row(3),), last=False)
    keep(known, first)
    keep(known, replace(first, rows=(), first=1, last=True))
    assert [each["id"] for each in record(known)["citations"]] == [f"s2:{s2(3)}"]


def test_a_reference_without_a_title_is_shown_as_it_is_printed(known: Database) -> None:
    printed = "[7] A. B., Phys. Rev. D 12, 345 (1975), arXiv:hep-th/9901001."
    rows = (
        CitationItem(paper=PaperItem(arxiv_id="hep-th/9901001"), text=printed),
        CitationItem(paper=PaperItem(), text="ibid."),
        replace(row(2), text="Another, printed too."),
    )
    keep(known, answer("references", source="arxiv", rows=rows))
    shown = [(each["id"], each["title"]) for each in record(known)["references"]]
    assert shown == [("hep-th/9901001", printed), (f"s2:{s2(2)}", "On the number 2")]


def test_a_capped_list_is_good(known: Database) -> None:
    keep(known, answer("citations", rows=(row(1),), state="capped"))
    assert states(known)[S2, "citations"] == "capped"
    assert len(record(known)["citations"]) == 1


def test_similar_papers_and_why(known: Database) -> None:
    keep(known, answer("similar", similar=(paper(2), paper(1), PaperItem(s2_id=s2(3)))))
    found = record(known)["similar"]
    assert [each["paper"]["id"] for each in found] == [f"s2:{s2(2)}", f"s2:{s2(1)}"]
    assert found[0]["why"] == ["recommended by Semantic Scholar"]
    keep(known, answer("similar", similar=(paper(4),)))
    assert [each["paper"]["id"] for each in record(known)["similar"]] == [f"s2:{s2(4)}"]


def test_a_row_tells_that_the_paper_is_known_already(known: Database) -> None:
    with known.writing() as session:
        (number,) = store_papers(session, S2, [paper(1)])
    target = "doi:10.1000/182"
    keep(known, answer(target=target, paper=paper(2, s2_id=None, doi="10.1000/182")))
    itself = CitationItem(paper=paper(1, doi="10.1000/182"))
    keep(known, answer("citations", target=target, rows=(row(3), itself)))
    with known.reading() as session:
        assert session.scalar(find.paper_id(PaperId.parse(target))) == number
    assert [each["id"] for each in record(known, target)["citations"]] == [f"s2:{s2(3)}"]
    assert states(known, target)[S2, "citations"] == "ok"


@pytest.mark.parametrize("state", ["unknown", "resting", "down"])
def test_a_failure_leaves_what_there_was(known: Database, state: str) -> None:
    crawl_id = ask(known)
    keep(known, answer("citations", rows=(row(1),)))
    failed = answer("citations", state=state, message="Why.", url="https://example.org/")
    keep(known, failed, crawl_id)
    assert get(known, crawl_id).parts[0]["message"] == "Why."
    assert len(record(known)["citations"]) == 1
    assert states(known)[S2, "citations"] == state
    soon = fresh_for(known, S2, "citations") < timedelta(minutes=2)
    assert soon == (state != "unknown")


def test_a_source_that_stays_down_is_left_alone_ever_longer(known: Database) -> None:
    waits = []
    for _ in range(13):
        keep(known, answer("citations", state="down", message="No connection."))
        waits.append(round(fresh_for(known, S2, "citations") / timedelta(minutes=1)))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]
    # What it says of another part, or another source of this one, has a count of its own.
    keep(known, answer("references", state="down"))
    keep(known, answer("citations", source="openalex", state="down"))
    assert fresh_for(known, S2, "references") < timedelta(minutes=2)
    assert fresh_for(known, "openalex", "citations") < timedelta(minutes=2)
    keep(known, answer("citations", rows=(row(1),)))
    keep(known, answer("citations", state="down"))
    assert fresh_for(known, S2, "citations") < timedelta(minutes=2), "it had answered meanwhile"


def test_a_failure_is_counted_once(known: Database) -> None:
    for expected in (1, 2):
        failed = keep(known, answer("citations", state="down"))
        with known.writing() as session:
            settle(session, SEED, [failed], SETTINGS)
        assert round(fresh_for(known, S2, "citations") / timedelta(minutes=1)) == expected


def test_a_source_that_rests_is_asked_when_it_said(known: Database) -> None:
    until = utc_now() + timedelta(hours=3)
    keep(known, answer("citations", state="resting", until=until, message="Wait."))
    wait = fresh_for(known, S2, "citations")
    assert wait == pytest.approx(timedelta(hours=3), abs=timedelta(minutes=1))


def test_a_short_answer_is_due_at_the_next_wish(known: Database) -> None:
    keep(known, answer(source="arxiv", paper=PAGE, short=True, message="Without licence."))
    assert fresh_for(known, "arxiv", "metadata") <= timedelta()
    (state,) = record(known)["sources"]
    assert (state["state"], state["message"]) == ("ok", "Without licence.")


def test_a_stand_in_is_not_due_while_the_usual_source_answers(known: Database) -> None:
    keep(known, answer("citations", source="openalex", rows=(row(1),)))
    with known.writing() as session:
        session.execute(update(SourceState).values(fresh_until=utc_now() - timedelta(days=1)))
        settle(session, SEED, [], SETTINGS)
    assert fresh_for(known, "openalex", "citations") < timedelta(), "nobody else gave them"
    keep(known, answer("citations", rows=(row(2),)))
    with known.writing() as session:
        settle(session, SEED, [], SETTINGS)
    assert fresh_for(known, "openalex", "citations") > timedelta(hours=23)
    assert fresh_for(known, "arxiv", "metadata") < timedelta(), "it is always asked"


@pytest.mark.parametrize(("claimed", "left"), [(9, 5), (2, 2), (None, 2)])
def test_a_list_that_is_shorter_than_it_should_be_drops_nothing(
    known: Database, claimed: int | None, left: int
) -> None:
    keep(known, answer("citations", rows=tuple(map(row, range(1, 6)))))
    keep(known, answer(paper=replace(PAGE, citation_count=claimed)))
    keep(known, answer("citations", rows=(row(1), row(2))))
    assert len(record(known)["citations"]) == left


def test_a_failure_makes_no_paper(database: Database) -> None:
    failed = answer(state="unknown", message="Semantic Scholar does not know it.")
    keep(database, failed)
    with database.writing() as session:
        settle(session, SEED, [failed], SETTINGS)
        assert session.scalar(select(func.count()).select_from(Paper)) == 0


def test_a_failure_that_came_before_the_paper_is_noted_at_the_end(database: Database) -> None:
    failed = answer("citations", state="resting", message="Wait.")
    keep(database, failed)
    good = keep(database, answer(source="arxiv", paper=PAGE))
    assert states(database) == {("arxiv", "metadata"): "ok"}
    with database.writing() as session:
        settle(session, SEED, [failed, good], SETTINGS)
    assert states(database) == {("arxiv", "metadata"): "ok", (S2, "citations"): "resting"}
    assert fresh_for(database, S2, "citations") < timedelta(minutes=2)


def test_documents_are_taken_away_and_made_anew(known: Database) -> None:
    def documents() -> set[int]:
        with known.reading() as session:
            return set(session.scalars(select(Document.paper_id)))

    with known.writing() as session:
        settle(session, SEED, [], SETTINGS)
        number = session.scalar(find.paper_id(PaperId.parse(SEED)))
        (other, stranger) = store_papers(session, S2, [paper(1), paper(2)])
        for each in (other, stranger):
            materialise(session, each)
    assert documents() == {number, other, stranger}
    keep(known, answer("citations", rows=(row(1),)))
    assert documents() == {stranger}
    with known.writing() as session:
        settle(session, SEED, [], SETTINGS)
    assert documents() == {number, stranger}


def test_a_crawl_that_is_gone_does_not_stop_an_answer(known: Database) -> None:
    keep(known, answer("citations", rows=(row(1),)), crawl_id=77)
    assert len(record(known)["citations"]) == 1
    crawl_id = ask(known)
    with known.writing() as session:
        crawls.cancel(session, crawl_id)
    keep(known, answer("references", rows=(row(1),)), crawl_id)
    assert get(known, crawl_id).state == "cancelled"
