"""What the README promises is there, and what is there stands in the README."""

import re
from pathlib import Path

from api.cli import main
from scraper.settings import PREFIX, Settings

_ROOT = Path(__file__).parents[1]
_README = (_ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_listed() -> None:
    listed = set(re.findall(rf"{PREFIX}[A-Z0-9_]+", _README))
    assert listed == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_command_that_it_shows_exists() -> None:
    shown = re.findall(r"^\.venv/bin/arxivlens ([a-z]+)", _README, re.MULTILINE)
    assert shown
    assert set(shown) <= set(main.commands)


def test_every_target_that_it_shows_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", _README, re.MULTILINE)) <= targets


def test_every_picture_and_link_leads_somewhere() -> None:
    paths = re.findall(r"\]\(([^):]+)\)|src=\"([^\":]+)\"", _README)
    for path in filter(None, (one or other for one, other in paths)):
        assert (_ROOT / path).exists(), path
