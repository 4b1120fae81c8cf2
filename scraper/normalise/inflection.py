"""The endings of English words, for those who count the forms of a word as one.

Lighter than Porter's stemmer, which ROUGE and so the summary's models are made with (see
`enrich.porter`): nothing but number and tense is taken off, so that what is left tells words apart.
"""


def singular(word: str) -> str:
    """A word in lower case without its plural."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else word[:-1]


def tenseless(word: str) -> str:
    """A word in lower case without -ing or -ed, and the consonant doubled before them."""
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word
