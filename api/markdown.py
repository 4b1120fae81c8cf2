"""Readers' Markdown as HTML that can do nothing but be read.

CommonMark without HTML and without images; what comes of it is cleaned once more, so that a mistake
in one library is caught by the other. Links lead to http and https alone, and vouch for nothing.
"""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_READ = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}


@lru_cache(1024)
def as_html(text: str) -> str:
    """The HTML of a comment."""
    return nh3.clean(
        _READ.render(text),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="nofollow ugc noopener noreferrer",
    )
