import json
import time
from pathlib import Path

import pytest

from scraper.enrich.background import Background, shipped
from scraper.enrich.terms import Term, candidates, document_terms, key_terms, stem_of

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
    "text",
    ["quark " * 8000, "a" * 50_000, "$" * 50_000, "\\emph{" * 8000, "-'" * 25_000, "( " * 25_000],
)
def test_a_huge_abstract_takes_no_longer_than_a_tenth_of_a_second(text: str) -> None:
    key_terms("", "warm up the tables")
    start = time.process_time()
    key_terms("", text)
    assert time.process_time() - start < 0.3  # 90 ms here; room for a busy machine


def test_ten_more_papers_change_next_to_nothing() -> None:
    background = Background()
    before = [key_terms(p["title"], p["abstract"], 10, background) for p in PAPERS]
    for paper in PAPERS[:10]:
        background.add(document_terms(paper["title"], paper["abstract"]))
    for paper, old in zip(PAPERS, before, strict=True):
        new = {
            t.term: t.weight for t in key_terms(paper["title"], paper["abstract"], 10, background)
        }
        kept = [term for term in old if term.term in new]
        assert len(kept) >= len(old) - 2
        assert all(abs(new[term.term] - term.weight) < 0.05 for term in kept)


def test_the_users_own_papers_mend_what_the_table_lacks() -> None:
    background = Background()
    before = background.rarity("quark")
    background.merge({"quark": 6_000}, documents=20_000)
    assert background.rarity("quark") < before - 3
    assert 0 < background.of("quark") < 0.2
    one = Background()
    one.add(["quark", "quark"])
    assert one.of("quark") == pytest.approx(Background({"quark": 1}, 1).of("quark"))


def test_the_table_finds_every_line_and_no_other() -> None:
    table = shipped()
    assert table.documents > 100_000
    assert table.of("neural network") > table.of("graph neural network") > 100
    assert table.of("neural networ") == table.of("") == table.of("zzzzz") == table.of("!") == 0
