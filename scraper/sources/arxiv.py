"""arXiv: addresses and pace.

Every host of arXiv's is one source, and one machine's requests to all of them are one queue:
https://info.arxiv.org/help/api/tou.html. `root` is the setting `arxiv_url`, `api` the setting
`arxiv_api_url`, `oai` the setting `arxiv_oai_url`.
"""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlencode

from scraper.arxiv_id import ArxivId

NAME = "arxiv"
PAGE_DELAY = 15.0  # seconds between HTML pages: the Crawl-delay of https://arxiv.org/robots.txt
API_DELAY = 3.0  # seconds between requests to the query API, OAI-PMH and the feeds
API_BATCH = 100  # ids in one request: more make an address longer than proxies take


def abs_url(root: str, paper: ArxivId | str) -> str:
    """A paper's page, of one version where the id pins it."""
    return f"{root}/abs/{quote(str(paper))}"


def html_url(root: str, paper: ArxivId | str) -> str:
    """A paper's HTML version, which many papers do not have."""
    return f"{root}/html/{quote(str(paper))}"


def list_url(root: str, category: str, period: str, skip: int = 0, show: int = 2000) -> str:
    """A list of a category's papers; `period` is new, recent, pastweek, a month or a year.

    A month is written `2311` or `2023-11`. `show` is 25, 50, 100, 250, 500, 1000 or 2000.
    """
    return f"{root}/list/{quote(category)}/{quote(period)}?skip={skip}&show={show}"


def feed_url(root: str, kind: str, categories: Sequence[str]) -> str:
    """The feed of announcements of some categories; `kind` is rss or atom.

    arXiv serves them from rss.arxiv.org: that is the `root` here.
    """
    return f"{root}/{kind}/{quote('+'.join(categories), safe='+')}"


def query_url(api: str, papers: Sequence[ArxivId | str], start: int = 0) -> str:
    """The metadata of up to API_BATCH papers."""
    ids = ",".join(map(str, papers))
    # Without max_results only ten would come.
    return f"{api}?id_list={quote(ids, safe=',/')}&start={start}&max_results={API_BATCH}"


def records_url(
    oai: str,
    form: str = "arXivRaw",
    category: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> str:
    """The first page of a harvest: records that changed from `since` to `until`, both included.

    `category` is a set of OAI-PMH, such as `cs` or `physics:hep-th`.
    """
    asked = {"verb": "ListRecords", "metadataPrefix": form}
    if category:
        asked["set"] = category
    if since:
        asked["from"] = since.isoformat()
    if until:
        asked["until"] = until.isoformat()
    return f"{oai}?{urlencode(asked, safe=':')}"


def more_records_url(oai: str, token: str) -> str:
    """The page of a harvest that a resumption token asks for; nothing else may stand beside it."""
    return f"{oai}?{urlencode({'verb': 'ListRecords', 'resumptionToken': token})}"


def record_url(oai: str, paper: ArxivId | str, form: str = "arXivRaw") -> str:
    """One paper's record."""
    identifier = f"oai:arXiv.org:{ArxivId.parse(str(paper)).paper}"
    asked = {"verb": "GetRecord", "identifier": identifier, "metadataPrefix": form}
    return f"{oai}?{urlencode(asked, safe=':/')}"
