import pytest

from scraper.errors import BadSetting
from scraper.settings import Settings


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARXIVLENS_DATABSE_URL", "sqlite://")
    with pytest.raises(
        BadSetting, match=r"DATABSE_URL: is not a setting; did you mean ARXIVLENS_DATABASE_URL"
    ):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [("ARXIVLENS_ARXIV_DELAY", "soon"), ("ARXIVLENS_S2_URL", "api.semanticscholar.org")],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=f"{name}: '{value}' will not do"):
        Settings.load()


def test_postgresql_is_reached_through_psycopg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARXIVLENS_DATABASE_URL", "postgresql://lens@db/lens")
    assert Settings.load().database == "postgresql+psycopg://lens@db/lens"
