"""What of a word is the same in all its forms."""

import pytest

from scraper.normalise.inflection import singular, tenseless


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("studies", "study"),
        ("ties", "tie"),
        ("classes", "class"),
        ("quizzes", "quizz"),
        ("models", "model"),
        ("axis", "axis"),
        ("virus", "virus"),
        ("gas", "gas"),
    ],
)
def test_number(written: str, one: str) -> None:
    assert singular(written) == one


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("running", "run"),
        ("sampled", "sampl"),
        ("passing", "pass"),
        ("filled", "fill"),
        ("ring", "ring"),
        ("need", "need"),
    ],
)
def test_tense(written: str, base: str) -> None:
    assert tenseless(written) == base
