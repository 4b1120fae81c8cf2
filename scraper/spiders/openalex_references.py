"""OpenAlex's list of the papers that the paper cites, page after page."""

from scraper.sources import openalex
from scraper.spiders.openalex import OpenAlexListSpider


class OpenAlexReferencesSpider(OpenAlexListSpider):
    """Asked where Semantic Scholar gave none."""

    name = "openalex_references"
    part = "references"

    def url(self, work: str, cursor: str) -> str:
        return openalex.references_url(self.ours.openalex_url, work, cursor, self.key)
