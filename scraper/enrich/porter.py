"""The Porter stemmer (M. F. Porter, An algorithm for suffix stripping, Program 14, 1980).

Words of up to three letters stay as they are, as in ROUGE, and so does what is too long for a word.
"""

import re
from functools import lru_cache

# A stem's measure is how many times a vowel is followed by a consonant. y is a vowel behind one.
_C, _V = "(?:[^aeiouy]|(?<![^aeiou])y)", "(?:[aeiou]|(?<=[^aeiou])y)"
_ONE = re.compile(f"{_C}*{_V}+{_C}+")
_MORE = re.compile(f"{_C}*(?:{_V}+{_C}+){{2,}}")
_EXACTLY_ONE = re.compile(f"{_C}*{_V}+{_C}+{_V}*$")
_VOWEL = re.compile(f".*{_V}")
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")
_SHORT = re.compile(f".*{_C}{_V}[^aeiouwxy]$")

_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "abli": "able", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize",
    "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful",
    "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
_STEP_4 = dict.fromkeys(
    "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize".split(), ""
)
_BY_LENGTH = [
    sorted(step.items(), key=lambda rule: -len(rule[0])) for step in (_STEP_2, _STEP_3, _STEP_4)
]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word in lower case."""
    if not 3 < len(word) <= 40:
        return word
    word = _step_1(word)
    for number, (rules, measure) in enumerate(
        zip(_BY_LENGTH, (_ONE, _ONE, _MORE), strict=True), start=2
    ):
        for ending, instead in rules:
            if word.endswith(ending):
                base = word[: -len(ending)]
                whole = number == 4 and ending == "ion" and not base.endswith(("s", "t"))
                if measure.match(base) and not whole:
                    word = base + instead
                break
    if word.endswith("e"):
        base = word[:-1]
        if _MORE.match(base) or (_ONE.match(base) and not _SHORT.match(base)):
            word = base
    if word.endswith("ll") and _MORE.match(word[:-1]):
        word = word[:-1]
    return word


def _step_1(word: str) -> str:
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        if _ONE.match(word[:-3]):
            word = word[:-1]
    else:
        for ending in ("ed", "ing"):
            base = word[: -len(ending)]
            if word.endswith(ending) and _VOWEL.match(base):
                if base.endswith(("at", "bl", "iz")) or (
                    _EXACTLY_ONE.fullmatch(base) and _SHORT.match(base)
                ):
                    word = base + "e"
                else:
                    word = base[:-1] if _DOUBLE.search(base) else base
                break
    if word.endswith("y") and _VOWEL.match(word[:-1]):
        word = word[:-1] + "i"
    return word
