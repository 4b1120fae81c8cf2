r"""TeX in names, titles and abstracts.

The accents and letters are those of the LaTeX2e text encodings; what `\'` or `\v` do to a letter
Unicode composes. Authors write `\'e`, `\'{e}`, `{\'e}`, `\' e`, `\'\i` and `\'{\i}` alike.
"""

import re
import unicodedata


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_MARKS = dict(
    zip(
        "'`^\"~=.uvHrckdb",
        "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u030a\u0327\u0328\u0323\u0331",
        strict=True,
    )
)
_SYMBOLS = _pairs(
    r"ss ß SS SS o ø O Ø l ł L Ł i ı j ȷ ae æ AE Æ oe œ OE Œ aa å AA Å ng ŋ NG Ŋ dh ð DH Ð eth"
    r" ð ETH Ð th þ TH Þ dj đ DJ Đ S § P ¶ dag † ddag ‡ copyright © pounds £ guillemotleft «"
    r" guillemotright » textregistered ® texttrademark ™ textdegree ° deg ° degree ° dots …"
    r" ldots … div ÷ textendash – textemdash — textquoteright ’ textquotesingle '"
    r" textasciitilde ~ textbackslash \ textunderscore _ textmu µ"
)
GREEK = {
    name: letter
    for letter, name in zip(
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
        " sigma tau upsilon phi chi psi omega"
        " Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        strict=True,
    )
}
_MATHEMATICS = _pairs(
    r"varepsilon ε vartheta θ varphi φ varrho ρ varsigma ς infty ∞ ell ℓ hbar ħ partial ∂"
    r" nabla ∇ sqrt √ to → rightarrow → leftarrow ← leftrightarrow ↔ mapsto ↦ Rightarrow ⇒"
    r" times × cdot · pm ± mp ∓ ast * star ⋆ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ sim ∼"
    r" simeq ≃ approx ≈ equiv ≡ propto ∝ lesssim ≲ gtrsim ≳ in ∈ subset ⊂ cup ∪ cap ∩ oplus ⊕"
    r" otimes ⊗ forall ∀ exists ∃ prime ′ circ ∘ dagger † langle ⟨ rangle ⟩ perp ⊥ parallel ∥"
    r" sum ∑ prod ∏ int ∫ odot ⊙ aleph ℵ Re ℜ Im ℑ"
)
# Commands that only say how their argument looks, in text and in mathematics.
_TEXT_LOOKS = frozenset(
    "emph textit textbf textrm textsf texttt textsc textsl textup textnormal text mbox hbox"
    " em it bf rm sf tt sc sl rmfamily itshape bfseries textsuperscript textsubscript relax"
    " ensuremath boldmath unboldmath protect".split()
)
_LOOKS = _TEXT_LOOKS | frozenset(
    "cal mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm pmb"
    " operatorname bar overline underline underbar hat widehat tilde widetilde vec dot ddot"
    " left right big Big bigg Bigg displaystyle textstyle scriptstyle limits nolimits"
    " frac tfrac dfrac quad qquad".split()
)

_MATHS = re.compile(r"((?<!\\)\$(?:[^$\\]++|\\.)++\$|\\\((?:[^\\]++|\\[^()])++\\\))", re.DOTALL)
_LETTER = r"[^\W\d_]"
_ACCENT = re.compile(
    rf"\\(?:(?P<sign>['`^\"~=.])\s?|(?P<name>[uvHrckdb])(?:\s|(?=\{{)))"
    rf"(?:\{{\s?(?P<inner>\\[ij](?![A-Za-z])|{_LETTER})\s?\}}"
    rf"|(?P<bare>\\[ij](?![A-Za-z])(?:\s|\{{\}})?|{_LETTER}))"
)
_TIE = re.compile(rf"\\t\{{({_LETTER}{{1,2}})\}}")
_LOOKED = re.compile(r"\\(?:emph|text(?:it|bf|rm|sf|tt|sc|sl|up|normal)) ?\{([^{}\\]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(\{\}|\\(?= )|\s)?")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
# A tie is a space too, but not in `z~3` or in a URL.
_SPACE = re.compile(
    r"\\\\|\\[ ,;:>]|(?<=[^\s/\\])~(?=[^\W\d]|[\\({])|(?<=\.)~(?=\d)|(?<=\w)~$|^~(?=\w)"
)
_NOTHING = re.compile(r"\\[-/!]")
_BRACE = re.compile(r"(?<!\\)[{}]")
_MARKED_UP = re.compile(r"[\\{}^_$~]")
_WITH_ARGUMENT = re.compile(r"\\[A-Za-z]|[\^_]\{")


def to_unicode(text: str) -> str:
    r"""Accents, letters and text commands as Unicode; mathematics between `$` stays as it is.

    A command that nobody knows stays too: better `\foo` on the page than a word that is missing.
    """
    if "\\" not in text and "{" not in text and "~" not in text:
        return text
    parts = _MATHS.split(text)
    parts[::2] = [_text(part) for part in parts[::2]]
    return "".join(parts)


def plain(text: str) -> str:
    r"""`to_unicode` with mathematics read out: `CeAg$_2$Ge$_2$` → `CeAg2Ge2`, `$\beta$` → `β`.

    For search and comparison; what a reader sees is `to_unicode`.
    """
    if not _MARKED_UP.search(text):
        return " ".join(text.split())
    parts = _MATHS.split(text)
    parts[::2] = [_text(part) for part in parts[::2]]
    read_out = _COMMAND.sub(_word, re.sub(r"\\[()]", "", "".join(parts)))
    return " ".join(re.sub(r"[\\{}^_$]", "", read_out).split())


def _text(text: str) -> str:
    if not ("\\" in text or "{" in text or "}" in text or "~" in text):
        return text
    for _ in range(3):  # Vietnamese has two accents on a letter: \'{\^e}
        accented = _ACCENT.sub(_compose, text)
        if accented == text:
            break
        text = accented
    text = _COMMAND.sub(_symbol, _TIE.sub(r"\1", _LOOKED.sub(r"\1", text)))
    text = _NOTHING.sub("", _SPACE.sub(" ", text))
    if not _WITH_ARGUMENT.search(text):
        text = _BRACE.sub("", text)
    return _ESCAPED.sub(r"\1", text)


def _compose(match: re.Match[str]) -> str:
    letter = (match["inner"] or match["bare"]).strip("\\{} \n")
    return unicodedata.normalize("NFC", letter + _MARKS[match["sign"] or match["name"]])


def _symbol(match: re.Match[str]) -> str:
    name, end = match[1], match[2] or ""
    symbol = _SYMBOLS.get(name) or GREEK.get(name)
    if symbol is not None:
        return symbol
    return "" if name in _TEXT_LOOKS else f"\\{name}{end}"


def _word(match: re.Match[str]) -> str:
    name = match[1]
    symbol = GREEK.get(name) or _MATHEMATICS.get(name) or _SYMBOLS.get(name)
    return symbol or ("" if name in _LOOKS else f" {name} ")
