"""The paper's page on arXiv: title, authors, abstract, submission history, licence."""

from collections.abc import Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from scraper.items import Answer
from scraper.pages import abs_page
from scraper.paper_id import PaperId
from scraper.sources import arxiv
from scraper.spiders.base import Asking, LensSpider, named


class AbsPageSpider(LensSpider):
    """Asks arXiv, which must have given the paper its id."""

    name = "abs_page"
    source = arxiv.NAME
    part = "metadata"
    kind = "html"

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        if paper := named(names, "arxiv"):
            url = arxiv.abs_url(self.ours.arxiv_url, paper.value)
            delay = self.ours.delay_of(arxiv.NAME, arxiv.PAGE_DELAY)
            yield self.request(url, self.read, self.asking(target, delay, paper.page))

    def read(self, response: Response, asking: Asking) -> Iterator[Answer]:
        yield asking.answer(paper=abs_page.parse(response.body))
