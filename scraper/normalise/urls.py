"""URLs that strangers wrote."""

import re
from urllib.parse import urlsplit

# Controls, spaces, marks that turn the direction of writing, and what no URL holds unescaped.
_FORBIDDEN = re.compile(
    r"[\x00-\x20\x7f-\xa0\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\\<>\"]"
)
_HOST = re.compile(r"\w")


def safe_url(text: str | None) -> str | None:
    """`text` if a browser may be sent there: http or https, a host, no credentials; else None."""
    if not text or len(text) > 2000:
        return None
    text = text.strip()
    if _FORBIDDEN.search(text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for one that cannot be
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    return text if _HOST.search(parts.hostname or "") else None
