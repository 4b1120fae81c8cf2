"""Shorter forms of a sentence, every one a sentence itself.

Three things are taken away: what leads up to the point ("In this paper,", "To this end,", "We
show that"), parentheses, and the tail after a place where the sentence may end. Whether it may
end there is judged by a logistic model on the words and word classes around the place, trained on
where a parser says that nothing before the place depends on anything after it. Nothing is cut
behind a negation or before a condition: a shorter sentence must not say more than the long one.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

from scraper.enrich.words import word_class

SLOTS = 1 << 17  # of the hashed weights

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]|_+")
_PAREN = re.compile(r"\s\((?:[^()$\\]|\([^()$\\]*\))*\)(?!\w)")  # f(x) is no aside
_SPACE = re.compile(r"\s+(?=[,.;:])")

_PAPER = "(?:paper|work|article|letter|note|study|thesis|research|manuscript|report|survey|review)"
_SUBJECT = r"(?=(?:we|this|these|our|the|it|i|an?|its|such|all|most|both)\b)"
# Words that only link a sentence to the one before it: no summary begins with them.
_LINK = re.compile(
    rf"""(?:(?:In\ (?:this|the\ present|our|the\ current)\ (?:[a-z]+\ )?{_PAPER}
    |In\ this\ (?:case|context|setting|direction|regard|respect|way|sense)|Here|Herein|However
    |Moreover|Furthermore|Finally|In\ addition|Additionally|Specifically|In\ particular|Thus
    |Therefore|Hence|Then|First|Second|Third|Firstly|Secondly|Next|Also|Consequently|Accordingly
    |As\ a\ (?:result|consequence)|To\ (?:this|that)\ end|More\ (?:specifically|precisely)
    |(?:More|Most)\ importantly|Concretely|Surprisingly|Interestingly|Notably|Importantly|Crucially
    |Overall|In\ summary|To\ summarize|(?:In|By)\ contrast|For\ this\ (?:purpose|reason)|Lastly
    |Besides|Further|Nevertheless|Nonetheless|Indeed|Instead|Similarly|Meanwhile|In\ short
    |In\ conclusion|In\ other\ words|That\ is|In\ fact|On\ the\ other\ hand|At\ the\ same\ time
    |Recently|Empirically|Theoretically|Experimentally|Conceptually|Unfortunately|Remarkably
    |Intuitively|Together|Alternatively|Conversely|Subsequently|Ultimately|For\ the\ first\ time
    ),\ )+{_SUBJECT}
    |(?:In\ (?:this|the\ present)\ {_PAPER}|Here|Herein|Thus|Hence|Therefore|Finally|Then|Next|Also
    |Further|Recently|Firstly|First|Secondly|Second)\ (?=we\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE = re.compile(
    rf"""(?:(?:Motivated\ by|Inspired\ by|Based\ on|Building\ on|Building\ upon)\ [^,;:]{{3,80}}
    |To\ (?!what|which|our|the\ best)[a-z]+\ [^,;:]{{3,120}}|In\ order\ to\ [^,;:]{{3,120}}
    |By\ [a-z]+ing\ [^,;:]{{3,120}}|Using\ [^,;:]{{3,100}}|In\ light\ of\ [^,;:]{{3,80}}
    |As\ an?\ [^,;:]{{3,80}}|Through\ [^,;:]{{3,80}}|Unlike\ [^,;:]{{3,100}}
    |(?:While|Whereas|Although)\ [^,;:]{{3,140}}|(?:Despite|Rather\ than)\ [^,;:]{{3,120}}
    |In\ (?:contrast|addition)\ to\ [^,;:]{{3,100}}),\ {_SUBJECT}""",
    re.VERBOSE | re.IGNORECASE,
)
_ALSO = re.compile(
    r"We (?:also|further|then|first|next|finally|additionally|furthermore|hence|thus|therefore"
    r"|here|instead) (?=[a-z])"
)
_THAT = re.compile(
    r"(?:(?:We|Our|The|This|These|Extensive|Empirical|Experimental|Theoretical|Numerical|Results"
    r"|Experiments|Simulations|Both|Through|It)\b[^,;:]{0,90}? |We )"
    r"(?:shows?|demonstrates?|finds?|found|proves?|observe|reveals?|confirms?|establish|showed"
    r"|demonstrated|shown|proven|proved|conclude) that,? "
    r"(?=(?:our|the|this|these|it|an?|we|such|both|using|training|all)\b)"
)

NEGATIONS = frozenset(
    "not no never cannot neither nor without only unless few little rarely hardly unlike except if"
    " n't don't doesn't isn't aren't can't failed fails fail lack lacks".split()
)
_HOLDS_THAT = frozenset(  # nouns that say little without the clause behind them
    "fact idea hypothesis assumption notion question claim conjecture evidence condition"
    " observation possibility belief property theorem result sense extent way".split()
)
_CONDITIONS = frozenset("but except unless if when without".split())
_OPENERS = frozenset(  # words before which a tail may be cut off
    "which where whose while whereas thereby thus hence allowing enabling leading resulting making"
    " such so in especially particularly including even compared based inspired because since as"
    " for given via using by through with from during after before across and that to on over at"
    " yet showing of , ; : — – ( who into within between among towards toward against like both or"
    " trained called namely applied used".split()
)
_SUBORDINATORS = frozenset(
    "that which where when while if because whether who whose how what why although since"
    " as".split()
)
_PAIRED = frozenset("between both either neither whether not only".split())
_PREPOSITIONS = frozenset("of in for with to by on from via using into as at".split())
_PUNCTUATION = frozenset(",;:—–-")
_CLOSED = (".", "?", "!", "。", "！", "？", ")", "”", '"', "''")
_FINITE = ("VBZ", "VBP", "VBD", "MD")
_NEGATED = 14  # words behind a negation in which nothing is cut
_SHORTEST = 6  # words


def tokens(sentence: str) -> list[tuple[int, str]]:
    """Where each word or mark begins, and the word in lower case."""
    return [(match.start(), match.group().lower()) for match in _TOKEN.finditer(sentence)]


def places(words: Sequence[str], classes: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Each word before which the sentence might end, with the hashed features of that end."""
    clause, finite, any_finite, verb, verb_class, verb_at = "", False, False, "", "", 0
    commas, ands, preposition, paired, depth = 0, 0, "", "", 0
    words = ["#", "#", "#", *words, "#", "#", "#"]
    classes = ["#", "#", "#", *classes, "#", "#", "#"]
    start = f"{words[3]} {words[4]}"
    for at in range(3, len(words) - 4):
        word, kind = words[at], classes[at]
        if (
            any_finite
            and at >= _SHORTEST + 3
            and word in _OPENERS
            and words[at - 1] not in _PUNCTUATION
        ):
            p1, p2 = words[at - 1], words[at - 2]
            c1, c2, c3 = classes[at - 1], classes[at - 2], classes[at - 3]
            n1, k1 = words[at + 1], classes[at + 1]
            far = min(at - verb_at, 6)
            state = f"{clause}{finite:d}{any_finite:d}"
            commas_ands = f"{min(commas, 3)}{min(ands, 2)} {word}"
            features = (
                f"a{p1}", f"b{p2}", f"c{c1}", f"d{c2} {c1}", f"e{c3} {c2} {c1}", f"f{word}",
                f"g{word} {n1}", f"h{n1}", f"i{k1}", f"j{classes[at + 2]}", f"k{word} {k1}",
                f"l{c1} {word}", f"m{c1} {word} {k1}", f"n{c2} {c1} {word} {k1}",
                f"o{p1} {word}", f"p{p2} {p1} {word}", f"q{state}", f"r{state} {word}",
                f"s{state} {far}", f"t{verb} {word}", f"u{verb}", f"v{verb_class} {word}",
                f"w{far} {word}", f"x{commas_ands}", f"y{preposition} {word}",
                f"z{paired} {word}", f"A{min(depth, 2)}", f"B{start}",
                f"C{verb} {finite:d}{clause}", f"D{kind} {k1} {classes[at + 2]}",
                f"E{p1} {word} {k1}", f"F{c1} {commas_ands}",
                f"G{min((len(words) - at) // 3, 8)}",
            )  # fmt: skip
            yield at - 3, [zlib.crc32(feature.encode()) % SLOTS for feature in features]
        if word in _SUBORDINATORS and at > 3:
            clause, finite = word, False
        if any(tag in kind for tag in _FINITE):
            finite = any_finite = True
        if kind.startswith(("VB", "MD")):
            verb, verb_class, verb_at, commas, ands = word, kind, at, 0, 0
        if word == ",":
            commas += 1
        elif word == "and":
            ands += 1
            paired = ""
        elif word in _PAIRED:
            paired = word
        elif word in _PREPOSITIONS:
            preposition = word
        elif word == "(":
            depth += 1
        elif word == ")":
            depth -= 1


class Trimmer:
    """The trained model: a word class for each known word, a weight for each hashed feature."""

    def __init__(self, lexicon: Mapping[str, str], weights: Sequence[float], bias: float) -> None:
        self._lexicon = lexicon
        self._weights = weights
        self._bias = bias  # with the least log-odds of a good end taken off

    def forms(self, sentence: str) -> list[str]:
        """The sentence and its shorter forms, each once."""
        sentence = tidy(sentence)
        forms = dict.fromkeys(_starts(sentence))
        for whole in dict.fromkeys((sentence, _SPACE.sub("", _PAREN.sub("", sentence)))):
            starts = _starts(whole)
            forms |= dict.fromkeys(starts)
            for end in self._ends(whole):
                for start in starts:
                    length = end - (len(whole) - len(start))
                    form = _stopped(start[: max(0, length)])
                    if (
                        length >= 30
                        and form.count(" ") >= _SHORTEST - 2
                        and form.count("(") == form.count(")")
                        and form.count("$") % 2 == 0
                    ):
                        forms[form] = None
        return list(forms)

    def _ends(self, sentence: str) -> list[int]:
        found = tokens(sentence)
        words = [word for _, word in found]
        classes = [word_class(word, self._lexicon) for word in words]
        weights = self._weights
        ends = []
        for at, slots in places(words, classes):
            if words[at] in _CONDITIONS or (words[at] == "," and words[at + 1] in _CONDITIONS):
                continue
            if words[at] in ("that", "of") and words[at - 1] in _HOLDS_THAT:
                continue
            if not NEGATIONS.isdisjoint(words[max(0, at - _NEGATED) : at]):
                continue
            if sum([weights[slot] for slot in slots]) > -self._bias:
                ends.append(found[at][0])
        return ends


def tidy(sentence: str) -> str:
    """White space, a number before the sentence, its first letter and its end set right."""
    sentence = re.sub(r"^(?:\(?(?:\d{1,2}|[ivx]{1,4})\)|[•*-])\s+", "", " ".join(sentence.split()))
    sentence = _capital(_SPACE.sub("", sentence))
    return sentence if sentence.endswith(_CLOSED) else _stopped(sentence)


def _starts(sentence: str) -> list[str]:
    """The sentence from its first word that says something, then from later ones on."""
    starts = [_without(_LINK, sentence)]
    if (shorter := _without(_LINK, _without(_ASIDE, starts[0]))) != starts[0]:
        starts.append(shorter)
    if match := _ALSO.match(starts[-1]):
        starts.append("We " + starts[-1][match.end() :])
    if (match := _THAT.match(starts[-1])) and NEGATIONS.isdisjoint(match[0].lower().split()):
        starts.append(_capital(starts[-1][match.end() :]))
    return starts


def _without(pattern: re.Pattern[str], sentence: str) -> str:
    match = pattern.match(sentence)
    return _capital(sentence[match.end() :]) if match else sentence


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    text = text.rstrip(" ,;:-–—")
    return text if text.endswith(_CLOSED) else text + "."
