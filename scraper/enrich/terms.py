"""The key terms of a paper: TF-IDF over title and abstract, one entry for each thing named.

A candidate is a run of one to three words that ends in a noun, with no stop word, verb, adverb or
mark inside; word classes come from `words`. Its forms (plural, hyphen, -ed, -ing) are one term. A
term weighs its occurrences, those in the title TITLE times, times its inverse document frequency
(`background`). All candidates of a paper together are scaled to length 1, so a weight is 0..1 and
comparable between papers.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from scraper.enrich.background import Background
from scraper.enrich.sentences import split_sentences
from scraper.enrich.words import lexicon, word_class
from scraper.normalise.inflection import singular, tenseless
from scraper.normalise.prose import without_tex


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    weight: float


TITLE = 2
_ABSORBED = 0.6  # the share of a term's places in one longer term from which it is that term's
_LONGEST = 3  # words in a term; a hyphenated word is one
_MOST = 8_000  # characters of an abstract that are read; arXiv's own limit is 1,920

_TOKEN = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*\+{0,2}|[^\w\s]|_")

# Words that no term holds: grammar, and what papers say of themselves whatever they are about.
_STOP = frozenset(
    """fig figs eq eqs ref refs sec sect astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th
    math-ph nucl-ex nucl-th quant-ph del las los zur zum a able about
    above according accordingly achieve achieved achieves across actually address
    after again against ago aim aims all allow allowing allows almost along already also
    although always am among amongst an analyze and another any anything apart applied apply
    approach approaches are art as aspect at auf avec away back based be became because become
    becomes been before behind being below beside besides better between beyond both broad but
    by call called came can cannot case cases certain challenging clear come common compare
    compared comparison consider considered consists contribution contributions could current
    currently dans das dem demonstrate demonstrated demonstrates demonstrating den der derive
    derived des describe described describes despite detail detailed details develop developed
    did die different difficult directly discuss discussed discusses do does doing done down due
    during e.g each easily effective effectively effectiveness efficient efficiently eg ein eine
    either else enable enables enabling enough ensure especially est etc evaluate evaluated even
    ever every everything example examples except existing experiment experiments explore
    explored explores extensive fact far few finally find finding findings finds first firstly
    five focus focuses following follows for former found four from full fully further
    furthermore für general generally get gets give given gives go goes good great had has have
    having he help helps hence her here hereby herein high higher highly him his how however i
    i.e idea ie if important improve improved improvement improvements improves improving in
    include includes including increasing increasingly indeed inside instead into introduce
    introduced introduces introducing investigate investigated is issue issues it its itself
    just keep kept key kind know known large largely larger last latter lead leading leads least
    les less let like likely literature little long low lower made main mainly make makes making
    manner many may maybe me mere merely method methods might mit more moreover most mostly much
    must my name namely near nearly necessary need needs neither never nevertheless new next no
    none nor not nothing nous novel now number numerous obtain obtained oder of off offer offers
    often oh on once one ones only onto or other others otherwise our ours out outperform
    outperforming outperforms over own paper papers par para part particular particularly per
    perform performed performs perhaps please popular por possible possibly potential pour
    present presented presents previous previously problem problems prominent promising propose
    proposed proposes proposing prove proved proven provide provided provides providing purpose
    put que qui quite rather really recent recently recommendations regarding related remain
    remains report reported require required requires respect respectively result resulting
    results review role s said same saw say says second see seen set several she should show
    showed showing shown shows significant significantly similar simple simply since sind single
    small so some something sometimes sont soon specifically standard state still strong studied
    studies study studying substantial successful successfully such sufficiently suggest
    suggests superior sur t take taken takes term terms than that the their theirs them
    themselves then there thereby therefore these they thing things third this those though
    three through throughout thus time to today together too toward towards traditional try two
    type types typically una und under understand understanding understood une unfortunately
    unique uno until up upon us use used useful usefulness uses using usual usually variety
    various very via von was way ways we well went were what when where whereas whereby wherein
    whether which while who whole whom whose why wide widely will wir with within without work
    works would year years yes yet you your zero zu
    """.split()
)

_IRREGULAR = {
    "matrices": "matrix", "vertices": "vertex", "indices": "index", "series": "series",
    "species": "species", "hypotheses": "hypothesis", "analyses": "analysis", "theses": "thesis",
    "spectra": "spectrum", "phenomena": "phenomenon", "criteria": "criterion",
    "corpora": "corpus", "bases": "basis", "axes": "axis", "formulae": "formula", "lens": "lens",
    "syntheses": "synthesis", "data": "data", "gas": "gas", "bias": "bias", "physics": "physics",
}  # fmt: skip


class Found(NamedTuple):
    """A candidate where it stands: its words as written, and its place in the text."""

    words: tuple[str, ...]
    sentence: int
    start: int
    last: bool  # its run of words ends with it

    @property
    def key(self) -> str:
        """The name that the background counts it by: lower case, singular, hyphens as spaces."""
        return " ".join(map(_key, self.words))

    @property
    def span(self) -> set[tuple[int, int]]:
        """Where its words stand: (sentence, word)."""
        return {(self.sentence, self.start + at) for at in range(len(self.words))}


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word.lower()).replace("’", "'")
    return " ".join(_singular(part) for part in re.split(r"[-‐‑]", word) if part)


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return word if word.endswith("ics") else singular(word)


@lru_cache(maxsize=50_000)
def stem_of(key: str) -> str:
    """Equal for the forms of one term: "open-sourcing" and "open source"."""
    return "".join(_stem(word) for word in key.split())


def _stem(word: str) -> str:
    word = tenseless(word)
    word = re.sub(r"is(?=e|ation|$)", "iz", word) if len(word) > 6 else word
    return word.removesuffix("e") if len(word) > 3 else word


# "Two dimensional" and "large scale" are one word, however they are written.
_MEASURED = re.compile(
    r"\b(zero|one|two|three|four|five|first|second|third|higher|high|lower|low|large|small|short"
    r"|long|single|several|many|few|finite|infinite)\s+(dimensional|scale|order|body|loop|point"
    r"|level|range|lived|rank|step|stage|shot|fold)\b(?=\s+[^\W\d_])",
    re.IGNORECASE,
)
_BREAKS = frozenset(
    "VB VBP VBZ VBD RB RBR RBS IN DT PDT PRP PRP$ MD CC WDT WP WRB EX TO UH RP".split()
)
_BEFORE_VERBS = frozenset(
    "has have had be been being is are was were to we by of for in from while when and".split()
)
_UNLIKE_NOUNS = ("ly", "ed", "ous", "ive", "able", "ic", "al")


@lru_cache(maxsize=50_000)
def _kind(word: str) -> str:
    """What a word may do in a term: "noun" may end one, "part" may not, "" breaks it."""
    lower = re.sub(r"['’]s?$", "", word.lower())
    if len(word) == 1 or len(word) > 40 or lower in _STOP or lower.isnumeric():
        return ""
    if len(word) == 2 and not word.isupper():
        return ""
    if "\u3040" <= word[0] <= "\u9fff":  # a script without spaces: no words to be had
        return ""
    tags = word_class(lower, lexicon())
    if tags[0] not in "~-":
        parts = set(tags.split("|"))
        if parts <= _BREAKS:
            return ""
        return "noun" if any(part.startswith("NN") for part in parts) else "part"
    if any(letter.isupper() for letter in word[1:]):
        return "noun"
    last = re.split(r"[-‐‑]", lower)[-1]
    if last != lower and (known := lexicon().get(last)):
        return "noun" if "NN" in known or known == "VBG" else "part"
    if last.endswith("ly"):
        return ""
    return "part" if last.endswith(_UNLIKE_NOUNS) else "noun"


def _of_name(tokens: list[str], at: int) -> str:
    """As `_kind`, of a word that is no term's but for its capital: Large Hadron Collider."""
    word, before, after = tokens[at], tokens[at - 1], tokens[at + 1]
    name = word.istitle() and after.istitle() and before[0].isalnum() and not before.istitle()
    return "part" if name and len(word) > 3 and after not in ("We", "Our") else ""


def candidates(title: str, abstract: str) -> Iterator[Found]:
    """Every occurrence of every candidate; the sentences of the title come first."""
    sentences = [*split_sentences(title), *split_sentences(abstract[:_MOST])]
    for number, sentence in enumerate(sentences):
        run: list[tuple[str, str]] = []
        tokens = ["|", *_TOKEN.findall(_MEASURED.sub(r"\1-\2", without_tex(sentence))), "|"]
        for at, token in enumerate(tokens):
            if (
                token[0].isalnum()
                and (kind := _kind(token) or _of_name(tokens, at))
                and not (_is_verbal(token) and tokens[at - 1].lower() in _BEFORE_VERBS)
            ):
                run.append((token, kind))
                continue
            for start in range(len(run)):
                for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
                    if run[end - 1][1] == "noun":
                        words = tuple(word for word, _ in run[start:end])
                        place = at - len(run) + start
                        yield Found(words, number, place, end == len(run))
            run = []


def document_terms(title: str, abstract: str) -> set[str]:
    """The keys by which a paper is counted (`background.Table`)."""
    return {found.key for found in candidates(title, abstract)}


def key_terms(
    title: str, abstract: str, limit: int = 10, background: Background | None = None
) -> list[Term]:
    """The terms that tell this paper from others, best first; empty when there are none.

    No two are forms of one another. A term that is part of another listed one is there only if it
    also stands twice outside it. Without a background the shipped one alone counts.
    """
    background = background or Background()
    titles = len(split_sentences(title))
    places: defaultdict[str, list[Found]] = defaultdict(list)
    for found in candidates(title, abstract):
        places[stem_of(found.key)].append(found)
    weights = {
        stem: sum(TITLE if found.sentence < titles else 1 for found in all_found)
        * min(background.rarity(key) for key in {found.key for found in all_found})
        for stem, all_found in places.items()
    }
    length = math.hypot(*weights.values())
    skipped = _absorbed(places) | {
        stem for stem, all_found in places.items() if not _stands(all_found, background)
    }
    text = "|".join(map(_flat, [*split_sentences(title), *split_sentences(abstract[:_MOST])]))
    listed: dict[str, Term] = {}
    taken: set[tuple[int, int]] = set()
    for stem in sorted(weights.keys() - skipped, key=lambda stem: (-weights[stem], stem)):
        free = [found for found in places[stem] if taken.isdisjoint(found.span)]
        name = _flat(" ".join(places[stem][0].words))
        torn = any(_is_fragment(name, of, text) or _is_fragment(of, name, text) for of in listed)
        if not torn and (len(free) == len(places[stem]) or len(free) >= 2):
            taken.update(*(found.span for found in free))
            listed[name] = Term(_shown(places[stem], titles), round(weights[stem] / length, 4))
            if len(listed) == limit:
                break
    return list(listed.values())


def _flat(text: str) -> str:
    """Its words, hyphenated ones apart, each by its stem between two spaces."""
    keys = (_key(token) for token in _TOKEN.findall(without_tex(text)) if token[0].isalnum())
    return f" {' '.join(_stem(word) for key in keys for word in key.split())} "


def _is_fragment(short: str, long: str, text: str) -> bool:
    """Whether it is part of the other and stands less than twice outside it."""
    return short in long and text.replace(long, " | ").count(short) < 2


def _stands(all_found: list[Found], background: Background) -> bool:
    """Whether it is a term: known to the background, or a whole run without a leading verb form."""
    return any(
        (found.last and not _is_verbal(found.words[0])) or background.knows(found.key)
        for found in all_found
    )


@lru_cache(maxsize=50_000)
def _is_verbal(word: str) -> bool:
    return word_class(word.lower(), lexicon()).startswith(("VB", "~ing", "~ed"))


def _absorbed(places: dict[str, list[Found]]) -> set[str]:
    """Terms that seldom stand anywhere but inside one and the same longer term."""
    standing = {
        (found.sentence, found.start, len(found.words)): stem
        for stem, all_found in places.items()
        for found in all_found
    }
    inside: Counter[tuple[str, str]] = Counter()
    for (sentence, start, length), longer in standing.items():
        for less in range(1, length):
            for offset in range(length - less + 1):
                if stem := standing.get((sentence, start + offset, less)):
                    inside[stem, longer] += 1
    return {
        stem
        for (stem, longer), count in inside.items()
        if count >= _ABSORBED * len(places[stem])
        and (len(places[longer]) > 1 or len(places[stem]) == 1)
    }


def _shown(all_found: list[Found], titles: int) -> str:
    """The commonest form of the term, those of the abstract first; capitals where they mean it.

    A capital after the first letter always means something. At the first letter it does when the
    abstract has it inside a sentence; a title or the first word of a sentence says nothing.
    """
    forms = Counter(found.words for found in all_found)
    plain = {found.words for found in all_found if found.sentence >= titles and found.start > 1}
    words = min(forms, key=lambda form: (form not in plain, -forms[form], form))
    if words not in plain:
        words = tuple(word.lower() if _is_plain(word) else word for word in words)
    return re.sub(r"['’]s$", "", " ".join(words))


def _is_plain(word: str) -> bool:
    """Whether its capitals are those of a title."""
    parts = re.split(r"[-‐‑]", word)
    if any(part[1:] != part[1:].lower() for part in parts):
        return False
    tags = [lexicon().get(part.lower(), "") for part in parts]
    return any(tags) if len(parts) > 1 else not tags[0].startswith("NNP")
