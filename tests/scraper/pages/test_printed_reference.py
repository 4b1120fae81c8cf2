import pytest

from scraper.pages import printed_reference as printed


@pytest.mark.parametrize(
    ("line", "arxiv_id", "doi"),
    [
        ("arXiv preprint arXiv:1412.6980, 2014", "1412.6980", None),
        ("CoRR, abs/1412.6980v9", "1412.6980", None),
        ("arXiv 2311.09227 (2023)", "2311.09227", None),
        ("Preprint at https://arxiv.org/abs/2108.07258 (2021).", "2108.07258", None),
        ("[hep-th/9711200]", "hep-th/9711200", None),
        ("Nucl. Phys. B 1, math.AG/0309136", "math/0309136", None),
        ("pages 1207.7214 and 99", None, None),
        ("J. of and/1234567 or tcp/ip", None, None),
        ("https://doi.org/10.1007/BF01700692.", None, "10.1007/bf01700692"),
        ("(doi:10.1016/S0010-8545(00)80316-1)", None, "10.1016/s0010-8545(00)80316-1"),
        ("10.1002/(SICI)1097-0258(1998)17:15<1661::AID-SIM968>3.0.CO;2-2, 1998", None,
         "10.1002/(sici)1097-0258(1998)17:15<1661::aid-sim968>3.0.co;2-2"),
        ("<https://doi.org/10.1000/182>", None, "10.1000/182"),
        ("[10.1000/a(b)].", None, "10.1000/a(b)"),
        ("10.1000/a)b", None, "10.1000/a)b"),
        ("doi:10.48550/arXiv.2312.07559", "2312.07559", None),
        ("arXiv:1602.03837, 10.1103/PhysRevLett.116.061102", "1602.03837",
         "10.1103/physrevlett.116.061102"),
        (printed.with_address("https://doi.org/10.1000/182") + "x", None, "10.1000/182"),
        ("version 10.1234/5 of 110.1000/182", None, "10.1234/5"),
        ("", None, None),
    ],
)  # fmt: skip
def test_identifiers(line: str, arxiv_id: str | None, doi: str | None) -> None:
    assert printed.identifiers(line) == (arxiv_id, doi)


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Phys. Rev. Lett. 19, 1264 (1967)", 1967),
        ("(Pergamon, Oxford, 1977)", 1977),
        ("Commun. ACM 51, 1 (2008), 107–113.", 2008),
        ("Mind 59, 433 (1950b)", 1950),
        ("Phys. Lett. B 716, 1 (2012), reprinted 2015", 2012),
        ("Selected works 1950, second edition 1961", 1961),
        ("pages 5998–6008, 2017", 2017),
        ("Phys. Lett. B 716, 1998–2005 (2012), arXiv:2012.12345", 2012),
        ("arXiv:1901.00001", None),
        ("https://example.org/2019/paper", None),
        ("In preparation.", None),
    ],
)
def test_year(line: str, year: int | None) -> None:
    assert printed.year(line) == year


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        (
            "K. He, X. Zhang, and J. Sun, “Deep residual learning,” in CVPR, 2016.",
            "Deep residual learning",
            ["K. He", "X. Zhang", "J. Sun"],
        ),
        ('P. Shor, "Algorithms for computers", FOCS.', "Algorithms for computers", ["P. Shor"]),
        (
            "Kahneman, D., & Tversky, A. (1979). Prospect theory: An analysis. Econometrica.",
            "Prospect theory: An analysis",
            ["D. Kahneman", "A. Tversky"],
        ),
        (
            "G. Aad et al. [ATLAS Collaboration], “Observation of a new particle,” Phys. Lett.",
            "Observation of a new particle",
            ["G. Aad"],
        ),
        ("A. Einstein, Phys. Rev. 47, 777 (1935).", None, []),
        ("L. Landau, Quantum Mechanics, 3rd ed. (Pergamon, 1977).", None, []),
    ],
)  # fmt: skip
def test_title_and_authors(line: str, title: str | None, authors: list[str]) -> None:
    found, names = printed.title_and_names(line)
    assert found == title
    assert list(printed.authors(names)) == authors


def test_only_the_first_of_several_works_counts() -> None:
    line = "S. Weinberg, Phys. Rev. Lett. 19 (1967); A. Salam, in Theory (1968)."
    assert printed.first_work(line) == "S. Weinberg, Phys. Rev. Lett. 19 (1967)"
    assert printed.first_work("One (1967); arXiv:1901.00001") == "One (1967); arXiv:1901.00001"


def test_a_megabyte_of_anything_is_read_at_once() -> None:
    for piece in ("“a", '"', "(1999). ", "[", "(", "arxiv ", "a-", "10.1000/", "; A. B", "1999 "):
        line = piece * (4_000 // len(piece))
        for read in (printed.identifiers, printed.year, printed.title_and_names, printed.authors):
            read(line)
