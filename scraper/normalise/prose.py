"""A text without its TeX, where only its words matter."""

import re

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


def without_tex(text: str) -> str:
    """The text with mathematics, commands and addresses cut out, a `|` where each one stood.

    The argument of a command such as `\\emph{…}` stays.
    """
    return _TEX.sub(" | ", _FONT.sub("", _INDEX.sub(r"\1", text))).translate(_BRACES)
