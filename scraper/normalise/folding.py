"""Text as a comparison sees it: no case, no accents, no typographic variants."""

import re
import unicodedata

_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "ŋ": "n"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ə": "e", "ĸ": "k", "ŀ": "l"}
)


def fold(text: str) -> str:
    """`Łukasz Ħøst` → `lukasz host`; marks that are letters of their own in a script stay."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", apart))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))
