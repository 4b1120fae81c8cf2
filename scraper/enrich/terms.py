"""The key terms of a paper: TF-IDF over title and abstract, one entry for each thing named."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scraper.enrich.background import Background, shipped
from scraper.enrich.sentences import split_sentences, without_tex


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    weight: float


_TITLE_WEIGHT = 2  # a word of the title counts as often as this many of the abstract
_LONGEST = 3  # words in a term; a hyphenated word is one
_MOST = 20_000  # characters of an abstract that are read

_TOKEN = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*\+{0,2}|[^\w\s]|_")

# Words that no term holds: grammar, and what papers say of themselves whatever they are about.
_STOP = frozenset(
    """a about above accordingly according across actually after again against ago all almost along
    already also although always am among amongst an and another any anything apart are as at away
    back be became because become becomes been before behind being below beside besides between
    beyond both but by came can cannot come could did do does doing done down due during e.g each
    eg either else enough especially etc even ever every everything except far few finally first
    firstly following follows for former found from fully further furthermore get gets give given
    gives go goes had has have having he hence her here herein hereby him his how however i i.e ie
    if in indeed inside instead into is it its itself just keep kept know known last latter least
    less let like likely made mainly make makes making many may maybe me mere merely might more
    moreover most mostly much must my namely near nearly need needs neither never nevertheless next
    no none nor not nothing now of off often oh on once one ones only onto or other others
    otherwise our ours out over own per perhaps please possible possibly put quite rather really
    recent recently regarding respectively s said same saw say says second see seen several she
    should shown shows since so some something sometimes soon still such t take taken takes than
    that the their theirs them themselves then there thereby therefore these they thing things
    third this those though three through throughout thus to together too toward towards two under
    unfortunately until up upon us use used uses using usually various very via was way ways we
    well went were what when where whereas whereby wherein whether which while who whole whom whose
    why will with within without would yes yet you your zero
    able achieve achieved achieves address aim aims allow allowing allows analyze apply applied
    approach approaches art aspect based better broad call called case cases certain challenging
    clear common compare compared comparison consider considered consists contribution
    contributions current currently demonstrate demonstrated demonstrates demonstrating derive
    derived describe described describes despite detail detailed details develop developed
    different difficult directly discuss discussed discusses easily effective effectively
    effectiveness efficient efficiently enable enables enabling ensure evaluate evaluated example
    examples existing experiment experiments explore explored explores extensive fact find finding
    findings finds five focus focuses four full general generally good great help helps high higher
    highly idea important improve improved improvement improvements improves improving include
    includes including increasing increasingly introduce introduced introduces introducing
    investigate investigated issue issues key kind large larger largely leads leading lead literature
    little long low lower main manner method methods name necessary new novel number numerous
    obtain obtained offer offers outperform outperforms outperforming paper papers part particular
    particularly perform performed performs popular potential present presented presents previous
    previously problem problems prominent promising propose proposed proposes proposing prove
    proved proven provide provided provides providing purpose recommendations related remain
    remains report reported require required requires respect result resulting results review role
    set show showed showing significant significantly similar simple simply single small
    specifically standard state strong study studied studies studying substantial successful
    successfully sufficiently suggest suggests superior term terms time today traditional try type
    types typically understand understanding understood unique useful usefulness usual variety wide
    widely work works year years
    das dans dem den der des die auf avec ein eine est für les mit nous oder par para por pour que
    qui sind sont sur una und une uno von wir zu
    """.split()
)

_IRREGULAR = {
    "matrices": "matrix", "vertices": "vertex", "indices": "index", "series": "series",
    "species": "species", "hypotheses": "hypothesis", "analyses": "analysis", "theses": "thesis",
    "spectra": "spectrum", "phenomena": "phenomenon", "criteria": "criterion",
    "corpora": "corpus", "bases": "basis", "axes": "axis", "formulae": "formula", "lens": "lens",
    "syntheses": "synthesis", "data": "data", "gas": "gas", "bias": "bias", "physics": "physics",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def key_of(word: str) -> str:
    """The word as the background counts it: lower case, singular, a hyphen as a space."""
    word = re.sub(r"['’]s?$", "", word.lower()).replace("’", "'")
    return " ".join(_singular(part) for part in re.split(r"[-‐‑]", word) if part)


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=50_000)
def stem_of(key: str) -> str:
    """Equal for the inflected forms of one term: "planned model", "planning models"."""
    return "".join(_stem(word) for word in key.split())


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    if word.endswith("is") and len(word) > 4:
        word = word[:-2]
    return word.removesuffix("e") if len(word) > 3 else word


def phrases(text: str) -> Iterator[list[str]]:
    """The runs of words between punctuation, mathematics and stop words, as they are written."""
    run: list[str] = []
    for token in _TOKEN.findall(without_tex(text)):
        if _is_word(token):
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_word(token: str) -> bool:
    if not token[0].isalnum() or len(token) > 40:
        return False
    if len(token) == 1 or token.lower() in _STOP or token.isnumeric():
        return False
    if len(token) <= 2 and not token.isupper():
        return False
    return not ("\u3040" <= token[0] <= "\u9fff")  # a script without spaces: no words to be had


def ngrams(run: list[str]) -> Iterator[tuple[int, int]]:
    """Where the n-grams of a phrase begin and end."""
    for start in range(len(run)):
        for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
            yield start, end


def document_terms(title: str, abstract: str) -> set[str]:
    """The keys of a paper for `Background.add`."""
    return {
        " ".join(map(key_of, run[start:end]))
        for text in (title, abstract[:_MOST])
        for run in phrases(text)
        for start, end in ngrams(run)
    }


def key_terms(
    title: str, abstract: str, limit: int = 10, background: Background | None = None
) -> list[Term]:
    """The terms that tell this paper from others, best first; empty when there are none.

    A weight is the term's share of the paper's TF-IDF vector over all its 1- to 3-grams, scaled
    to length 1 (what scikit-learn calls norm="l2"): 0..1, comparable between papers.
    """
    background = background or Background()
    counts: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lengths: dict[str, int] = {}
    for text, weight in ((title, _TITLE_WEIGHT), (abstract[:_MOST], 1)):
        for sentence in split_sentences(text):
            for run in phrases(sentence):
                for start, end in ngrams(run):
                    words = run[start:end]
                    key = " ".join(map(key_of, words))
                    counts[key] += weight
                    written[key][" ".join(words)] += weight
                    lengths[key] = len(words)
    table = shipped()
    scores: dict[str, float] = {}
    for key, count in counts.items():
        score = count * background.rarity(key)
        entry = table.get(key)
        if lengths[key] > 1:
            score *= 0.6 if entry is None else 0.9
        if entry is not None:
            score *= min(1.0, 3 * entry.ends + 0.05) * min(1.0, 3 * entry.begins + 0.05)
        scores[key] = score
    norm = sum(score * score for score in scores.values()) ** 0.5
    chosen: list[str] = []
    seen: set[str] = set()
    for key in sorted(scores, key=lambda key: (-scores[key], key)):
        stem = stem_of(key)
        if stem in seen or any(f" {key} " in f" {other} " for other in chosen):
            continue
        if any(f" {other} " in f" {key} " for other in chosen):
            continue
        seen.add(stem)
        chosen.append(key)
        if len(chosen) == limit:
            break
    return [Term(_shown(written[key]), round(scores[key] / norm, 4)) for key in chosen]


def _shown(forms: Counter[str]) -> str:
    """The commonest way the paper writes the term; lower case unless capitals mean something."""
    form = min(forms, key=lambda form: (-forms[form], form))
    return " ".join(
        word if any(letter.isupper() for letter in word[1:]) else word.lower()
        for word in form.split()
    )
