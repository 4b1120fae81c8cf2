import pytest

from scraper.items import PaperItem
from scraper.records.names import names_of

SICI = "10.1002/(SICI)1097-4571(199006)41:4<391::AID-ASI1>3.0.CO;2-9"


@pytest.mark.parametrize(
    ("doi", "first"),
    [
        (SICI, SICI.lower()),
        (f"{SICI}; 10.1000/2", SICI.lower()),
        ("10.1000/a,10.1000/b", "10.1000/a"),
        ("10.1000/a 10.1000/b", "10.1000/a"),
        ("10.1000/a, 10.1000/b", "10.1000/a"),
        ("10.1000/a,b", "10.1000/a,b"),
    ],
)
def test_of_several_dois_the_first_is_the_name(doi: str, first: str) -> None:
    assert [name.value for name in names_of(PaperItem(doi=doi))] == [first]


def test_a_paper_without_identifiers_is_named_by_all_that_is_said() -> None:
    def name(**said: object) -> str:
        (found,) = names_of(PaperItem(title="A survey of deep learning", **said))  # type: ignore[arg-type]
        return found.value

    one = {"authors": ("Li Wang",), "year": 2019}
    assert name(**one) == name(**one, venue="SSRN")
    assert name(**one) != name(authors=("Hao Wang",), year=2019)
    assert name(**one) != name(authors=("Li Wang",), year=2020)
    (preface,) = names_of(PaperItem(title="Preface", venue="A book"))
    (another,) = names_of(PaperItem(title="Preface", venue="Another"))
    assert preface != another
