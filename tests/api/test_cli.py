"""The command `arxivlens`: what it prints, where, and with which status."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from scraper.items import PaperItem
from scraper.paper_id import PaperId
from scraper.records import Crawl, Database, find, utc_now
from scraper.records.schema import migrate
from scraper.records.store import store_papers, store_state
from scraper.sample import PAPER, load_sample
from scraper.settings import Settings
from tests.api.live import environment, free_port
from tests.fakes.answer import Fault
from tests.fakes.web import FakeWeb

Run = Callable[..., Any]

PAGES = Path(__file__).parents[1] / "samples" / "abs_page"
ERROR_PAGE = Path(__file__).parents[1] / "samples" / "whole" / "not_found.html"
COMMANDS = sorted(main.commands)


@pytest.fixture
def lens(tmp_path: Path) -> Run:
    """Runs the command over records in a folder of the test's own."""
    unset = {name: None for name in os.environ if name.startswith("ARXIVLENS_")}

    ours = {"ARXIVLENS_DATA_DIR": str(tmp_path / "data"), "ARXIVLENS_PORT": free_port()}

    def run(*arguments: str | Path, given: str = "", **settings: str) -> Result:
        env = {**unset, **ours, **settings}
        return CliRunner().invoke(main, [str(each) for each in arguments], given, env)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Runs the command as a process, for what changes the process that it runs in."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            env={**environment(tmp_path / "data"), **settings},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def data(tmp_path: Path) -> Database:
    """The records of that folder, with the sample."""
    settings = Settings(data_dir=tmp_path / "data")
    database = Database(settings.database)
    migrate(database)
    with database.writing() as session:
        load_sample(session, settings)
    return database


def told(run: Result | subprocess.CompletedProcess[str], status: int) -> str:
    """The sentence on standard error of a command that ended with this status."""
    if isinstance(run, Result):
        assert isinstance(run.exception, SystemExit), run.exception
        assert run.exit_code == status, run.stderr
    else:
        assert run.returncode == status, run.stderr
    assert "Traceback" not in run.stderr
    return run.stderr.strip()


def test_help_names_every_command(lens: Run) -> None:
    for option in ("--help", "-h"):
        run = lens(option)
        assert run.exit_code == 0
        for command in COMMANDS:
            assert f"\n  {command} " in run.stdout


def test_help_waits_for_nothing_that_only_a_command_needs() -> None:
    told = "import sys, api.cli; print(sys.modules.keys() & {'sqlalchemy', 'rich', 'flask'})"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(lens: Run, command: str) -> None:
    run = lens(command, "--help")
    assert run.exit_code == 0
    assert command in run.stdout.splitlines()[0]
    assert len(run.stdout.splitlines()) > 4


def test_the_version_is_that_of_the_package(lens: Run) -> None:
    assert "0.1.0" in lens("--version").stdout


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["serve", "--colour"], ["show"], ["parse", "x"]]
)
def test_what_is_no_command_is_said(lens: Run, arguments: list[str]) -> None:
    assert "Usage: " in told(lens(*arguments), 2)


# show


def test_show_for_people(lens: Run, data: Database) -> None:
    run = lens("show", PAPER)
    assert run.exit_code == 0
    lines = run.stdout.splitlines()
    assert lines[0].startswith("Open-Sourcing Highly Capable Foundation Models")
    assert lines[1].startswith("Elizabeth Seger, Noemi Dreksler")
    assert "Citations: 37 (37 listed)" in lines
    assert "References: not known" in lines


def test_show_for_programs_is_what_the_api_gives(lens: Run, data: Database) -> None:
    for name in (PAPER, f"{PAPER}v1", f"https://arxiv.org/abs/{PAPER}"):
        found = json.loads(lens("show", name, "--json").stdout)
        assert found["id"] == PAPER
        assert len(found["citations"]) == 37


def test_show_of_what_is_not_on_record(lens: Run) -> None:
    sentence = told(lens("show", "1501.00001"), 1)
    assert "arxivlens crawl 1501.00001" in sentence


def test_show_of_what_is_no_paper(lens: Run) -> None:
    assert "names no paper" in told(lens("show", "foo"), 2)


def test_what_strangers_wrote_steers_no_terminal(lens: Run, data: Database) -> None:
    evil = "Title \x1b[2J\x1b]0;owned\x07 [bold]x[/nonsense]"
    with data.writing() as session:
        (number,) = store_papers(session, "arxiv", [PaperItem(arxiv_id="1501.00001", title=evil)])
        store_state(session, number, "arxiv", "metadata", "down", utc_now(), message=evil)
    run = lens("show", "1501.00001")
    assert run.exit_code == 0
    assert "owned" in run.stdout
    assert "\x1b" not in run.stdout
    assert "\x07" not in run.stdout


# parse


def pages(count: int) -> list[Path]:
    """Some sample pages, each beside its truth."""
    return [folder / "page.html" for folder in sorted(PAGES.iterdir()) if folder.is_dir()][:count]


def truth(page: Path) -> Any:
    """What a sample page says."""
    return json.loads((page.parent / "expected.json").read_text("utf-8"))


def test_parse_prints_a_line_a_page_in_the_order_given(lens: Run) -> None:
    first, second = pages(2)
    run = lens("parse", "abs_page", second, first)
    assert run.exit_code == 0
    assert run.stderr == ""
    assert [json.loads(line) for line in run.stdout.splitlines()] == [truth(second), truth(first)]


def test_parse_goes_on_after_what_it_cannot_read(lens: Run, tmp_path: Path) -> None:
    first, second = pages(2)
    missing = tmp_path / "missing.html"
    run = lens("parse", "abs_page", first, ERROR_PAGE, missing, tmp_path, second)
    assert [json.loads(line) for line in run.stdout.splitlines()] == [truth(first), truth(second)]
    errors = told(run, 1).splitlines()
    assert [line.split(": ")[0] for line in errors] == [
        str(ERROR_PAGE),
        str(missing),
        str(tmp_path),
    ]
    assert all(len(line.split(": ", 1)[1]) > 10 for line in errors)


def test_parse_knows_its_kinds(lens: Run) -> None:
    sentence = told(lens("parse", "nonsense", ERROR_PAGE), 2)
    assert "'nonsense'" in sentence
    assert "abs_page" in sentence


def test_parse_of_bytes_of_every_kind(lens: Run, tmp_path: Path) -> None:
    for name, body in (("empty", b""), ("noise", bytes(range(256)) * 100), ("nul", b"\0" * 1000)):
        (tmp_path / name).write_bytes(body)
        told(lens("parse", "abs_page", tmp_path / name), 1)
    answer = tmp_path / "answer.json"
    answer.write_text('{"paperId": "' + "ab" * 20 + '", "title": "Half \\ud800 a pair"}')
    run = lens("parse", "s2_paper", answer)
    assert run.exit_code == 0, run.stderr
    assert json.loads(run.stdout)


# summarize and terms

ABSTRACT = (
    "Citation graphs are large. We present a method that draws the citation graph of a paper in a"
    " second, and show that readers find related papers faster with the citation graph."
)


def test_summarize_text(lens: Run) -> None:
    run = lens("summarize", given=ABSTRACT)
    assert run.exit_code == 0
    (line,) = run.stdout.splitlines()
    assert line.startswith("We present a method")


def test_summarize_lines_of_json_one_a_line(lens: Run, tmp_path: Path) -> None:
    papers = [
        {"title": "A", "abstract": ABSTRACT},
        {"abstract": ""},
        {"title": "A", "abstract": ABSTRACT.replace(" ", "\n")},
        {"title": None, "abstract": f"One\u2028line. {ABSTRACT}", "more": 1},
        {"title": "\ud800", "abstract": ABSTRACT.replace("method", "meth\udfffod")},
    ]
    file = tmp_path / "papers.jsonl"
    text = "\n\n".join(json.dumps(paper, ensure_ascii=paper is papers[-1]) for paper in papers)
    file.write_text(f"\ufeff{text}\n", "utf-8")
    assert len(lens("terms", file).stdout.splitlines()) == 5
    run = lens("summarize", file)
    assert run.exit_code == 0, run.stderr
    lines = run.stdout.split("\n")[:-1]
    assert len(lines) == 5
    assert lines[1] == ""
    assert lines[0] == lines[2]


def test_terms_text_and_lines(lens: Run) -> None:
    (line,) = lens("terms", given=ABSTRACT).stdout.splitlines()
    found = json.loads(line)
    assert "citation graph" in [term for term, _weight in found]
    weights = [weight for _term, weight in found]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)
    papers = "\n".join(json.dumps({"abstract": each}) for each in (ABSTRACT, "", "The"))
    lines = [json.loads(each) for each in lens("terms", given=papers).stdout.splitlines()]
    assert [bool(each) for each in lines] == [True, False, False]


@pytest.mark.parametrize("command", ["summarize", "terms"])
@pytest.mark.parametrize(
    "bad",
    ["{", "[]", "5", '{"title": "x"}', '{"abstract": 5}', '{"abstract": null}', "[" * 100_000],
)
def test_a_bad_line_is_named(lens: Run, command: str, bad: str) -> None:
    run = lens(command, given=json.dumps({"abstract": ABSTRACT}) + f"\n{bad}\n")
    assert "Line 2 " in told(run, 2)
    assert len(run.stdout.splitlines()) == 1


def test_text_that_only_begins_like_json_is_text(lens: Run) -> None:
    run = lens("summarize", given="{\\it We present} a method that draws the graph of a paper.")
    assert run.exit_code == 0
    assert "method" in run.stdout


@pytest.mark.parametrize("command", ["summarize", "terms"])
def test_a_missing_file_is_named(lens: Run, command: str, tmp_path: Path) -> None:
    assert "nothing.txt" in told(lens(command, tmp_path / "nothing.txt"), 2)


# crawl


def test_crawl_of_what_is_no_paper_queues_nothing(lens: Run, data: Database) -> None:
    assert "'foo' names no paper" in told(lens("crawl", "foo"), 2)
    assert "names no paper" in told(lens("crawl", "1501.00001", "foo"), 2)
    with data.reading() as session:
        assert session.query(Crawl).count() == 0


def test_crawl_says_what_each_source_answered(lens: Run, data: Database, fake_web: FakeWeb) -> None:
    run = lens("crawl", PAPER, "--refresh", **fake_web.environment)
    assert run.exit_code == 0, run.stderr
    assert "Traceback" not in run.stderr
    rows = [line.split()[:4] for line in run.stdout.splitlines()[1:]]
    assert [PAPER, "arxiv", "metadata", "ok"] in rows
    assert [PAPER, "semantic_scholar", "citations", "ok"] in rows
    with data.reading() as session:
        (crawl,) = session.query(Crawl).all()
        assert crawl.state == "done"


def test_crawl_of_a_paper_that_no_source_knows(lens: Run, fake_web: FakeWeb) -> None:
    fake_web.fail("/abs/", Fault.UNKNOWN)
    names = ("1501.99999", "doi:10.1000/[/b]")  # the second would be markup to some
    run = lens("crawl", *names, **fake_web.environment)
    assert isinstance(run.exception, SystemExit), run.exception
    assert run.exit_code == 1
    for name in names:
        assert f"No source knows {name}" in " ".join(run.stdout.split())


# settings and the database


@pytest.mark.parametrize("command", [["serve"], ["crawl", PAPER], ["show", PAPER]])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARXIVLENS_PORT", "nonsense"),
        ("ARXIVLENS_PORT", "70000"),
        ("ARXIVLENS_ARXIV_URL", "arxiv.org"),
        ("ARXIVLENS_DATABASE_URL", "nonsense"),
        ("ARXIVLENS_DATABASE_URL", "mysql://host/name"),
        ("ARXIVLENS_CITATION_DAYS", "-1"),
        ("ARXIVLENS_DATABSE_URL", "sqlite:///x"),
    ],
)
def test_a_wrong_setting_is_named(lens: Run, command: list[str], name: str, value: str) -> None:
    assert name in told(lens(*command, **{name: value}), 2)


@pytest.mark.parametrize("command", [["serve"], ["crawl", PAPER], ["show", PAPER]])
def test_a_database_that_cannot_be_used_is_said(
    lens: Run, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "data" / "arxivlens.db"
    file.parent.mkdir()
    file.write_bytes(b"This is no database. " * 1000)
    assert "database" in told(lens(*command), 1)
    assert file.read_bytes() == b"This is no database. " * 1000
    told(lens(*command, ARXIVLENS_DATA_DIR=str(file)), 1)
    nowhere = "postgresql://127.0.0.1:1/lens"
    assert "ARXIVLENS_DATABASE_URL" in told(lens(*command, ARXIVLENS_DATABASE_URL=nowhere), 1)


# serve


def test_serve_where_the_port_is_taken(process: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        sentence = told(process("serve", "--port", port), 2)
    assert f"Port {port} is taken" in sentence
    assert "--port" in sentence


@pytest.mark.parametrize("host", ["192.0.2.1", "nonsense.invalid", "2001:db8::1"])
def test_serve_at_an_address_that_is_not_ours(process: Run, host: str) -> None:
    assert f"Cannot listen on {host}" in told(process("serve", "--host", host), 2)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x"])
def test_serve_at_a_port_that_is_none(lens: Run, port: str) -> None:
    assert "--port" in told(lens("serve", "--port", port), 2)


def test_the_sample_is_loaded_only_where_nothing_is_on_record(data: Database) -> None:
    with data.writing() as session:
        assert not load_sample(session, Settings())
        assert session.scalar(find.paper_id(PaperId.parse(PAPER)))
