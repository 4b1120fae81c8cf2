"""arXiv: addresses and pace.

Every host of arXiv's is one source, and one machine's requests to all of them are one queue:
https://info.arxiv.org/help/api/tou.html. `root` is the setting `arxiv_url`.
"""

from urllib.parse import quote

from scraper.arxiv_id import ArxivId

NAME = "arxiv"
PAGE_DELAY = 15.0  # seconds between HTML pages: the Crawl-delay of https://arxiv.org/robots.txt
API_DELAY = 3.0  # seconds between requests to the Atom API, OAI-PMH and the feeds


def abs_url(root: str, paper: ArxivId | str) -> str:
    """A paper's page, of one version where the id pins it."""
    return f"{root}/abs/{quote(str(paper))}"
