"""Paper ids and cursors for Schemathesis.

Most strings that look like an id name no paper on record, and a cursor is the list's to give.
"""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from scraper.sample import PAPER

_UNKNOWN = st.sampled_from(
    [
        "1501.00001",
        "0704.0001v2",
        "hep-th/9901001",
        "math.GT/0309136",
        "doi:10.1000/182",
        "doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        "s2:" + "ab" * 20,
        "openalex:W2741809807",
        "lens:0123456789abcdef",
    ]
)

schemathesis.openapi.format("paper-id", st.one_of(st.just(PAPER), st.just(PAPER), _UNKNOWN))
schemathesis.openapi.format("cursor", st.just(""))


@schemathesis.hook
def filter_body(context: Any, body: Any) -> bool:
    """JSON Schema cannot say that a harvest begins before it ends."""
    given = body.get("parameters") if isinstance(body, dict) else None
    days = [given.get(name) for name in ("from", "until")] if isinstance(given, dict) else []
    return not all(isinstance(day, str) for day in days) or days == sorted(days)
