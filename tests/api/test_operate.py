"""The commands of whoever runs a server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.records import Database
from scraper.sample import PAPER
from tests.api.test_cli import data as data
from tests.api.test_cli import lens as lens
from tests.api.test_cli import told
from tests.fakes.web import FakeWeb

Run = Callable[..., Any]


def test_a_backup_is_restored_elsewhere(lens: Run, data: Database, tmp_path: Path) -> None:
    file = tmp_path / "lens.backup"
    assert "whole and on disk" in lens("backup", file).stdout
    run = lens("restore", file, ARXIVLENS_DATA_DIR=str(tmp_path / "other"))
    assert "counted and added up on both sides" in run.stdout
    there = lens("show", PAPER, "--json", ARXIVLENS_DATA_DIR=str(tmp_path / "other"))
    assert there.stdout == lens("show", PAPER, "--json").stdout


def test_what_is_there_is_not_overwritten(lens: Run, data: Database, tmp_path: Path) -> None:
    file = tmp_path / "lens.backup"
    lens("backup", file)
    assert "there already" in told(lens("backup", file), 2)


def test_a_backup_that_is_not_there(lens: Run, tmp_path: Path) -> None:
    assert "does not exist" in told(lens("restore", tmp_path / "none"), 2)


def test_a_copy_to_another_database(lens: Run, data: Database, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert "on both sides" in lens("copy", "--to", f"sqlite:///{other}").stdout
    there = lens("show", PAPER, "--json", ARXIVLENS_DATABASE_URL=f"sqlite:///{other}")
    assert there.stdout == lens("show", PAPER, "--json").stdout


def test_a_copy_onto_itself_is_refused(lens: Run, data: Database) -> None:
    run = lens("copy", "--to", data.engine.url.render_as_string())
    assert "in already" in told(run, 2)


def test_a_copy_to_nothing_that_is_known(lens: Run) -> None:
    assert told(lens("copy", "--to", "mysql://x"), 2).startswith("Error: --to is no address")


def test_a_password_is_not_shown(lens: Run, data: Database) -> None:
    run = lens("copy", "--to", "postgresql://me:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "secret" not in told(run, 1)


@pytest.mark.parametrize("present", [True, False])
def test_the_doctor_says_how_things_are(
    lens: Run, data: Database, fake_web: FakeWeb, present: bool
) -> None:
    if present:
        run = lens("doctor", ARXIVLENS_CONTACT="me@example.org", **fake_web.environment)
        assert run.exit_code == 0, run.stdout
        assert "The sources are told me@example.org." in run.stdout
    else:
        run = lens("doctor", **fake_web.environment | {"ARXIVLENS_S2_URL": "http://127.0.0.1:1"})
        assert run.exit_code == 1
        assert "fault" in run.stdout
        assert "127.0.0.1:1 cannot be reached" in run.stdout.replace("\n", "")
