import pytest

from scraper.normalise.titles import display_title, title_key


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (r"Schr\"odinger   operators\n on $\mathbb{R}^3$".replace(r"\n", "\n"), None),
        ("Al<sub>2</sub>O<sub>3</sub> grown layer-by-layer", "Al2O3 grown layer-by-layer"),
        ("<jats:italic>Ab initio</jats:italic> AT&amp;T", "Ab initio AT&T"),
        ("Conformally Invariant O(N) Vector Model for 2<d<4", None),
        ("0", "0"),
    ],
)
def test_shows_a_title_on_one_line_without_markup(raw: str, shown: str | None) -> None:
    assert display_title(raw) == (shown or " ".join(raw.replace(r"\"o", "ö").split()))


@pytest.mark.parametrize(
    "titles",
    [
        (
            r"Hermite and Laguerre $\beta$-ensembles: asymptotic corrections",
            "Hermite and Laguerre $β$-ensembles: asymptotic corrections",
            "Hermite and Laguerre beta-ensembles - Asymptotic Corrections.",
        ),
        ("Ce$_x$CuO$_{4-\\delta}$", "CeₓCuO₄₋δ", "Ce<sub>x</sub>CuO<sub>4-δ</sub>"),
        (r"$\mathcal{N}=4$ SYM in $\mathbb{R}^3$", "𝒩 = 4 SYM in ℝ³"),
        (r"Schr\"odinger", "Schrödinger", "SCHRODINGER", "Schro\u0308dinger", "Schroedinger"),
        ("Models & methods of micro-electronics", "Models and Methods of Microelectronics"),
        (r"$L^\infty$ bounds", "L∞-bounds", "L-infinity bounds"),
        ("Open-Sourcing AI", "Open Sourcing AI", "OpenSourcing  AI?"),
        ("Why ‘open’ AI systems", "Why 'open' AI systems", 'Why "open" AI systems'),
        (r"Pr$_{2-x}$ \& AT\&T", "Pr2-x &amp; AT&amp;T"),
        ("ﬁnite Straße", "finite STRASSE"),
    ],
)
def test_sees_one_title_in_many_spellings(titles: tuple[str, ...]) -> None:
    assert len({title_key(title) for title in titles}) == 1
    assert len(title_key(titles[0])) >= 7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Black holes I", "Black holes II"),
        ("Common $\\alpha$ decay", "Common $\\gamma$ decay"),
        ("On C", "On C++"),
        ("On C", "On C#"),
        ("量子力学", "量子化学"),
        ("ガス", "カス"),
        ("कि", "की"),
        ("???", "!!!"),
        ("d=4", "d=3"),
    ],
)
def test_tells_titles_apart(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize(
    "title", ["量子力学の基礎", "Общая теория", "हिन्दी", "مقدمة", "0", "→", "★ ★", "$\\to$", "…"]
)
def test_leaves_no_title_without_a_key(title: str) -> None:
    assert title_key(title)


def test_has_no_key_for_no_title() -> None:
    assert title_key("  ") == ""
