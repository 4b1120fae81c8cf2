import pytest

from scraper.errors import NotThisPage
from scraper.items import Announcements
from scraper.pages import atom_feed, rss
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("atom_feed"))
def test_recorded(case: str) -> None:
    assert plain(atom_feed.parse(answer("atom_feed", case))) == expected("atom_feed", case)


@pytest.mark.parametrize("case", cases("atom_feed"))
def test_says_the_same_as_the_rss_feed(case: str) -> None:
    assert atom_feed.parse(answer("atom_feed", case)) == rss.parse(answer("rss", case))


def test_a_feed_without_news_is_empty() -> None:
    assert atom_feed.parse(answer("atom_feed", "cs_ai")) == Announcements(rows=())


@pytest.mark.parametrize(
    ("case", "sentence"), [("bogus", "Bad archive 'bogus'"), ("math_xx", "Bad subject class 'XX'")]
)
def test_an_unknown_category_is_no_empty_feed(case: str, sentence: str) -> None:
    with pytest.raises(NotThisPage, match=sentence):
        atom_feed.parse(answer("atom_feed", case))
