"""Names of authors: to show, and to compare.

Sources write one person in many ways: `Last, First`, `F.Last (1)`, TeX accents that have lost their
backslash, a footnote mark that has become part of the name.
"""

import re
from functools import lru_cache
from html import unescape

from scraper.normalise import tex
from scraper.normalise.folding import fold

_SUFFIX = r"(?:Jr|Sr)\.?|I{2,3}|IV|VI{0,3}|SJ|Ph\.? ?D\.?|M\.?D\.?"
_IS_SUFFIX = re.compile(_SUFFIX)
_ENDING = re.compile(rf",? (?:{_SUFFIX})$")
_AFFILIATION = re.compile(r"[\s,;]*(?:\([^()]*\)|\[[^\[\]]*\])$")
_CONTACT = re.compile(
    r"<?[\w.+-]{1,64}@[\w.-]{1,100}>?|<?https?://[^\s<>]{1,200}>?"
    r"|(?:\bORCID:? ?)?\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"^(?:(?:Dr|Prof)\. ?)+(?=\w)")
# What stood between this name and others, or for these.
_BETWEEN = re.compile(r"^(?:and|&) |,? (?:and|&)$|(?:^|,? |,? and )(?:et\.? al\.?|others)$")
_TAG = re.compile(r"</?[A-Za-z]{1,9}/?>")
_MARKS = re.compile(
    r"\$\s?\^[^$]{1,40}\$|(?<=[^\W\d_])\d{1,2}(?:,\d{1,2})+$|[†‡§¶*∗⋆✉¹²³⁰⁴-⁹]+|\^\{?\d+\}?"
)
_NUMBERS = re.compile(
    r"(?<=[^\W\d_]) \d{1,2}(?:, ?\d{1,2})*$"
    r"|(?:(?<= [A-Z])([a-z]{2,30})\d{1,2}$|^([A-Z][a-z]{2,30})\d{1,2}(?=, ))"
)
_EDGES = re.compile(r"^[^\w('‘’ʻʼ\"]+|[^\w).'’]+$")
_DANGLING = re.compile(r"(?<=\w{2})(?<!Jr)(?<!Sr)\.$")
_RUN_TOGETHER = re.compile(r"([A-Z][a-z]{2,})([A-Z][a-z]{2,})")
_GROUP = re.compile(
    r"(?:(?:for|on behalf of) )?(?:the )?(.+?)[ -]"
    r"(?:collaborations?|collab\.?|groups?|teams?|consorti(?:um|a)|partnership|task force)"
    r"(?: \([^()]*\))?",
    re.IGNORECASE,
)
_IS_GROUP = re.compile(r"\b(?:collaboration|group|team|consortium|project)\b", re.IGNORECASE)
_PARTICLES = frozenset(
    "van von de der den del della di da do dos das du la le los ten ter zu zur af av y e al el ul"
    " bin ibn bint ben".split()
)
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-Z]{2,4}|[A-Z]{2}")  # JR Smith
_ARTICLE = re.compile(r"(?:al|el|ul)-(?=\w)")

# `\'O h\'Eigeartaigh`, `Jos\'e` without the backslashes. Alone `'` proves nothing (O'Brien, Il'in,
# Xi'an, 'Ali), but no name has it before a first É or Ó, after the Irish h- or a Spanish c, before
# a last é or in -ez.
_LOST_ACUTE = re.compile(
    r"(?<!\w)'(?=[EO](?:\b|[a-z]))|\bh'(?=[AEIOU])|c'(?=i)"
    r"|[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]'(?=e\b|[aeio][a-z]{0,20}ez\b)"
)
_LOST_OTHER = re.compile(r"(?<=[^\W_])([\"`^])(?=[aeiouAEIOU])")
_BEFORE_VOWEL = re.compile(r"([\"`^'])(?=[aeiouAEIOU])")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile("[AEIOUY\u00c0-\u00d6\u00d8-\u00de]")
_ABBREVIATIONS = frozenset(("AI", "IT", "UK", "US", "EU"))
_LONGEST = 500
# Three names of four have nothing to mend.
_IS_PLAIN = re.compile(r"(?:[A-Z](?:\.|[a-z]{1,30}+)(?: |$)){1,6}(?<! )")


@lru_cache(16_384)  # a load and a long list have the same people again and again
def display_name(raw: str) -> str:
    """`Forenames Keyname Suffix` in Unicode, without affiliation, footnote marks and TeX."""
    if _IS_PLAIN.fullmatch(raw):
        return raw
    text = " ".join(_CONTACT.sub("", _TAG.sub("", unescape(raw[:_LONGEST]))).split())
    name = _drop_affiliations(tex.to_unicode(_with_backslashes(text)))
    name = _HONORIFIC.sub("", _BETWEEN.sub("", name))
    if not _IS_GROUP.search(name):
        name = _NUMBERS.sub(r"\1\2", name)
    bare = _EDGES.sub("", _MARKS.sub("", name))
    if bare != name.strip(" ,;"):  # a mark has swallowed the space of "Anton Korinek" as well
        bare = _RUN_TOGETHER.sub(r"\1 \2", bare)
    bare = _in_small_letters(_DANGLING.sub("", _forenames_first(bare)))
    spaced = re.sub(r"\.(?=[^\W\d_])", ". ", bare)
    return " ".join(re.sub(r"\. ?-\s?(?=[^\W\d_])", ".-", spaced).split())


def group_name(name: str) -> str:
    """What a collaboration is called, folded: `babar`; empty for a person."""
    group = _GROUP.fullmatch(_bare(name))
    return _letters(group[1]) if group else ""


def spoken_parts(name: str) -> tuple[tuple[str, ...], str]:
    """A person's forenames or initials and family name, folded, without particles and suffix.

    `Jean-Pierre van den Berg, Jr.` gives `("jean", "pierre"), "berg"`, and Müller, Mueller and
    MULLER are one; a last word of one letter is an initial.
    """
    words = _bare(name).split()
    if len(words) > 1 and len(_letters(words[-1])) == 1:
        words = [*words[1:], words[0]]
    family = _letters(words[-1]) if words else ""
    if not family:
        return (), _letters("".join(words))
    given = (
        part
        for word in words[:-1]
        if word not in _PARTICLES
        for part in re.split(r"[.-]", " ".join(word) if _INITIALS.fullmatch(word) else word)
        for part in part.split()
    )
    return tuple(folded for part in given if (folded := _letters(part))), family


@lru_cache(maxsize=4_000)
def _bare(name: str) -> str:
    return _ENDING.sub("", display_name(name))


def _letters(text: str) -> str:
    folded = _ARTICLE.sub("", fold(text))
    letters = "".join(c for c in folded if c.isalnum())
    return re.sub(r"(?<=[aou])e|(?<=a)a", "", letters)


def _drop_affiliations(name: str) -> str:
    while match := _AFFILIATION.search(name):
        if not match.start():
            return name.strip("()[]")
        name = name[: match.start()]
    return name


def _forenames_first(name: str) -> str:
    parts = [part.strip() for part in name.split(",")]
    suffixes = [part for part in parts[1:] if _IS_SUFFIX.fullmatch(part)]
    rest = [part for part in parts if part and part not in suffixes]
    if len(rest) == 1:
        return " ".join([*rest, *suffixes])
    if len(rest) != 2 or _GROUP.fullmatch(rest[0]):
        return name
    if _EAST_ASIAN.fullmatch("".join(rest)):
        return "".join(rest)  # written family name first, without a space
    if rest[0].isupper() and any(c.islower() for c in rest[1]):  # SMITH, John
        rest[0] = " ".join(map(_in_small, rest[0].split()))
    return " ".join([rest[1], rest[0], *suffixes])


def _in_small_letters(name: str) -> str:
    """`J. van der Berg` for `J. VAN DER BERG`; what may be an abbreviation stays as it is."""
    words = name.split()
    long = [word for word in words if len(word.strip(".")) > 1 and not _IS_SUFFIX.fullmatch(word)]
    if (
        not name.isupper()
        or len(words) < 2
        or _ABBREVIATIONS & set(words)
        or _GROUP.fullmatch(name)
    ):
        return name
    return " ".join(_in_small(word) if word in long else word for word in words)


def _in_small(word: str) -> str:
    if word.lower() in _PARTICLES:
        return word.lower()
    # `JR` are initials.
    if len(word) < 3 or word in _ABBREVIATIONS:
        return word
    return _WORD.sub(lambda m: m[0].capitalize(), word) if _VOWEL.search(word) else word


def _with_backslashes(name: str) -> str:
    if _LOST_ACUTE.search(name) or _LOST_OTHER.search(name):
        return _BEFORE_VOWEL.sub(r"\\\1", name)
    return name
