"""The references that the paper's own HTML version prints, on arXiv since December 2023."""

from collections.abc import Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from scraper.errors import SourceUnknown
from scraper.items import Answer
from scraper.pages import bibliography
from scraper.paper_id import PaperId
from scraper.sources import arxiv
from scraper.spiders.base import Asking, LensSpider, named


class BibliographySpider(LensSpider):
    """Asks arXiv, where no other source gave references."""

    name = "bibliography"
    source = arxiv.NAME
    part = "references"
    kind = "html"

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        if paper := named(names, "arxiv"):
            url = arxiv.html_url(self.ours.arxiv_url, paper.value)
            delay = self.ours.delay_of(arxiv.NAME, arxiv.PAGE_DELAY)
            page = f"https://arxiv.org/html/{paper.value}"
            yield self.request(url, self.read, self.asking(target, paper, delay, page))

    def read(self, response: Response, asking: Asking) -> Iterator[Answer]:
        rows = bibliography.parse(response.body).rows
        if not rows:
            raise SourceUnknown(self.source, "The paper's HTML version has no bibliography.")
        yield asking.answer(rows=rows, total=len(rows))
