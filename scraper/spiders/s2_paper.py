"""Semantic Scholar on the paper itself: TLDR, counts, venue, its other names."""

from collections.abc import Sequence

from scrapy import Request

from scraper.errors import LayoutUnknown, SourceUnknown
from scraper.items import Answer
from scraper.pages import s2_batch, s2_paper
from scraper.sources import semantic_scholar
from scraper.spiders.base import Asking
from scraper.spiders.s2 import S2Spider


class S2PaperSpider(S2Spider):
    """One request, which can be about five hundred papers."""

    name = "s2_paper"
    part = "metadata"
    together = semantic_scholar.BATCH

    def url(self, root: str, paper: str, offset: int) -> str:
        return semantic_scholar.paper_url(root, paper)

    def ask_together(self, askings: Sequence[Asking]) -> Request:
        return self.joint(
            semantic_scholar.batch_url(self.ours.s2_url),
            askings,
            method="POST",
            body=semantic_scholar.batch_body([str(asking.name) for asking in askings]),
            headers={**self.headers, "Content-Type": "application/json"},
        )

    def read_together(self, body: bytes, askings: Sequence[Asking]) -> list[Answer]:
        papers = s2_batch.parse(body)
        if len(papers) != len(askings):
            raise LayoutUnknown("Semantic Scholar answers about other papers than it was asked.")
        unknown = SourceUnknown(self.source, "Semantic Scholar does not know this paper.")
        return [
            asking.answer(paper=paper) if paper else asking.failure(unknown)
            for asking, paper in zip(askings, papers, strict=True)
        ]

    def read(self, body: bytes, asking: Asking) -> Answer:
        return asking.answer(paper=s2_paper.parse(body))
