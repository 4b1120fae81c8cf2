import json
import re
import time
from pathlib import Path

import pytest

from scraper.enrich.porter import stem
from scraper.enrich.ranker import common
from scraper.enrich.sentences import split_sentences
from scraper.enrich.summary import load_trimmer, summarize
from scraper.enrich.trim import tidy
from scraper.normalise.prose import without_tex

PAPERS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "samples" / "abstracts" / "papers.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
each_paper = pytest.mark.parametrize("paper", PAPERS, ids=[p["arxiv_id"] for p in PAPERS])


@each_paper
def test_one_or_two_whole_sentences_of_the_papers_own_words(paper: dict[str, str]) -> None:
    summary = summarize(paper["abstract"], paper["title"])
    assert summary is not None
    assert (summary.source, summary.model) == ("abstract", None)
    text = summary.text
    assert len(text) <= 900
    assert text[-1] in ".?!)"
    assert not text[0].islower()
    assert text.count("(") == text.count(")")
    assert text.count("$") % 2 == 0
    own = re.findall(r"\w+", f"{paper['abstract']} {paper['title']}".lower())
    assert common(re.findall(r"\w+", text.lower()), own) == len(re.findall(r"\w+", text))


def test_the_title_stands_behind_a_sentence_of_the_abstract_or_nowhere() -> None:
    titled = 0
    for paper in PAPERS:
        found = summarize(paper["abstract"], paper["title"])
        alone = summarize(paper["abstract"])
        assert found is not None
        assert alone is not None
        end = tidy(paper["title"].split(": ")[-1])
        assert not alone.text.endswith(end)
        assert not found.text.startswith(tidy(paper["title"]))
        titled += found.text.endswith(end)
    assert 0 < titled < len(PAPERS) / 2


def test_the_first_paper() -> None:
    paper = next(p for p in PAPERS if p["arxiv_id"] == "2311.09227")
    summary = summarize(paper["abstract"], paper["title"])
    assert summary is not None
    assert "risks and benefits of open-sourcing highly capable foundation models" in summary.text


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        (
            "In this paper, we propose a new loss for graphs, which is easy to compute.",
            "We propose a new loss for graphs.",
        ),
        (
            "To address this, we introduce a sparse layer (SL) that learns from labels.",
            "We introduce a sparse layer that learns from labels.",
        ),
        (
            "However, we show that the bound is tight for all trees.",
            "The bound is tight for all trees.",
        ),
    ],
)
def test_shorter_forms(sentence: str, shorter: str) -> None:
    assert shorter in load_trimmer().forms(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The method does not converge on graphs with cycles and long paths.",
        "The bound holds for the whole class of graphs if the graph is connected.",
        "We prove the theorem for f(x) and for every (quasi)linear g(x, y) in the class.",
    ],
)
def test_no_form_says_more_than_the_sentence(sentence: str) -> None:
    for form in load_trimmer().forms(sentence):
        assert "not" not in sentence or form == sentence
        assert "if" not in sentence.split() or form.endswith("connected.") or "holds" not in form
        assert "f(x)" not in sentence or "f(x)" in form
        assert "(quasi)" in form or "linear" not in form


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "Withdrawn.", "Two words.", "$x$", "夸克", "\0", "\ud835", "1.5", "- - - -"],
)
def test_a_word_or_less_has_no_summary(text: str) -> None:
    assert summarize(text, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Nous étudions la diffusion des neutrons dans les cristaux. Elle est faible.",
        "Wir untersuchen die Streuung von Neutronen an Kristallen. Sie ist schwach.",
        "Мы изучаем рассеяние нейтронов в кристаллах. Оно мало во всех случаях.",
        "Se estudia la teoría de los neutrones en el vacío. Los neutrones son estables.",
    ],
)
def test_another_language_gives_its_first_sentence_as_it_stands(text: str) -> None:
    summary = summarize(text, "A title in English")
    assert summary is not None
    assert summary.text == text.split(". ")[0] + "."


def test_an_abstract_of_50_000_characters_is_read_as_far_as_any_abstract_goes() -> None:
    sentence = "We show that the spin glass number {} has a phase transition at zero field. "
    abstract = "".join(sentence.format(n) for n in range(700))
    assert len(abstract) > 50_000
    summary = summarize(abstract, "On spin glasses")
    assert summary is not None
    assert summary == summarize(abstract[:8_000], "On spin glasses")
    assert "has a phase transition" in summary.text


def test_text_of_every_kind_gives_a_summary_or_none() -> None:
    assert summarize("") is None
    assert summarize("Withdrawn") is None
    assert summarize("$x^2 + y^2 = z^2$ \\alpha \\beta $$\\int f$$") is None
    assert summarize("私たちは新しい方法を提案する。") is None
    french = summarize("Nous montrons un résultat nouveau. Il est utile dans tous les cas.")
    assert french is not None
    assert french.text == "Nous montrons un résultat nouveau."
    gone = summarize("This paper has been withdrawn by the author.")
    assert gone is not None
    assert gone.text == "This paper has been withdrawn by the author."


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"We find by m{n} a new bound with n{n}, which o{n} has." for n in range(1000)),
        "we show that " * 4000,
        "a" * 50_000,
        "( " * 25_000,
        "$ " * 25_000,
        ", ".join(["In this paper"] * 4000),
        "To " + "a " * 25_000,
        ". A" * 17_000,
    ],
)
def test_a_huge_abstract_takes_no_longer_than_a_tenth_of_a_second(text: str) -> None:
    summarize("We show that the tables are warm.")
    start = time.process_time()
    summary = summarize(text)
    assert time.process_time() - start < 0.12  # 30 ms here; room for a busy machine
    assert summary is None or len(summary.text) <= 1_201


def test_sentences() -> None:
    text = "As E. L. Berger et al. show, i.e. by Fig. 2, $a. B$ holds.  It is new! (See Sec. 3.)"
    assert split_sentences(text) == [
        "As E. L. Berger et al. show, i.e. by Fig. 2, $a. B$ holds.",
        "It is new!",
        "(See Sec. 3.)",
    ]
    cited = "It is in [Lecture Notes in Math. 1204] and in J. Phys., vol. 3."
    assert split_sentences(cited) == [cited]
    assert split_sentences(" \n ") == []


def test_without_tex() -> None:
    assert without_tex("MgB$_2$ is \\emph{not} $x$").split() == ["MgB2", "is", "not", "|"]


def test_stems_are_porters() -> None:
    words = "caresses ponies cats agreed plastered motoring hopping filing happy relational"
    assert " ".join(map(stem, words.split())) == (
        "caress poni cat agre plaster motor hop file happi relat"
    )
    more = "conditional digitizer vileness triplicate hopefulness adjustment adoption rate controll"
    assert " ".join(map(stem, more.split())) == (
        "condit digit vile triplic hope adjust adopt rate control"
    )
