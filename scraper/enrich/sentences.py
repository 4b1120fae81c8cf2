"""Sentences of an abstract, and its text without TeX, for the aids that are made from it."""

import re

# What a sentence may end with, and how the next one starts. Mathematics keeps its dollars.
_END = re.compile(
    r"(?<=[.!?])[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,3}(?:[^\W_a-z]|\$|\\))|(?<=[。！？])\s*(?=\S)"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[~.-])(?:[A-Z]|e\.g|i\.e|w\.r\.t|s\.t|a\.k\.a|i\.i\.d|al|cf|vs|resp|viz|approx|ca"
    r"|Figs?|Eqs?|Secs?|Sect|Refs?|Thm|Prop|Def|Lem|Cor|Ch|Nos?|Vol|Dr|Prof|Mr|Mrs|Ms|St|Jr)\.$"
)

_TEX = re.compile(
    r"\$\$?[^$]{0,2000}\$\$?"  # mathematics
    r"|\\\([^)]{0,500}\\\)|\\\[[^\]]{0,500}\\\]"
    r"|\\(?:cite|ref|label|eqref|footnote|url|href)[a-z]{0,3}\{[^{}]{0,500}\}"
    r"|\\(?:[a-zA-Z]+\*?|.)"  # any other command; its argument is text
    r"|https?://\S+"
)
_FONT = re.compile(r"\\(?:emph|text[a-z]{2}|mathrm|mathbf|it|bf|em|rm|sc|tt)\b\s*")
_INDEX = re.compile(r"(?<=[A-Za-z])\$_\{?(\d{1,3})\}?\$")  # MgB$_2$ is a word
_BRACES = str.maketrans("{}~", "   ")


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


def without_tex(text: str) -> str:
    """The text with mathematics, commands and addresses cut out, a `|` where each one stood.

    The argument of a command such as `\\emph{…}` stays.
    """
    return _TEX.sub(" | ", _FONT.sub("", _INDEX.sub(r"\1", text))).translate(_BRACES)
