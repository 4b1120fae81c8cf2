import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from scraper.enrich.background import Background, Table, shipped
from scraper.enrich.porter import stem
from scraper.enrich.terms import Term, candidates, document_terms, key_terms, stem_of
from scraper.normalise.prose import without_tex

PAPERS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "samples" / "abstracts" / "papers.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
each_paper = pytest.mark.parametrize("paper", PAPERS, ids=[p["arxiv_id"] for p in PAPERS])


def names(title: str, abstract: str = "", limit: int = 10) -> list[str]:
    return [term.term for term in key_terms(title, abstract, limit)]


@each_paper
def test_weights_fall_and_lie_between_0_and_1(paper: dict[str, str]) -> None:
    weights = [term.weight for term in key_terms(paper["title"], paper["abstract"], 20)]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)


@each_paper
def test_no_term_twice_in_any_form(paper: dict[str, str]) -> None:
    terms = names(paper["title"], paper["abstract"], 20)
    stems = [stem_of(term.lower().replace("-", " ").rstrip("s")) for term in terms]
    assert len(set(stems)) == len(stems) >= 5


@each_paper
def test_a_part_of_a_listed_term_stands_twice_outside_the_listed_ones(
    paper: dict[str, str],
) -> None:
    terms = names(paper["title"], paper["abstract"], 20)
    found = list(candidates(paper["title"], paper["abstract"]))

    def spans(term: str) -> list[set[tuple[int, int]]]:
        stems = {stem_of(f.key) for f in found if " ".join(f.words).lower() == term.lower()}
        return [f.span for f in found if stem_of(f.key) in stems]

    for long in terms:
        covered = set().union(*spans(long))
        for short in terms:
            if any(
                short_span < long_span for short_span in spans(short) for long_span in spans(long)
            ):
                free = [span for span in spans(short) if covered.isdisjoint(span)]
                assert len(free) >= 2, (short, long)


@each_paper
def test_no_tex_in_a_term(paper: dict[str, str]) -> None:
    for term in names(paper["title"], paper["abstract"], 20):
        assert not set("$\\{}^_") & set(term)


SAMPLES = [
    (path.parent.name, json.loads(path.read_text(encoding="utf-8")))
    for path in sorted((Path(__file__).parents[2] / "samples" / "abs_page").glob("*/expected.json"))
]


@pytest.mark.parametrize("paper", [each for _, each in SAMPLES], ids=[name for name, _ in SAMPLES])
def test_of_all_papers_no_term_is_a_duplicate_a_twin_or_a_fragment(paper: dict[str, str]) -> None:
    """The rule, said of what is shown alone.

    No two terms are equal but for case, hyphens or endings; and a term whose words stand within a
    longer listed one is there only if the text has it at least twice outside that one.
    """
    title, abstract = paper["title"] or "", paper["abstract"] or ""
    terms = names(title, abstract, 12)
    plain = {term: " ".join(map(stem, re.findall(r"[^\W_]+", term.lower()))) for term in terms}
    assert len(set(plain.values())) == len(terms), "no duplicates, no inflected twins"
    words = re.findall(r"[^\W_]+", without_tex(f"{title} . {abstract}").lower())
    text = f" {' '.join(map(stem, words))} "
    for short, in_short in plain.items():
        for long, in_long in plain.items():
            if short != long and f" {in_short} " in f" {in_long} ":
                outside = text.replace(f" {in_long} ", " | ").count(f" {in_short} ")
                assert outside >= 2, f"{short!r} is a fragment of {long!r}"


def test_what_belongs_together_is_not_torn() -> None:
    abstract = "Two dimensional electron gases, and large scale structure, at the Large Hadron"
    abstract += " Collider. (See Sec. 2 and Fig. 3 of hep-th papers.)"
    terms = names("", abstract)
    assert {"two-dimensional electron gases", "large-scale structure"} <= set(terms)
    assert "Large Hadron Collider" in terms
    assert not {"dimensional electron gases", "scale structure", "sec", "Sec", "hep-th"} & set(
        terms
    )


def test_the_first_paper_lists_each_term_once() -> None:
    paper = next(p for p in PAPERS if p["arxiv_id"] == "2311.09227")
    terms = names(paper["title"], paper["abstract"])
    assert terms[:3] == ["capable foundation models", "open-sourcing", "model sharing"]
    assert "highly" not in terms
    assert "offers" not in terms


def test_forms_of_a_term_count_together_and_the_paper_names_it() -> None:
    abstract = "All graph neural networks work, and the graph-neural network is good for"
    abstract += " graph neural networks."
    assert names("", abstract) == ["graph neural networks"]


def test_a_name_keeps_its_capital_and_a_title_gives_none() -> None:
    abstract = "The growth is that of Burago and of MgB$_2$, as a Kerr metric has it."
    terms = names("Asymptotic Growth", abstract)
    assert {"Burago", "MgB2", "Kerr metric", "asymptotic growth"} <= set(terms)


def test_text_of_every_kind_gives_terms_or_none() -> None:
    assert key_terms("", "") == []
    assert key_terms("", "$x^2$ \\alpha $$\\int f$$") == []
    assert key_terms("", "Quarks") == [Term("quarks", 1.0)]
    assert key_terms("", "私たちは新しい方法を提案する。") == []
    german = "Wir zeigen, dass die Theorie der Quarks für alle Teilchen und mit Spin gilt."
    assert "Quarks" in names("", german)
    assert not {"die", "der", "wir", "und"} & {term.lower() for term in names("", german)}


@pytest.mark.parametrize(
    "text", ["", " \n ", "Quarks", "$x$", "Кварки", "夸克", "\0", "\ud835", "1.5"]
)
def test_a_word_or_less_gives_a_term_or_none(text: str) -> None:
    for title, abstract in ((text, ""), ("", text), (text, text)):
        found = key_terms(title, abstract)
        assert [term.term.lower() for term in found] in ([], ["quarks"], ["кварки"])


@pytest.mark.parametrize(
    ("language", "abstract", "wanted", "unwanted"),
    [
        (
            "French",
            "Nous étudions la diffusion des neutrons dans les cristaux. La diffusion est faible.",
            "neutrons",
            {"la", "les", "des", "dans", "nous", "est"},
        ),
        (
            "Spanish",
            "Se estudia la teoría de los neutrones en el vacío. Los neutrones son estables.",
            "neutrones",
            {"la", "los", "el", "en", "se", "son", "de"},
        ),
        (
            "Russian",
            "Мы изучаем рассеяние нейтронов в кристаллах. Рассеяние нейтронов мало.",
            "нейтронов",
            {"в", "мы"},
        ),
        ("Chinese", "我们研究晶体中的中子散射。散射很小。", None, set()),
    ],
)
def test_other_languages_give_their_nouns_or_none(
    language: str, abstract: str, wanted: str | None, unwanted: set[str]
) -> None:
    found = {word for term in names("", abstract) for word in term.lower().split()}
    assert wanted is None or wanted in found, language
    assert wanted is not None or not found
    assert not found & unwanted, language


def test_an_abstract_of_50_000_characters_is_read_as_far_as_any_abstract_goes() -> None:
    abstract = "The spin glass has a phase transition at zero field. " * 1_000
    assert len(abstract) > 50_000
    terms = key_terms("On spin glasses", abstract)
    assert terms[0].term == "spin glass"
    assert terms == key_terms("On spin glasses", abstract[:8_000])


@pytest.mark.parametrize(
    "text",
    ["quark " * 8000, "a" * 50_000, "$" * 50_000, "\\emph{" * 8000, "-'" * 25_000, "( " * 25_000],
)
def test_a_huge_abstract_takes_no_longer_than_a_tenth_of_a_second(text: str) -> None:
    key_terms("", "warm up the tables")
    start = time.process_time()
    key_terms("", text)
    assert time.process_time() - start < 0.3  # 90 ms here; room for a busy machine


def test_ten_more_papers_change_next_to_nothing() -> None:
    before = [key_terms(p["title"], p["abstract"], 10) for p in PAPERS]
    counts = Counter(key for p in PAPERS[:10] for key in document_terms(p["title"], p["abstract"]))
    background = Background(Table(Table.written(counts, 10)))
    for paper, old in zip(PAPERS, before, strict=True):
        new = {
            t.term: t.weight for t in key_terms(paper["title"], paper["abstract"], 10, background)
        }
        kept = [term for term in old if term.term in new]
        assert len(kept) >= len(old) - 2
        assert all(abs(new[term.term] - term.weight) < 0.05 for term in kept)


def test_the_users_own_papers_mend_what_the_table_lacks() -> None:
    before = Background().rarity("quark")
    after = Background(Table(Table.written({"quark": 6_000}, 20_000)))
    assert after.rarity("quark") < before - 3
    assert 0 < after.of("quark") < 0.2


def test_the_table_finds_every_line_and_no_other() -> None:
    table = shipped()
    assert table.documents > 100_000
    assert table.of("neural network") > table.of("graph neural network") > 100
    assert table.of("neural networ") == table.of("") == table.of("zzzzz") == table.of("!") == 0
