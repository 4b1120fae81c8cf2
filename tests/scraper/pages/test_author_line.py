import pytest

from scraper.pages.author_line import names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I. Csiszar, F. Hiai, D. Petz", ["I. Csiszar", "F. Hiai", "D. Petz"]),
        ("Naihong Hu, Dong Liu, and Linsheng Zhu", ["Naihong Hu", "Dong Liu", "Linsheng Zhu"]),
        ("P. Di Francesco and R. Kedem", ["P. Di Francesco", "R. Kedem"]),
        ("Anders And & Andy Anderson", ["Anders And", "Andy Anderson"]),
        ("Roldao da Rocha, Waldyr A. Rodrigues Jr", ["Roldao da Rocha", "Waldyr A. Rodrigues Jr"]),
        ("M. Finger, Jr., R. W. Ogburn, IV", ["M. Finger Jr.", "R. W. Ogburn IV"]),
        (
            "Francisco J. Botella (Valencia U. & Valencia U., IFIC), Miguel Nebot (Lisbon, IST)",
            ["Francisco J. Botella", "Miguel Nebot"],
        ),
        ("E. Pian (1), P. Romano (2,3) (1: A, B; 2: C (D))", ["E. Pian", "P. Romano"]),
        ("A. Author (never closed, B. Author", ["A. Author"]),
        ("A. Author) B. Author", ["A. Author", "B. Author"]),
        (
            "The BABAR Collaboration: B. Aubert, et al",
            ["BABAR Collaboration", "B. Aubert"],
        ),
        ("LHCb collaboration: R. Aaij et al.", ["LHCb collaboration", "R. Aaij"]),
        (
            "A. Le Fevre, the ALADiN2000 Collaboration",
            ["A. Le Fevre", "the ALADiN2000 Collaboration"],
        ),
        (r"Th\'eo M\"uller and \'{E}va Sz\H{o}ke", ["Théo Müller", "Éva Szőke"]),
        ("(author list is unavailable)", []),
        ("et al.", []),
        (" , ; and ", []),
        ("", []),
    ],
)
def test_names(line: str, expected: list[str]) -> None:
    assert list(names(line)) == expected


def test_nothing_else_is_a_line() -> None:
    assert names(None) == names(3) == ()


def test_a_megabyte_of_anything_is_read_at_once() -> None:
    for piece in ("(", ")", "A. B, ", "and ", "et al ", "the ", ":", "Jr, "):
        names(piece * (1_000_000 // len(piece)))
