"""OpenAlex's list of the papers that cite the paper, page after page."""

from scraper.sources import openalex
from scraper.spiders.openalex import OpenAlexListSpider


class OpenAlexCitationsSpider(OpenAlexListSpider):
    """Asked where Semantic Scholar gave none."""

    name = "openalex_citations"
    part = "citations"

    def url(self, work: str, cursor: str) -> str:
        return openalex.citations_url(self.ours.openalex_url, work, cursor, self.key)
