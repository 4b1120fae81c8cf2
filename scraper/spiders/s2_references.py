"""Semantic Scholar's list of the papers that the paper cites, page after page."""

from scraper.items import CitationPage
from scraper.pages import s2_references
from scraper.sources import semantic_scholar
from scraper.spiders.s2 import S2Spider


class S2ReferencesSpider(S2Spider):
    """A thousand rows a request, up to the source's cap."""

    name = "s2_references"
    part = "references"
    paged = True

    def url(self, root: str, paper: str, offset: int) -> str:
        return semantic_scholar.references_url(root, paper, offset)

    def read_page(self, body: bytes) -> CitationPage:
        return s2_references.parse(body)
