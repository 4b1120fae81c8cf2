"""`arxivlens token`: made, listed, revoked."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ARXIVLENS_DATA_DIR", str(tmp_path))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["token", *arguments])


def test_a_token_is_made_shown_once_listed_and_revoked() -> None:
    made = run("create", "Ada", "--role", "curator", "--days", "30")
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    assert secret.startswith("lens_")
    assert len(secret) > 40
    listed = run("list").stdout
    assert secret not in listed
    assert listed.startswith("1  holds until 20")
    assert listed.endswith("curator  comment,crawl,curate  Ada\n")
    assert run("revoke", "1").exit_code == 0
    assert run("list").stdout.startswith("1  revoked  curator")


def test_a_token_may_be_narrower_than_its_role() -> None:
    assert run("create", "Bot", "--scope", "crawl").exit_code == 0
    assert run("list").stdout.endswith("reader  crawl  Bot\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("create", "x", "--role", "king"), "There is no role 'king'"),
        (("create", "x", "--scope", "curate"), "A reader has no scope 'curate'"),
        (("create", "x", "--days", "0"), "0"),
        (("revoke", "7"), "There is no token 7"),
    ],
)
def test_what_cannot_be_is_said(arguments: tuple[str, ...], sentence: str) -> None:
    ended = run(*arguments)
    assert ended.exit_code != 0
    assert sentence in ended.output
