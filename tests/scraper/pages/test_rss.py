import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import AnnouncedItem, Announcements
from scraper.pages import rss
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("rss"))
def test_recorded(case: str) -> None:
    assert plain(rss.parse(answer("rss", case))) == expected("rss", case)


def test_a_feed_without_news_is_empty() -> None:
    assert rss.parse(answer("rss", "cs_ai")) == Announcements(rows=())


@pytest.mark.parametrize(
    ("case", "sentence"), [("bogus", "Bad archive 'bogus'"), ("math_xx", "Bad subject class 'XX'")]
)
def test_an_unknown_category_is_no_empty_feed(case: str, sentence: str) -> None:
    with pytest.raises(NotThisPage, match=sentence):
        rss.parse(answer("rss", case))


def item(xml: str) -> AnnouncedItem:
    body = f"<rss xmlns:arxiv='urn:a' xmlns:dc='urn:d'><channel><item>{xml}</item></channel></rss>"
    (row,) = rss.parse(body.encode()).rows
    return row


def test_fields_that_are_wrong_or_missing_are_left_out() -> None:
    row = item(
        "<guid>oai:arXiv.org:hep-th/9901001v2</guid><title>0</title><pubDate>today</pubDate>"
    )
    assert (row.paper.arxiv_id, row.paper.version, row.paper.title) == ("hep-th/9901001", 2, "0")
    assert (row.kind, row.day, row.paper.abstract, row.paper.authors) == (None, None, None, ())
    row = item(
        "<guid>oai:arXiv.org:2311.09227v1</guid><arxiv:announce_type>replace-cross"
        "</arxiv:announce_type><arxiv:DOI>10.1000/A b</arxiv:DOI>"
        "<category>cs.AI</category><category>I.2; 68T01</category><category>math.MP</category>"
    )
    assert (row.kind, row.paper.doi) == ("replace-cross", None)
    assert row.paper.categories == ("cs.AI", "math-ph")


def test_what_is_no_paper_is_left_out_and_no_feed_refused() -> None:
    body = b"<rss><channel><item><guid>x</guid></item><item/></channel></rss>"
    assert rss.parse(body).rows == ()
    with pytest.raises(LayoutUnknown):
        rss.parse(b"<rss></rss>")
    with pytest.raises(NotThisPage):
        rss.parse(answer("atom_feed", "cs"))
