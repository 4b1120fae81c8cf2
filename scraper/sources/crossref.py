"""Crossref: addresses and pace. https://www.crossref.org/documentation/retrieve-metadata/rest-api/"""

from urllib.parse import quote

NAME = "crossref"
DELAY = 0.2  # seconds between requests: five a second without a contact, ten with one


def work_url(root: str, doi: str, contact: str | None = None) -> str:
    """One work; `contact` is an e-mail address, which Crossref thanks with its faster machines."""
    polite = f"?mailto={quote(contact, safe='@')}" if contact else ""
    return f"{root}/works/{quote(doi, safe='')}{polite}"
