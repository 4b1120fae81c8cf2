"""The paper's page on arXiv: title, authors, abstract, submission history, licence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from scraper.items import Answer
from scraper.pages import abs_page, atom_api, fields
from scraper.paper_id import PaperId
from scraper.sources import arxiv
from scraper.spiders.base import Asking, LensSpider, named

_SHORT = "Without licence and history, which come when the paper is opened next."


class AbsPageSpider(LensSpider):
    """Asks arXiv, which must have given the paper its id.

    When readers queue up, its API answers for a hundred papers at once, without licence, history
    and withdrawal; their pages are asked for when they are opened next.
    """

    name = "abs_page"
    source = arxiv.NAME
    part = "metadata"
    kind = "html"
    together = arxiv.API_BATCH
    short_together = True

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        if paper := named(names, "arxiv"):
            url = arxiv.abs_url(self.ours.arxiv_url, paper.value)
            delay = self.ours.delay_of(arxiv.NAME, arxiv.PAGE_DELAY)
            yield self.request(url, self.read, self.asking(target, paper, delay, paper.page))

    def ask_together(self, askings: Sequence[Asking]) -> Request:
        url = arxiv.query_url(self.ours.arxiv_api_url, [_id(asking) for asking in askings])
        delay = self.ours.delay_of(arxiv.NAME, arxiv.API_DELAY)
        return self.joint(url, askings, kind="xml", delay=delay)

    def read_together(self, body: bytes, askings: Sequence[Asking]) -> list[Answer]:
        papers = {paper.arxiv_id: paper for paper in atom_api.parse(body).papers}
        return [
            asking.answer(paper=papers[_id(asking)], short=True, message=_SHORT)
            for asking in askings
            if _id(asking) in papers
        ]

    def read(self, response: Response, asking: Asking) -> Iterator[Answer]:
        paper = abs_page.parse(response.body)
        # The page reads as arXiv has it, braces of TeX and all: M{é}haut{é}.
        yield asking.answer(paper=replace(paper, authors=fields.authors(paper.authors)))


def _id(asking: Asking) -> str:
    return asking.name.value if asking.name else asking.target
