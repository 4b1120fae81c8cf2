"""`arxivlens export`: to a file or to standard output, with the parameters of the API."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from scraper.records.schema import opened
from scraper.sample import PAPER, load_sample
from scraper.settings import Settings


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's records."""
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=folder)
    with opened(settings.database) as database, database.writing() as session:
        load_sample(session, settings)
    return folder


def run(data: Path, *arguments: str | Path) -> Result:
    """The command over these records."""
    env = {name: None for name in os.environ if name.startswith("ARXIVLENS_")}
    given = ["export", *map(str, arguments)]
    return CliRunner().invoke(main, given, env={**env, "ARXIVLENS_DATA_DIR": str(data)})


def test_all_on_record_goes_to_standard_output(data: Path) -> None:
    found = [json.loads(line) for line in run(data).stdout.splitlines()]
    assert len(found) == len({each["id"] for each in found}) > 50
    assert PAPER in {each["id"] for each in found}


def test_a_file_is_written_in_the_format_of_its_name(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "who.csv"
    told = run(data, "--citations", PAPER, "--from", "2024", "--sort", "date", "-o", file)
    assert told.exit_code == 0
    assert told.stdout == ""
    assert f"{file}: 23 papers" in told.stderr
    with file.open(newline="") as lines:
        years = [row["year"] for row in csv.DictReader(lines)]
    assert years == sorted(years, reverse=True)
    assert set(years) == {"2024", "2025"}
    assert list(tmp_path.iterdir()) == [file]


def test_a_neighbourhood_is_the_paper_and_those_around_it(data: Path) -> None:
    found = [json.loads(line) for line in run(data, "--graph", f"{PAPER}v2").stdout.splitlines()]
    assert found[0]["id"] == PAPER
    assert len(found) == 38


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "who.txt"], "who.txt says no format; name one with --format."),
        (["--sort", "size"], "sort: input should be 'relevance', 'date' or 'citations'."),
        (["--citations", "1501.00001"], "`arxivlens crawl 1501.00001` collects it."),
        (["--citations", "nonsense"], "'nonsense' names no paper"),
        (["--citations", PAPER, "--category", "cs"], "There is no 'category' here"),
        (["--citations", PAPER, "--graph", PAPER], "Choose one of --citations and --graph."),
        (["--graph", PAPER, "--query", "x"], "There is no 'query' here"),
        (["-o", "/nowhere/who.csv"], "/nowhere/who.csv cannot be written: No such file"),
    ],
)
def test_what_cannot_be_exported_is_said(data: Path, arguments: list[str], sentence: str) -> None:
    told = run(data, *arguments)
    assert told.exit_code in (1, 2)
    assert sentence in told.stderr
    assert told.stdout == ""


def test_who_reads_no_further_is_left_in_peace(data: Path) -> None:
    command = f"{Path(sys.executable).with_name('arxivlens')} export --format ris | head -1"
    env = {**os.environ, "ARXIVLENS_DATA_DIR": str(data)}
    told = subprocess.run(["bash", "-c", command], env=env, capture_output=True, check=False)
    assert (told.stdout, told.stderr) == (b"TY  - GEN\r\n", b"")
