"""Make `scraper/data/summary.npz.xz`: the models that pick the quick summary.

    python -m tests.benchmarks.make_summary [DATA]

Needs numpy, scikit-learn, lightgbm and nltk; ten minutes on one core. DATA is the folder with
scitldr/train.jsonl (Apache-2.0) and arxiv_abstracts.jsonl.xz (CC0; word frequencies).

Every candidate of an abstract is scored by its ROUGE against the author's summary, and the models
learn that score. What one model gives to the next is always made by a model that has not seen the
abstract (five folds), in training as in use. The cross-validated result is printed at the end: it,
and not the dev part, is what choices were made by.
"""

import io
import json
import lzma
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from scraper.enrich.ranker import FUNCTION_WORDS, Abstract, Linear, Matrix, Trees, Word, stems
from scraper.enrich.summary import PAIR, TITLE, load_trimmer
from scraper.enrich.trim import tidy
from tests.benchmarks.rouge import Reference, best

TARGET = Path(__file__).parents[2] / "scraper" / "data" / "summary.npz.xz"
FOLDS = 5
PAIR_WEIGHTS = np.array([0.2, 0.4, 0.4])  # of ROUGE-1, -2 and -L: a pair easily gains the first
BAGS = 3
LEAST_SEEN = 3  # abstracts that a stem must be in to have a prior


class Paper:
    """An abstract with its candidates, their ROUGE, and what the models say of them."""

    def __init__(self, record: dict[str, Any], abstract: Abstract) -> None:
        self.abstract = abstract
        self.references = [Reference(text) for text in record["target"]]
        self.wanted = {word for text in record["target"] for word in stems(text)}
        self.every = [*abstract.candidates, *abstract.titles]
        self.rouge = np.array([best(self.references, c.text) for c in abstract.candidates])
        self.odds: dict[str, float] = {}
        self.features: Matrix = np.empty((0, 0))
        self.scores: Matrix = np.empty(0)
        self.pairs: list[tuple[int, int]] = []
        self.pair_features: Matrix = np.empty((0, 0))
        self.pair_gains: Matrix = np.empty(0)


def papers(path: Path) -> list[Paper]:
    trimmer = load_trimmer()
    made = []
    for line in path.open(encoding="utf-8"):
        record = json.loads(line)
        sentences = [tidy(text) for text in record["source"] if len(text.split()) >= 4]
        abstract = Abstract(sentences or record["source"], record["title"], trimmer)
        if abstract.candidates:
            made.append(Paper(record, abstract))
    return made


def rarities(path: Path) -> dict[str, float]:
    """Each stem's inverse document frequency, from every third arXiv abstract."""
    documents: Counter[str] = Counter()
    number = 0
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for position, line in enumerate(lines):
            if position % 3 == 0:
                number += 1
                documents.update(set(stems(json.loads(line)["abstract"])))
    return {w: math.log(number / (1 + n)) for w, n in documents.items() if n > 5} | {
        "": math.log(number)
    }


def knowledge(learned: list[Paper], rarity: dict[str, float]) -> tuple[dict[str, Word], Word]:
    """Every known stem's rarity and prior, and those of an unknown one."""
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for paper in learned:
        seen.update(paper.abstract.spread.keys())
        kept.update(word for word in paper.abstract.spread if word in paper.wanted)
    base = kept.total() / seen.total()
    usual = math.log(base / (1 - base))

    def prior(word: str) -> float:
        if seen[word] < LEAST_SEEN:
            return usual
        return math.log((kept[word] + 8 * base) / (seen[word] - kept[word] + 8 * (1 - base)))

    unknown = Word(rarity[""], usual)
    return {word: Word(rarity.get(word, rarity[""]), prior(word))
            for word in rarity.keys() | {w for w, n in seen.items() if n >= LEAST_SEEN}
            if word}, unknown  # fmt: skip


def split(made: list[Paper]) -> Iterator[tuple[list[Paper], list[Paper]]]:
    for fold in range(FOLDS):
        yield (
            [paper for number, paper in enumerate(made) if number % FOLDS != fold],
            [paper for number, paper in enumerate(made) if number % FOLDS == fold],
        )


def fit_words(learned: list[Paper], rarity: dict[str, float]) -> Trees:
    features, answers = [], []
    for others, these in split(learned):
        known, unknown = knowledge(others, rarity)
        for paper in these:
            words, rows = paper.abstract.word_features(known, unknown)
            features.append(rows)
            answers.extend(word in paper.wanted for word in words)
    model = lightgbm.LGBMClassifier(
        n_estimators=200, learning_rate=0.07, num_leaves=7, min_child_samples=50, subsample=0.8,
        subsample_freq=1, colsample_bytree=0.8, n_jobs=1, verbose=-1, random_state=0,
        deterministic=True, force_col_wise=True,
    ).fit(np.concatenate(features), answers)  # fmt: skip
    return flat([tree["tree_structure"] for tree in model.booster_.dump_model()["tree_info"]], 1)


def apply_words(model: Trees, known: dict[str, Word], unknown: Word, made: list[Paper]) -> None:
    for paper in made:
        words, rows = paper.abstract.word_features(known, unknown)
        chances = 1 / (1 + np.exp(-model(rows)))
        paper.odds = dict(zip(words, chances.tolist(), strict=True))
        paper.features = paper.abstract.features(paper.every, paper.odds, known, unknown)


def flat(dumps: list[dict[str, Any]], bags: int) -> Trees:
    """LightGBM's trees, of seven leaves at most, as arrays."""
    shape = (len(dumps), 6)
    trees = Trees(
        np.zeros(shape, np.int16),
        np.full(shape, np.inf),
        np.full(shape, 255, np.uint8),
        np.zeros((len(dumps), 8), np.float32),
    )
    for number, dump in enumerate(dumps):
        splits, leaves = 0, 0

        def walk(node: dict[str, Any], tree: int = number) -> None:
            nonlocal splits, leaves
            if "leaf_value" in node:
                trees.value[tree, leaves] = node["leaf_value"] / bags
                leaves += 1
                return
            assert node["decision_type"] == "<="
            split, first = splits, leaves
            splits += 1
            trees.feature[tree, split] = node["split_feature"]
            trees.threshold[tree, split] = node["threshold"]
            walk(node["left_child"])
            trees.kept[tree, split] = 255 ^ ((1 << leaves) - (1 << first))
            walk(node["right_child"])

        walk(dump)
    return trees


def fit_scores(learned: list[Paper]) -> Linear:
    features = np.concatenate([paper.features[: len(paper.rouge)] for paper in learned])
    answers = np.concatenate([p.rouge.mean(axis=1) - p.rouge.mean() for p in learned])
    scaler = StandardScaler().fit(features)
    model = Ridge(alpha=100).fit(scaler.transform(features), answers)
    weights = model.coef_ / scaler.scale_
    return Linear(weights, float(model.intercept_ - scaler.mean_ @ weights))


def apply_scores(model: Linear, made: list[Paper]) -> None:
    for paper in made:
        paper.scores = model(paper.features)


def make_pairs(made: list[Paper]) -> None:
    for paper in made:
        abstract = paper.abstract
        own = paper.scores[: len(paper.rouge)]
        if pairs := abstract.pairs(own):
            paper.pairs = pairs
            paper.pair_features = abstract.pair_features(
                pairs, paper.scores, paper.features, paper.odds
            )
            alone = paper.rouge[own.argmax()] @ PAIR_WEIGHTS
            texts = [" ".join(paper.every[at].text for at in sorted(pair)) for pair in pairs]
            rouge = np.array([best(paper.references, text) for text in texts])
            paper.pair_gains = rouge @ PAIR_WEIGHTS - alone


def fit_pairs(learned: list[Paper]) -> Trees:
    paired = [paper for paper in learned if paper.pairs]
    features = np.concatenate([paper.pair_features for paper in paired])
    gains = np.concatenate([paper.pair_gains for paper in paired])
    dumps = []
    for seed in range(BAGS):
        model = lightgbm.LGBMRegressor(
            n_estimators=300, learning_rate=0.03, num_leaves=7, min_child_samples=60,
            subsample=0.7, subsample_freq=1, colsample_bytree=0.3, reg_lambda=5, n_jobs=1,
            verbose=-1, random_state=seed, deterministic=True, force_col_wise=True,
        ).fit(features, gains)  # fmt: skip
        dumps += [tree["tree_structure"] for tree in model.booster_.dump_model()["tree_info"]]
    return flat(dumps, BAGS)


def report(made: list[Paper], gains: dict[int, Matrix]) -> None:
    """The cross-validated ROUGE of the best candidate, and of the best one or two."""
    alone, chosen, two, titled = [], [], 0, 0
    for paper in made:
        own = len(paper.rouge)
        top = int(paper.scores[:own].argmax())
        alone.append(paper.rouge[top])
        text = paper.every[top].text
        if paper.pairs:
            gain = gains[id(paper)] - [TITLE if at >= own else PAIR for _, at in paper.pairs]
            if gain.max() > 0:
                pair = sorted(paper.pairs[int(gain.argmax())])
                two += pair[1] < own
                titled += pair[1] >= own
                text = " ".join(paper.every[at].text for at in pair)
        chosen.append(best(paper.references, text))
    oracle = [paper.rouge[paper.rouge[:, 0].argmax()] for paper in made]
    for name, scores in (("best candidate", alone), ("one or two", chosen), ("oracle", oracle)):
        print(f"{name:15}", *(f"{100 * mean:.2f}" for mean in np.mean(scores, axis=0)))
    print(f"{len(made)} papers, {two / len(made):.0%} with two, {titled / len(made):.0%} titled")


def main(data: Path) -> None:
    rarity = rarities(data / "arxiv_abstracts.jsonl.xz")
    made = papers(data / "scitldr" / "train.jsonl")
    for others, these in split(made):
        apply_words(fit_words(others, rarity), *knowledge(others, rarity), these)
    scores = fit_scores(made)
    for others, these in split(made):
        apply_scores(fit_scores(others), these)
    make_pairs(made)
    pair_trees = fit_pairs(made)
    gains: dict[int, Matrix] = {}
    for others, these in split(made):
        trees = fit_pairs(others)
        gains |= {id(paper): trees(paper.pair_features) for paper in these if paper.pairs}
    report(made, gains)

    known, unknown = knowledge(made, rarity)
    word = fit_words(made, rarity)
    arrays: dict[str, Any] = {
        "words": np.frombuffer(
            "\n".join(
                f"{word}\t{rare:.2f}\t{prior:.2f}"
                for word, (rare, prior) in sorted(known.items())
                if abs(prior - unknown.prior) > 0.005 or word in rarity or word in FUNCTION_WORDS
            ).encode(),
            dtype=np.uint8,
        ),
        "unknown": np.array(unknown),
        "linear_weights": scores.weights,
        "linear_bias": scores.bias,
    }
    for name, grown in (("word_trees", word), ("pair_trees", pair_trees)):
        for field, array in grown._asdict().items():
            arrays[f"{name}_{field}"] = array
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    TARGET.write_bytes(lzma.compress(buffer.getvalue(), preset=9))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(known):,} stems")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/datasets"))
