"""An abs page of a paper that no page was recorded of: real markup, other facts."""

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import quote_plus

_TEMPLATE = Path(__file__).parents[1] / "samples" / "whole" / "abs.html"


def render(
    arxiv_id: str,
    title: str,
    authors: Sequence[str],
    abstract: str,
    comments: str,
    submitted: date,
    categories: Sequence[Sequence[str]],
) -> bytes:
    """`authors` are "Family, Forenames", `categories` pairs of term and name, primary first."""
    display = [" ".join(reversed(name.split(", ", 1))) for name in authors]
    primary, primary_name = categories[0]
    words = [
        f'<a href="{word}" rel="external noopener nofollow" class="link-external link-https">'
        "this https URL</a>"
        if word.startswith("https://")
        else escape(word)
        for word in comments.split()
    ]
    filled = {
        "id": arxiv_id,
        "title": escape(title),
        "abstract": escape(abstract),
        "author_metas": "".join(
            f'<meta name="citation_author" content="{escape(name)}" />' for name in authors
        ),
        "author_links": ", ".join(
            '<a href="https://arxiv.org/search/cs?searchtype=author&amp;query='
            f'{quote_plus(family)}" rel="nofollow">{escape(shown)}</a>'
            for family, shown in zip(authors, display, strict=True)
        ),
        "first_author": escape(display[0]),
        "slashed_date": f"{submitted:%Y/%m/%d}",
        "date": f"{submitted.day} {submitted:%b %Y}",
        "weekday": f"{submitted:%a}",
        "month": f"{submitted:%Y-%m}",
        "comments": " ".join(words),
        "subjects": f'<span class="primary-subject">{escape(primary_name)} ({primary})</span>'
        + "".join(f"; {escape(name)} ({term})" for term, name in categories[1:]),
        "primary": primary,
        "primary_name": escape(primary_name),
    }
    page = _TEMPLATE.read_text()
    for name, value in filled.items():
        page = page.replace("{{" + name + "}}", value)
    return page.encode()
