"""Sentences of an abstract, for the aids that are made from it."""

import re

# What a sentence may end with, and how the next one starts. Mathematics keeps its dollars.
_END = re.compile(
    r"(?<=[.!?])[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,3}(?:[^\W_a-z]|\$|\\))|(?<=[。！？])\s*(?=\S)"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[~.-])(?:[A-Z]|e\.g|i\.e|w\.r\.t|s\.t|a\.k\.a|i\.i\.d|al|cf|vs|resp|viz|approx|ca"
    r"|Figs?|Eqs?|Secs?|Sect|Refs?|Thm|Prop|Def|Lem|Cor|Ch|Nos?|[Vv]ols?|pp|Dr|Prof|Mr|Mrs|Ms|St|Jr"
    r"|Math|Phys|Rev|Lett|Proc|Lect|Appl|Astrophys)\.$"
)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text whose white space does not matter; none is empty."""
    text = " ".join(text.split())
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        head = text[start : match.start()]
        if head.count("$") % 2 or _ABBREVIATED.search(head[-12:]):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    if rest := text[start:].strip():
        sentences.append(rest)
    return sentences
