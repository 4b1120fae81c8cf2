import pytest

from scraper.normalise.identity import SURE, Facts, likeness, says_which

LONG = "On generative artificial intelligence: The competitive landscape of open models"
MAIN = LONG.partition(":")[0]
TWO = ("Ada One", "Bo Two")


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (Facts(LONG, TWO, 2020), Facts(LONG.upper(), TWO, 2021), SURE + 1),
        (Facts(LONG, TWO, 2020), Facts(LONG, ("A. One",), 2020), SURE),
        (Facts(LONG, TWO, 2020), Facts(LONG, TWO, 2022), 0),
        (Facts(LONG, TWO, 2020), Facts(LONG, ("Cy Three",), 2020), 0),
        (Facts(LONG, TWO, 2020), Facts(LONG, TWO, None), 2),
        (Facts(LONG, TWO, 2020), Facts(LONG, (), None), 1),
        (Facts("Deep learning", TWO, 2020), Facts("Deep learning", TWO, 2020), SURE + 1),
        (Facts("Deep learning", TWO, 2020), Facts("Deep learning", TWO, 2021), 0),
        (Facts("Deep learning", ("A. One",), 2020), Facts("Deep learning", ("A. One",), None), 0),
        (Facts("Deep learning", TWO, 2020), Facts("Deep learning", (), 2020), 0),
        (Facts(LONG, TWO, 2020), Facts(MAIN, TWO, 2021), 1),
        (Facts(LONG, TWO, 2020), Facts(MAIN, TWO, None), 0),
        (Facts(LONG, TWO, 2020), Facts(MAIN, (*TWO, "Cy Three"), 2020), 0),
        (Facts(f"{MAIN}: Part II", TWO, 2020), Facts(MAIN, TWO, 2020), 0),
        (
            Facts(f"Annual report of {LONG}", TWO, 2020),
            Facts(f"Annual report of {LONG}", TWO, 2021),
            0,
        ),
        (Facts(f"Erratum: {LONG}", TWO, 2020), Facts(f"Erratum: {LONG}", TWO, 2020), SURE),
        (Facts(f"Erratum: {LONG}", (), None), Facts(f"Erratum: {LONG}", (), None), 0),
    ],
)
def test_how_surely_two_records_are_one(one: Facts, other: Facts, found: int) -> None:
    assert likeness(one, other) == found
    assert likeness(other, one) == found


def test_what_a_record_without_identifiers_is_known_by() -> None:
    assert says_which(Facts("Preface", TWO, 2020))
    assert says_which(Facts(LONG))
    assert not says_which(Facts("Preface", TWO))
    assert not says_which(Facts(f"Erratum: {LONG}"))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["a: ", "part ", "—", ". ", "?! ", "$", "&amp;"])
def test_takes_no_time_over_endless_titles(unit: str) -> None:
    assert likeness(Facts(unit * 100_000, TWO, 2020), Facts("a" * 300_000, TWO, 2020)) == 0
