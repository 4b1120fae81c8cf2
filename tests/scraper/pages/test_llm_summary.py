import json

import pytest

from scraper.errors import LayoutUnknown, NoSummary
from scraper.pages import llm_summary

SENTENCE = "Colonies of rooks grow with the number of tall trees nearby."


def answer(content: object, finish_reason: str = "stop") -> bytes:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


@pytest.mark.parametrize(
    "written",
    [
        SENTENCE,
        f"\n  {SENTENCE}\n",
        f'"{SENTENCE}"',
        f"“{SENTENCE}”",
        f"TL;DR: {SENTENCE}",
        f"Summary: {SENTENCE}",
        f"<think>The user wants one sentence. <b>Rooks</b>…\n\nFine.</think>\n\n{SENTENCE}",
        SENTENCE.replace(" of ", "\nof "),
    ],
)
def test_the_sentence_is_what_is_left(written: str) -> None:
    assert llm_summary.parse(answer(written)) == SENTENCE


@pytest.mark.parametrize(
    "written",
    [
        "We prove that $K_5 < n$ for all graphs of girth 3.",
        "A bound of 0.5 i.e. half is proved. It holds for e.g. trees. It is tight.",
        "3D scenes are rendered from 2 photographs in real time.",
    ],
)
def test_what_papers_write_is_let_through(written: str) -> None:
    assert llm_summary.parse(answer(written)) == written


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (None, "empty"),
        ("", "empty"),
        ("<think>Nothing comes to mind.</think>", "empty"),
        ("<think>It never ends, and so it goes on.", "markup"),
        ("word " * 5_000 + "end.", "too long"),
        ("Rooks, trees and colonies of them", "no sentence"),
        ("It is.", "no sentence"),
        ("- Rooks nest in tall trees nearby.", "markup"),
        ("# Summary\nRooks nest in tall trees nearby.", "markup"),
        ("Rooks nest in [tall trees](http://evil.example).", "markup"),
        ("Rooks <img src=x onerror=alert(1)> nest in tall trees.", "markup"),
        ("I'm sorry, but I cannot help with that request.", "talks to us"),
        ("Here is a summary of the paper on rooks and trees.", "talks to us"),
        ("Your task is finished and all is well with it.", "talks to us"),
    ],
)
def test_what_is_no_summary_is_refused(written: str | None, why: str) -> None:
    with pytest.raises(NoSummary, match=why):
        llm_summary.parse(answer(written))


def test_a_sentence_that_was_cut_off_is_refused() -> None:
    with pytest.raises(NoSummary, match="cut off"):
        llm_summary.parse(answer(SENTENCE, "length"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"choices": []}',
        b'{"choices": [null]}',
        b'{"choices": [{"text": "An older protocol wrote this."}]}',
        b'{"choices": [{"message": "A sentence."}]}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b'{"choices": "a sentence"}',
    ],
)
def test_another_layout_is_told(body: bytes) -> None:
    with pytest.raises(LayoutUnknown):
        llm_summary.parse(body)


def test_a_long_answer_costs_little() -> None:
    for written in (
        "<think>" * 50_000,
        "<thinking>a</think" * 30_000,
        '"' * 100_000,
        "a. " * 50_000,
    ):
        with pytest.raises(NoSummary):
            llm_summary.parse(answer(written))
