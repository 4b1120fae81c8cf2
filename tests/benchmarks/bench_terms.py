"""How well key terms find the keyphrases that people gave, and what they cost.

    python -m tests.benchmarks.bench_terms [KEYPHRASES ...]

Scikit-learn's TF-IDF of 1- to 3-grams, the baseline, is fitted on every tenth of the arXiv
abstracts. KEYPHRASES are folders with `docsutf8/X.txt`, its
title in the first line, and `keys/X.key`, one keyphrase a line: the form in which Inspec and other
sets are kept at github.com/LIAAD/KeywordExtractor-Datasets. None ships with a package of the Python
registry, and their licences differ (Inspec: Apache-2.0 at boudinfl/ake-datasets; most say
nothing), so none is kept here; without one only cost is measured. F1@10 is of stems, a mean over
papers.
"""

import json
import lzma
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from scraper.enrich.ranker import stems
from scraper.enrich.terms import key_terms
from tests.benchmarks import DATA, beside, table

EVERY = 10  # which share of the abstracts the baseline is fitted on
Terms = Callable[[str, str], list[str]]
Paper = tuple[str, str, set[str]]  # title, abstract, keyphrases


def ours(title: str, abstract: str) -> list[str]:
    return [term.term for term in key_terms(title, abstract)]


def baseline(abstracts: list[tuple[str, str]]) -> Terms:
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(ngram_range=(1, 3), stop_words="english", min_df=2)
    model.fit(f"{title}. {abstract}" for title, abstract in abstracts)
    names = model.get_feature_names_out()

    def terms(title: str, abstract: str) -> list[str]:
        row = model.transform([f"{title}. {abstract}"])
        return [names[row.indices[at]] for at in row.data.argsort()[::-1][:10]]

    return terms


def keyphrases(folder: Path) -> list[Paper]:
    papers = []
    for path in sorted((folder / "docsutf8").glob("*.txt")):
        title, _, abstract = path.read_text("utf-8", errors="replace").strip().partition("\n")
        keys = (folder / "keys" / f"{path.stem}.key").read_text("utf-8", errors="replace")
        found = {" ".join(stems(key)) for key in keys.splitlines() if key.strip()}
        papers.append((title, abstract, found) if abstract else ("", title, found))
    return papers


def f1(terms: Terms, papers: list[Paper]) -> float:
    scores = []
    for title, abstract, wanted in papers:
        found = {" ".join(stems(term)) for term in terms(title, abstract)}
        scores.append(2 * len(found & wanted) / (len(found) + len(wanted)))
    return 100 * mean(scores)


def main() -> None:
    """Print the tables."""
    folders = [Path(argument) for argument in sys.argv[1:]]
    if not (DATA / "arxiv_abstracts.jsonl.xz").is_file():
        sys.exit(f"{DATA} has no arxiv_abstracts.jsonl.xz.")
    abstracts = []
    with lzma.open(DATA / "arxiv_abstracts.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                record = json.loads(line)
                abstracts.append((record["title"], record["abstract"]))
    fresh = (
        "import time; start = time.perf_counter();"
        " from scraper.enrich.terms import key_terms; imported = time.perf_counter();"
        " key_terms('A title', 'An abstract on quarks'); end = time.perf_counter();"
        " print(f'import {imported - start:.2f} s, first call {end - imported:.2f} s')"
    )
    print("Fresh process:", subprocess.check_output([sys.executable, "-c", fresh], text=True))
    key_terms("Warm", "up the tables")
    start = time.process_time()
    for title, abstract in abstracts[:1000]:
        key_terms(title, abstract)
    spent = time.process_time() - start
    plain = baseline(abstracts)
    start = time.process_time()
    for title, abstract in abstracts[:1000]:
        plain(title, abstract)
    theirs = time.process_time() - start
    rows = [("scikit-learn TF-IDF", f"{theirs:.2f}"), ("key terms", f"{spent:.2f}")]
    print(table(("mean of 1,000 arXiv records, one core", "ms a paper"), rows))
    beside("key terms of a paper", spent, theirs, "scikit-learn TF-IDF", unit="ms")
    if folders:
        systems = {"scikit-learn TF-IDF": plain, "key terms": ours}
        sets = {folder.name: keyphrases(folder) for folder in folders}
        print(
            table(
                ["F1@10", *sets],
                [
                    [name, *(f"{f1(terms, papers):.1f}" for papers in sets.values())]
                    for name, terms in systems.items()
                ],
            )
        )
    else:
        print("No keyphrase set given: F1@10 is not measured.")


if __name__ == "__main__":
    main()
