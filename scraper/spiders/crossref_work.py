"""Crossref on the published paper: its journal, its date, and what it cites."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from scraper.items import Answer
from scraper.pages import crossref_work
from scraper.paper_id import PaperId
from scraper.sources import crossref
from scraper.spiders.base import Asking, LensSpider, named


class CrossrefWorkSpider(LensSpider):
    """One request, about a paper that has a DOI of its own."""

    name = "crossref_work"
    source = crossref.NAME
    part = "references"
    kind = "json"

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        if paper := named(names, "doi"):
            delay = self.ours.delay_of(self.source, crossref.DELAY)
            url = crossref.work_url(self.ours.crossref_url, paper.value, self.ours.contact)
            yield self.request(url, self.read, self.asking(target, paper, delay, paper.page))

    def read(self, response: Response, asking: Asking) -> Iterator[Answer]:
        work = crossref_work.parse(response.body)
        yield replace(asking, part="metadata").answer(paper=work.paper)
        # Works whose publisher keeps the list to itself have a count and no list.
        yield asking.answer(rows=work.references, total=work.paper.reference_count)
