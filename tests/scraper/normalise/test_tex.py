import time

import pytest

from scraper.normalise import tex


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        # from records of arXiv
        (r"C. Bal\'azs", "C. Balázs"),
        (r"Fr\'ed\'eric Klopp", "Frédéric Klopp"),
        (r"A. Le M{\'e}haut{\'e}", "A. Le Méhauté"),
        (r"H. -{\AA}. Gustafsson", "H. -Å. Gustafsson"),
        (r"RIMS K\^oky\^uroku Bessatsu", "RIMS Kôkyûroku Bessatsu"),
        # every form of an accent
        (r"\'e \'{e} {\'e} {\'{e}} \' e", "é é é é é"),
        (r"Garc\'ia Garc\'{\i}a Garc{\'\i}a Garc\'\i a", "García García García García"),
        (r"\`a \^a \"a \~n \=a \.z", "à â ä ñ ā ż"),
        (r"\u{g} \v{c} \H{o} \c{c} \k{a} \r{u} \d{s} \b{d}", "ğ č ő ç ą ů ṣ ḏ"),
        (r"Erd{\H o}s, \v Cech, \v{\i}, \.Ilhan", "Erdős, Čech, ǐ, İlhan"),
        (r"Nguy\~{\^e}n Ho\`ang", "Nguyễn Hoàng"),
        (r"\t{oo}", "oo"),
        # letters
        (r"{\L}ukasz \L ukasz \L{}ukasz", "Łukasz Łukasz Łukasz"),
        (r"\o{} \O{} \ae{} \AE{} \oe{} \OE{} \aa{} \AA{}", "ø Ø æ Æ œ Œ å Å"),
        (r"Stra{\ss}e, Stra\ss e, \dh{}, \th{}, \dj{}, \ng{}", "Straße, Straße, ð, þ, đ, ŋ"),
        # the rest of text
        (r"J.~Smith, Fig.~3, van~der Waals", "J. Smith, Fig. 3, van der Waals"),
        (r"z~3, http://a.org/~user, ~10", "z~3, http://a.org/~user, ~10"),
        ("the differences~$x_1$~across", "the differences $x_1$ across"),
        (r"AT\&T, 50\%, \$5, a\_b, \#1", "AT&T, 50%, $5, a_b, #1"),
        (r"{\it in vivo} and \emph{in situ}", "in vivo and in situ"),
        (r"\emph{as in} \cite{x}", r"as in \cite{x}"),
        (r"hy\-phen, 5\,mm, one\\two", "hyphen, 5 mm, one two"),
        (r"{GPU}-based \alpha-decay", "GPU-based α-decay"),
        ("SUSY -- a ``review''", "SUSY -- a ``review''"),
        # what would only be spoilt
        (
            r"CeAg$_2$Ge$_2$ at $\'e$ and \(\tilde{x}\)",
            r"CeAg$_2$Ge$_2$ at $\'e$ and \(\tilde{x}\)",
        ),
        (r"D-\bar D mixing, \foo{bar}, 10^{44}", r"D-\bar D mixing, \foo{bar}, 10^{44}"),
        ("pays $5 to \\o", "pays $5 to ø"),
    ],
)
def test_shows_text_as_unicode_and_leaves_mathematics(written: str, shown: str) -> None:
    assert tex.to_unicode(written) == shown
    assert tex.to_unicode(shown) == shown


def test_takes_no_dollar_for_mathematics() -> None:
    assert tex.to_unicode(r"\$5 for l'\'etat, $\'e$") == r"$5 for l'état, $\'e$"


@pytest.mark.parametrize(
    ("written", "read_out"),
    [
        ("CeAg$_2$Ge$_2$ single crystal", "CeAg2Ge2 single crystal"),
        (r"Hermite and Laguerre $\beta$-ensembles", "Hermite and Laguerre β-ensembles"),
        (r"Order $\hbar$ Corrections", "Order ħ Corrections"),
        (r"\(\mathcal{N} = 4\) and $\sqrt{s_{_{NN}}}$=200 GeV", "N = 4 and √sNN=200 GeV"),
        (r"D-\bar D mixing and $B\to\pi\pi$", "D-D mixing and B→ππ"),
        (r"$\log n$ and \foo x", "log n and foo x"),
        (r"Poincar\'e   group", "Poincaré group"),
    ],
)
def test_reads_mathematics_out(written: str, read_out: str) -> None:
    assert tex.plain(written) == read_out


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", [r"\(", "$", r"\'{", r"\v{", "{", r"\a", "a~", r"$a\$", r"\t{", "$x"]
)
def test_takes_time_in_proportion(unit: str) -> None:
    start = time.perf_counter()
    tex.plain(unit * 20_000)
    once = time.perf_counter() - start
    start = time.perf_counter()
    tex.plain(unit * 200_000)
    assert time.perf_counter() - start < 40 * once + 0.2
