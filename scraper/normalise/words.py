"""Words as search knows them: of papers and of questions, the same in every database."""

import re
from dataclasses import dataclass

from scraper.normalise.authors import display_name
from scraper.normalise.folding import fold

LONGEST = 64  # characters of a word; what is longer is found by its beginning
BREAK = "¦"  # between the names of a list: no phrase reaches over it
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r'"([^"]*)(?:"(\*?)|$)|([^\s"]+)')


def words(text: str) -> list[str]:
    """The words, in lower case and without accents; what is neither letter nor digit parts them."""
    plain = text.lower() if text.isascii() else fold(text)
    return [word[:LONGEST] for word in _WORD.findall(plain)]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together; with `begins`, the last is the beginning of one."""

    words: tuple[str, ...]
    begins: bool = False


def phrases(question: str) -> tuple[Phrase, ...]:
    """What is looked for, all of it: words, "words together", and beginnings: graph*.

    What a sign holds together is looked for together: self-attention.
    """
    found = []
    for quoted, star, plain in _PIECE.findall(question):
        text = plain or quoted
        if of := words(text):
            found.append(Phrase(tuple(of), bool(star) or plain.endswith("*")))
    return tuple(dict.fromkeys(found))


def name_phrase(name: str) -> Phrase | None:
    """An author's name, or the end or the beginning of one; None where there is no word in it."""
    of = words(display_name(name))
    return Phrase(tuple(of), name.rstrip().endswith("*")) if of else None
