"""What readers write, as HTML: what is meant to come through does, and nothing else."""

import re
import sys

import pytest

from api.markdown import as_html

TAGS = "p br hr em strong code pre blockquote ul ol li a h1 h2 h3 h4 h5 h6".split()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See *section* **4**.", "<p>See <em>section</em> <strong>4</strong>.</p>\n"),
        ("`x < y`", "<p><code>x &lt; y</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> so", "<blockquote>\n<p>so</p>\n</blockquote>\n"),
        (
            "[here](https://arxiv.org/abs/2311.09227)",
            '<p><a href="https://arxiv.org/abs/2311.09227"'
            ' rel="nofollow ugc noopener noreferrer">here</a></p>\n',
        ),
        ("![alt](https://evil.example/x.png)", None),
        ("<script>alert(1)</script>", None),
        ("<img src=x onerror=alert(1)>", None),
        ("[x](javascript:alert(1))", None),
        ("[x](data:text/html,<script>alert(1)</script>)", None),
        ("[x](vbscript:x)", None),
        ("[x](//evil.example)", None),
        ("<https://arxiv.org>", None),
        ('[x](https://a" onmouseover="alert(1))', None),
        ("[x]: javascript:alert(1)\n[x]", None),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>\n"),
    ],
)
def test_markdown(text: str, html: str | None) -> None:
    made = as_html(text)
    if html is not None:
        assert made == html
    for tag, attributes in re.findall(r"<(/?[a-z0-9]+)([^>]*)>", made):
        assert tag.strip("/") in TAGS
        assert re.fullmatch(
            r'(?: href="(?:https?://|//)?[^"]*")?(?: start="\d+")?(?: title="[^"]*")?'
            r'(?: rel="nofollow ugc noopener noreferrer")?',
            attributes,
        ), made
    assert not re.search(r'href="(?!https?://|//)[a-z]+:', made)


@pytest.mark.parametrize(
    "piece", ["[", "*a ", "**a", ">", "`", "- ", "![", "<a ", "[a](", "&", "#", "``a "]
)
def test_ten_thousand_characters_of_any_kind_are_soon_read(piece: str) -> None:
    short, long = (calls((piece * length)[:length]) for length in (2_500, 10_000))
    assert long < 6 * short  # four times the text: less than six times the work, on any machine


def calls(text: str) -> int:
    """How many functions are called to read it."""
    count = 0

    def note(*_event: object) -> None:
        nonlocal count
        count += 1

    as_html.cache_clear()
    sys.setprofile(note)
    try:
        as_html(text)
    finally:
        sys.setprofile(None)
    return count
