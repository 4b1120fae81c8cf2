"""One page of Semantic Scholar's list of the papers that a paper cites.

`GET /graph/v1/paper/{id}/references`.
"""

from scraper.items import CitationPage
from scraper.pages import s2_object


def parse(body: bytes) -> CitationPage:
    """Raises NotThisPage, PageIncomplete, or LayoutUnknown where the list is none."""
    return s2_object.citation_page(body, "citedPaper")
