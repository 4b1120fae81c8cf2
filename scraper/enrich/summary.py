"""The quick summary that needs nobody: sentences picked from the paper's own abstract."""

import re
from dataclasses import dataclass

from scraper.enrich.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Summary:
    """`source` is one of the wire's names ("abstract" here); `model` the one that wrote it."""

    text: str
    source: str
    model: str | None = None


_CUE = re.compile(
    r"\b(?:we|this (?:paper|work|article|letter|note|study)|here)\b.{0,40}"
    r"\b(?:propose|present|introduce|develop|show|study|describe|prove|investigate|offers)",
    re.IGNORECASE,
)


def summarize(abstract: str, title: str = "") -> Summary | None:
    """One or two sentences, every word of them the abstract's own; None when it has none."""
    sentences = split_sentences(abstract)
    if not sentences:
        return None
    best = next((sentence for sentence in sentences if _CUE.search(sentence)), sentences[-1])
    return Summary(best, "abstract")
