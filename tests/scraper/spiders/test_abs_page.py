"""What the record takes from a paper's page otherwise than the page has it."""

from pathlib import Path

from scrapy.http import HtmlResponse

from scraper.clock import utc_now
from scraper.spiders.abs_page import AbsPageSpider
from scraper.spiders.base import Asking

_SAMPLES = Path(__file__).parents[2] / "samples" / "abs_page"


def test_names_lose_the_braces_that_tex_left() -> None:
    body = (_SAMPLES / "0704.0880" / "page.html").read_bytes()
    assert "M{é}haut{é}" in body.decode()  # so arXiv itself shows it
    response = HtmlResponse("https://arxiv.org/abs/0704.0880", body=body)
    asking = Asking("0704.0880", "arxiv", "metadata", "html", 0, utc_now())
    [answer] = AbsPageSpider().read(response, asking)
    assert answer.paper
    assert answer.paper.authors[::5] == ("Q. A. Wang", "A. Le Méhauté")
