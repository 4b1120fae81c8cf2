import pytest

from scraper.normalise.people import Agreement, compare

NO, UNKNOWN, FIRST, FULL = Agreement


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("Ada Smith",), (), UNKNOWN),
        (("Ada Smith",), ("Ada Smith",), FULL),
        (("Ada Smith",), ("A. Smith",), FIRST),
        (("Ada Smith",), ("Smith, A.",), FIRST),
        (("Ada Smith",), ("Anna Smith",), NO),
        (("Ada Smith",), ("B. Smith",), NO),
        (("Ada Smith", "Bo Li"), ("A. Smith", "B. Li"), FULL),
        (("Ada Smith", "Bo Li"), ("A. Smith",), FIRST),
        (("Ada Smith", "Bo Li"), ("Ada Smith", "Cy Ma"), NO),
        (("Bo Li", "Ada Smith", "Cy Ma"), ("Ada Smith", "Bo Li", "Cy Ma"), FULL),
        (("Bill Freeman", "Yair Weiss", "Ed Ho"), ("William Freeman", "Y. Weiss", "Ed Ho"), NO),
        (("Bill Freeman", "Yair Weiss", "Ed Ho"), ("Wm. T. Freeman", "Yair Weiss", "Ed Ho"), FULL),
        (("J. Müller",), ("Mueller, Jörg",), FIRST),
        (("Jian-Feng Cai",), ("Jianfeng Cai",), FULL),
        (("Wang Wei",), ("Wei Wang",), FULL),
        (("J. García",), ("Juan García López",), FIRST),
        (("В. Н. Вапник",), ("V. N. Vapnik",), FIRST),
        (("Юрий Щербаков",), ("Yu. Shcherbakov",), FIRST),
        (("RM Neal",), ("Radford M. Neal",), FIRST),
        (("ATLAS Collaboration",), ("The ATLAS collaboration", "G. Aad"), FULL),
        (("for the BaBar Collaboration: B. Aubert",), ("B. Aubert",), FIRST),
        (("ATLAS Collaboration",), ("CMS Collaboration",), NO),
        (("ATLAS Collaboration",), ("G. Aad",), NO),
        (("ATLAS Collaboration",), tuple(f"A. Author{chr(97 + n)}" for n in range(12)), UNKNOWN),
    ],
)
def test_how_far_two_lists_agree(
    one: tuple[str, ...], other: tuple[str, ...], found: Agreement
) -> None:
    assert compare(one, other) is found
    assert compare(other, one) is found


def test_a_title_may_name_the_collaboration() -> None:
    title = "searchfordarkmatterwiththeatlasdetector"
    assert compare(("ATLAS Collaboration",), ("G. Aad", "B. Abbott"), title) is FIRST
    assert compare(("CMS Collaboration",), ("G. Aad", "B. Abbott"), title) is NO


@pytest.mark.timeout(20)
def test_takes_no_time_over_endless_lists() -> None:
    names = tuple(f"Author{n} Name{n}" for n in range(5_000))
    assert compare(names, names[:2_900]) is FULL
    assert compare(("a: " * 100_000,), ("-." * 100_000,)) is NO
