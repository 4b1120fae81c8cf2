"""OpenAlex on the paper itself: abstract, counts, venue, its other names."""

from scraper.spiders.openalex import OpenAlexSpider


class OpenAlexWorkSpider(OpenAlexSpider):
    """One request, which costs nothing."""

    name = "openalex_work"
    part = "metadata"
