"""Files into the records: by the thousand what the store does one by one, and with its rules."""

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from scraper import edges, load
from scraper.edges import citations_file
from scraper.errors import BadInput
from scraper.items import PaperItem
from scraper.load import Input, Tally, snapshot_file
from scraper.normalise.words import phrases
from scraper.paper_id import PaperId
from scraper.records import (
    Author,
    Base,
    Citation,
    Database,
    Document,
    Identity,
    Paper,
    Search,
    Statement,
    find,
)
from scraper.records.loading import load_citations, load_papers
from scraper.records.panel import materialise, whole_record
from scraper.records.search import matching
from scraper.records.store import store_list, store_papers
from tests.scraper.pages.test_snapshot import LINE
from tests.scraper.records.items import FULL, paper, row

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SNAPSHOT = "arxiv_snapshot"


def item(number: int, **said: Any) -> PaperItem:
    return paper(number, **{"s2_id": None, "arxiv_id": f"2401.{number:05}"} | said)


def rows(database: Database, table: str) -> list[tuple[Any, ...]]:
    """Every row but the moments, in order."""
    found = Base.metadata.tables[table]
    kept = [each for each in found.c if not each.name.endswith("_at")]
    with database.reading() as session:
        return sorted((tuple(each) for each in session.execute(select(*kept))), key=repr)


def loaded(database: Database, *items: PaperItem) -> tuple[int, int]:
    with database.writing() as session:
        found = load_papers(session, SNAPSHOT, items)
        return len(found.new), len(found.changed)


def record(database: Database, name: str) -> dict[str, Any]:
    with database.reading() as session:
        return whole_record(session, session.scalars(find.paper_id(PaperId.parse(name))).one())


_WRITTEN = "paper identity statement author authorship category version search".split()


def test_what_is_loaded_is_what_would_be_stored(database: Database, tmp_path: Path) -> None:
    items = [
        FULL,
        item(1, title=r"On $\alpha$ & “quotes” \x", authors=("Ada Author1", "Bo Author2")),
        item(2, authors=("Bo Author2",), doi="10.1000/X", categories=("cs.AI", "cs.AI", "cs.LG")),
        item(3, authors=(), year=None, title="\x00 nul \ud800"),
    ]
    with database.writing() as session:
        load_papers(session, SNAPSHOT, items)
    ours = {table: rows(database, table) for table in _WRITTEN}
    with database.writing() as session:
        for each in reversed(Base.metadata.sorted_tables):
            session.execute(each.delete())
        for each in items:
            store_papers(session, SNAPSHOT, [each])
    assert [row[1:] for row in rows(database, "paper")] == [row[1:] for row in ours["paper"]]
    for table in _WRITTEN:
        assert len(rows(database, table)) == len(ours[table]), table
    kept = {name: [row[:2] for row in ours[name]] for name in ("identity", "statement")}
    for name, expected in kept.items():
        assert [row[:2] for row in rows(database, name)] == expected


def test_loading_again_changes_nothing(database: Database) -> None:
    items = [item(number) for number in range(20)]
    assert loaded(database, *items) == (20, 0)
    before = {table: rows(database, table) for table in _WRITTEN}
    assert loaded(database, *items) == (0, 0)
    assert loaded(database, *reversed(items)) == (0, 0)
    assert before == {table: rows(database, table) for table in _WRITTEN}
    more = item(3, abstract="More is said.")
    assert loaded(database, more, item(20)) == (1, 1)
    assert record(database, "2401.00003")["abstract"] == "More is said."


def test_a_paper_twice_in_one_go_is_one(database: Database) -> None:
    both = item(1), item(1, abstract="Said later.", doi="10.1000/182")
    assert loaded(database, *both) == (1, 1)
    found = record(database, "doi:10.1000/182")
    assert (found["id"], found["abstract"]) == ("2401.00001", "Said later.")


def test_loaded_and_crawled_is_one_row_and_the_better_word_stays(database: Database) -> None:
    crawled = item(1, title="As arXiv has it now", abstract="Version two.", version=2)
    with database.writing() as session:
        (number,) = store_papers(session, "arxiv", [crawled])
        store_papers(session, "semantic_scholar", [paper(2, doi="10.1000/2")])
        materialise(session, number)
    old = item(1, title="As it was", abstract="Version one.", version=1, comments="2 pages")
    assert loaded(database, old, item(2, doi="10.1000/2")) == (0, 2)
    found = record(database, "2401.00001")
    assert (found["title"], found["abstract"], found["version"], found["comments"]) == (
        "As arXiv has it now",
        "Version two.",
        2,
        "2 pages",
    )
    assert record(database, "doi:10.1000/2")["id"] == "2401.00002", "known by its DOI alone"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Paper)) == 2
        assert session.scalars(select(Document.paper_id)).all() == [], "they are no longer true"


def test_what_is_loaded_says_where_it_comes_from(database: Database) -> None:
    loaded(database, item(1), item(2))
    with database.writing() as session:
        numbers = session.scalars(select(Paper.id).order_by(Paper.id)).all()
        load_citations(session, "file", [(numbers[1], numbers[0])])
    cited, citing = record(database, "2401.00001"), record(database, "2401.00002")
    assert [(each["name"], each["part"], each["count"]) for each in cited["sources"]] == [
        (SNAPSHOT, "metadata", None),
        ("file", "citations", 1),
    ]
    assert [each["part"] for each in citing["sources"]] == ["metadata", "references"]
    assert cited["refresh_after"] is None, "no source was asked"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Search)) == 2, "search finds them"


def test_edges_of_a_file_stand_beside_those_of_others(database: Database) -> None:
    loaded(database, item(1), item(2))
    with database.writing() as session:
        one, two = session.scalars(select(Paper.id).order_by(Paper.id)).all()
        store_list(session, one, "semantic_scholar", "citations", [row(9)])
        materialise(session, one)
        assert load_citations(session, "file", [(two, one), (two, one)]) == 1
        assert session.scalars(select(Document)).all() == []
        assert load_citations(session, "file", [(two, one)]) == 0
        assert load_citations(session, "file", []) == 0
    assert len(record(database, "2401.00001")["citations"]) == 2
    with pytest.raises(IntegrityError), database.writing(checked=False) as session:
        load_citations(session, "file", [(one, 999)])


def write(path: Path, *lines: Any) -> Input:
    text = "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in lines)
    path.write_text(text)
    return Input(str(path))


def last(tallies: Any) -> Tally:
    found: Tally = list(tallies)[-1]
    return found


def test_a_file_of_papers_and_one_of_citations(database: Database, tmp_path: Path) -> None:
    papers = write(
        tmp_path / "papers.jsonl",
        LINE,
        "",
        '{"id": "0704.0002", "title": "Cut sh',
        {"id": "0704.0003", "title": "Third", "authors": "A. Turing"},
        "nonsense",
        {"id": "foo", "title": "T"},
        {"id": "0704.0004"},
        "[]",
        "{}",
    )
    tally = last(snapshot_file(database, papers))
    assert (tally.lines, tally.new, tally.changed, tally.bad) == (9, 2, 0, 6)
    assert tally.first_bad[:3] == [
        (3, "The answer stops in the middle of its JSON."),
        (5, "The answer is no JSON."),
        (6, "It has no arXiv `id`."),
    ]
    assert len(tally.first_bad) == 5
    file = write(
        tmp_path / "edges.csv",
        "citing,cited",
        "0704.0003,0704.0001v2",
        "doi:10.1103/PhysRevD.76.013009,10.1000/182",
        "0704.0001,10.1103/PhysRevD.76.013009",  # a paper does not cite itself
        "foo,0704.0001",
        "0704.0003",
        "",
        "0704.0003,hep-th/9901001",
    )
    tally = last(citations_file(database, file))
    assert (tally.lines, tally.new, tally.named, tally.bad) == (8, 3, 2, 2)
    assert [line for line, _why in sorted(tally.first_bad)] == [5, 6]
    found = record(database, "0704.0001")
    assert [each["id"] for each in found["citations"]] == ["0704.0003"]
    assert [(each["id"], each["title"]) for each in found["references"]] == [
        ("doi:10.1000/182", None)
    ]
    for again in (
        last(snapshot_file(database, Input(papers.name))),
        last(citations_file(database, Input(file.name))),
    ):
        assert (again.new, again.changed, again.named) == (0, 0, 0)


@sqlite_only
def test_many_lines_are_read_beside_and_none_is_lost(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_CHUNK", 40)
    monkeypatch.setattr(load, "_FIRST_CHUNK", 40)
    for name, count in (("_READ", 100), ("_WAITING", 150), ("_WRITTEN", 40), ("_REMEMBERED", 50)):
        monkeypatch.setattr(edges, name, count)
    lines = [
        {"id": f"2401.{n:05}", "title": f"Paper {n}", "authors": f"A. Author{'abcdefg'[n % 7]}"}
        for n in range(1, 300)
    ]
    papers = write(tmp_path / "papers.jsonl", *lines, "bad")
    seen = [tally.lines for tally in snapshot_file(database, papers)]
    assert seen == [40, 80, 120, 160, 200, 240, 280, 300]
    pairs = [f"2401.{n:05},2401.{n // 2:05}" for n in range(2, 300)]
    tally = last(citations_file(database, write(tmp_path / "e.csv", *pairs, pairs[0])))
    assert (tally.new, tally.named, tally.bad) == (298, 0, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Paper)) == 299
        assert session.scalar(select(func.count()).select_from(Author)) == 7
        assert session.scalar(select(func.count()).select_from(Citation)) == 298
        assert session.scalar(select(func.count()).select_from(Statement)) == 299
        assert session.scalar(select(func.count()).select_from(Identity)) == 299


_LOADING = """
import sys
from scraper import load
from scraper.records import Database

if __name__ == "__main__":
    load._CHUNK = load._FIRST_CHUNK = 50
    for tally in load.snapshot_file(Database(sys.argv[1]), load.Input(sys.argv[2])):
        print(tally.lines, flush=True)
"""


def kill_once(script: str, url: str, file: Input, told_least: int) -> tuple[int, list[str]]:
    """Run a loading until it tells of so much and kill it; what it told, and its own processes."""
    path = Path(file.name).with_name("loading.py")
    path.write_text(script)
    with subprocess.Popen(
        [sys.executable, path, url, file.name],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
    ) as loading:
        assert loading.stdout
        while (told := int(loading.stdout.readline())) < told_least:
            pass
        helpers = Path(f"/proc/{loading.pid}/task/{loading.pid}/children").read_text().split()
        loading.kill()
    return told, helpers


def test_loading_that_was_killed_goes_on_and_is_whole(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    lines = [
        {
            "id": f"2401.{n:05}",
            "title": f"Paper {n}",
            "authors": f"A. Author{'abcdefg'[n % 7]}, B. Bee",
        }
        for n in range(1, 2_000)
    ]
    papers = write(tmp_path / "papers.jsonl", *lines)
    told, helpers = kill_once(_LOADING, database_url, papers, told_least=300)
    kept = len(rows(database, "paper"))
    assert kept >= told
    assert len(rows(database, "statement")) == len(rows(database, "search")) == kept
    assert last(snapshot_file(database, papers)).new == 1_999 - kept
    for table in ("paper", "identity", "statement", "search"):
        assert len(rows(database, table)) == 1_999, table
    assert len(rows(database, "authorship")) == 2 * 1_999
    with database.reading() as session:
        found = session.scalars(matching(session, phrases("paper"), "title")).all()
    assert len(set(found)) == len(found) == 1_999
    assert helpers
    assert not [each for each in helpers if _runs(each)], "they end with what began them"


_LOADING_EDGES = """
import sys
from scraper import edges
from scraper.load import Input
from scraper.records import Database

edges._READ, edges._WAITING, edges._WRITTEN = 100, 200, 20
for tally in edges.citations_file(Database(sys.argv[1]), Input(sys.argv[2])):
    print(tally.new, flush=True)
"""


def test_loading_citations_that_was_killed_goes_on_and_is_whole(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    pairs = [f"2401.{n:05},2401.{(n * 7919 + 1) % 4_001:05}" for n in range(1, 4_000)]
    pairs = [pair for pair in pairs if len(set(pair.split(","))) == 2 and "2401.00000" not in pair]
    lines = write(tmp_path / "edges.csv", *pairs)
    told, _helpers = kill_once(_LOADING_EDGES, database_url, lines, told_least=1_000)
    kept = len(rows(database, "citation"))
    assert told <= kept < len(pairs), "what was told is there"
    assert last(citations_file(database, Input(lines.name))).new == len(pairs) - kept
    papers = {number for number, *_rest in rows(database, "paper")}
    assert {end for row in rows(database, "citation") for end in row[:2]} == papers


def _runs(process: str) -> bool:
    path = Path(f"/proc/{process}/stat")
    return path.exists() and path.read_text().rpartition(")")[2].split()[0] != "Z"


@sqlite_only
def test_a_longer_file_takes_no_more_memory(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_CHUNK", "_FIRST_CHUNK"):
        monkeypatch.setattr(load, name, 100)
    for name in ("_READ", "_WAITING", "_WRITTEN", "_REMEMBERED"):
        monkeypatch.setattr(edges, name, 100)
    abstract = "Words of an abstract. " * 50

    def most_held(year: int, count: int) -> int:
        names = [f"{year}01.{n:05}" for n in range(1, count + 1)]
        lines = ({"id": each, "title": f"Paper {each}", "abstract": abstract} for each in names)
        papers = write(tmp_path / f"{year}.jsonl", *lines)
        pairs = (f"{one},{other}" for one, other in pairwise(names) for _ in range(10))
        file = write(tmp_path / f"{year}.csv", *pairs)
        tracemalloc.start()
        try:
            assert last(snapshot_file(database, papers)).new == count
            assert last(citations_file(database, file)).new == count - 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most_held(20, 300)  # what is kept for good comes first
    assert most_held(22, 2_000) < 1.3 * most_held(21, 300)


@sqlite_only
def test_a_paper_that_became_another_meanwhile_is_looked_up_anew(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edges, "_READ", 2)
    monkeypatch.setattr(edges, "_WAITING", 2)
    monkeypatch.setattr(edges, "_WRITTEN", 1)
    loaded(database, item(1), item(2), item(3))
    pairs = [f"{citing},doi:10.1000/1" for citing in ("2401.00002", "2401.00001", "2401.00003")]
    loading = citations_file(database, write(tmp_path / "e.csv", *pairs))
    assert (next(loading).named, len(rows(database, "citation"))) == (1, 0), "they wait"
    loaded(database, item(1, doi="10.1000/1"))  # the two are one
    assert last(loading).new == 2, "a paper does not cite itself"
    cited = record(database, "2401.00001")
    assert [each["id"] for each in cited["citations"]] == ["2401.00002", "2401.00003"]


@sqlite_only
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_packed_files_are_unpacked(database: Database, tmp_path: Path, pack: Any) -> None:
    whole = pack(json.dumps(LINE).encode() + b"\n" + b" " * 100_000)
    path = tmp_path / "papers"
    path.write_bytes(whole)
    assert last(snapshot_file(database, Input(str(path)))).new == 1
    path.write_bytes(whole[: len(whole) - 9])
    with pytest.raises(BadInput, match="is damaged or cut short after line 1: "):
        list(snapshot_file(database, Input(str(path))))


@sqlite_only
def test_what_is_no_file_of_that_kind_is_told(database: Database, tmp_path: Path) -> None:
    for name, sentence in (
        (str(tmp_path / "none.jsonl"), "none.jsonl: No such file or directory."),
        (str(tmp_path), "Is a directory."),
    ):
        with pytest.raises(BadInput, match=sentence):
            Input(name)
    packed = tmp_path / "papers.zst"
    packed.write_bytes(b"\x28\xb5\x2f\xfd....")
    with pytest.raises(BadInput, match=r"zstd -dc FILE \| arxivlens load -"):
        Input(str(packed))
    wrong = write(tmp_path / "wrong.csv", "from,to", "0704.0001,0704.0002")
    with pytest.raises(BadInput, match="begins with 'from,to'; it wants two columns, citing,cited"):
        list(citations_file(database, wrong))
    other = write(tmp_path / "o.csv", "oci,CITED,Citing,creation", "1,0704.0001,0704.0002,2007")
    tally = last(citations_file(database, other))
    assert (tally.new, tally.named) == (1, 2)
    assert [each["id"] for each in record(database, "0704.0001")["citations"]] == ["0704.0002"]


@sqlite_only
def test_hostile_files_cost_their_lines(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_LONGEST", 1000)
    path = tmp_path / "hostile"
    path.write_bytes(
        b'{"id":'
        + b"[" * 5000
        + b"\n"
        + b"\x00\xff\xfe\n"
        + json.dumps(LINE)[:400].encode()
        + b"\n"
        + b'{"id": "0704.0009", "title": "Last"}'
    )
    tally = last(snapshot_file(database, Input(str(path))))
    assert (tally.lines, tally.new, tally.bad) == (4, 1, 3)
    path.write_bytes(b'0704.0001,"0704\n' + b"x" * 5000 + b"\n\x00,\x00\n0704.0001,0704.0002\n")
    tally = last(citations_file(database, Input(str(path))))
    assert tally.bad > 0
