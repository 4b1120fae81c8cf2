"""The words of a paper: which are kept, and how they are shown."""

import time

import pytest

from scraper.records.wording import phrases, stem, stems, weights, words_in_order


@pytest.mark.parametrize(
    ("written", "stemmed"),
    [
        ("models", "model"),
        ("modelling", "modell"),
        ("running", "run"),
        ("studies", "study"),
        ("studied", "study"),
        ("classes", "class"),
        ("axis", "axis"),
        ("virus", "virus"),
        ("sparse", "spars"),
        ("the", ""),
        ("2023", ""),
        ("x", ""),
        ("a" * 41, ""),
    ],
)
def test_stems(written: str, stemmed: str) -> None:
    assert stem(written) == stemmed


def test_tex_case_and_accents_make_no_difference() -> None:
    assert list(stems(r"\emph{Schrödinger} equations in $\mathbb{R}^n$")) == list(
        stems("the schrodinger equation")
    )


def test_words_of_the_title_weigh_more() -> None:
    found = weights("Quantum walks", "We study walks on graphs.")
    assert found["quantum"] / found["graph"] == pytest.approx(1 + 0.693, abs=0.01)
    assert found["walk"] > found["quantum"] > found["graph"]


def test_those_are_kept_that_tell_most() -> None:
    rare = [f"zq{chr(97 + n)}x" for n in range(24)]
    common = "show result method problem model data new propose paper approach"
    assert set(weights("", f"{common} {' '.join(rare)}")) == set(rare)


@pytest.mark.parametrize("text", ["", "   ", "$x$", "2023", "\x00", "the of and", "?!"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert weights(text, text) == {}
    assert phrases(words_in_order(text, text), {"model": 1.0}) == []


def test_other_scripts_have_words() -> None:
    assert weights("大規模言語モデルの研究", "") == weights("大規模言語モデルの研究", "")
    assert set(weights("Модели языка", "")) == {"модели", "языка"}


@pytest.mark.parametrize("unit", ["word ", "$", "\\", "{", "a$b", "x" * 60 + " ", "\\emph{"])
def test_a_book_takes_no_longer_than_its_beginning(unit: str) -> None:
    start = time.perf_counter()
    found = weights(unit * 50, unit * 50_000)
    assert len(found) <= 24
    assert time.perf_counter() - start < 5


def test_phrases_are_runs_of_the_paper_s_own_words() -> None:
    text = words_in_order("Open-source LLMs: risks of open source", "An LLM is open.")
    worth = {"open": 1.0, "sourc": 0.9, "llm": 2.0, "risk": 0.1}
    assert phrases(text, worth) == ["open source LLMs", "risks"]
