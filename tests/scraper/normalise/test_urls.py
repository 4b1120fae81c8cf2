import pytest

from scraper.normalise.urls import safe_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://arxiv.org/abs/2311.09227", "https://arxiv.org/abs/2311.09227"),
        (" http://www.fis.unam.mx/~dsanders/x.html\n", "http://www.fis.unam.mx/~dsanders/x.html"),
        ("HTTPS://Example.org:8443/a?b=1&c=%20#d", "HTTPS://Example.org:8443/a?b=1&c=%20#d"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("https://müller.example/straße", "https://müller.example/straße"),
        (
            "https://doi.org/10.1016/0370-2693(94)91391-X",
            "https://doi.org/10.1016/0370-2693(94)91391-X",
        ),
    ],
)
def test_lets_through_what_a_browser_may_open(text: str, url: str) -> None:
    assert safe_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "arxiv.org/abs/2311.09227",
        "//arxiv.org/abs",
        "/abs/2311.09227",
        "javascript:alert(1)",
        "JavaScript://arxiv.org/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "ftp://ftp.arxiv.org/x",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://.",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://arxiv.org@example.org/",
        "https:\\\\example.org",
        "https://example.org\\@arxiv.org/",
        "https://example.org\\.arxiv.org/",
        "https://example.org/a b",
        "https://example.org/\x00",
        "https://exam\tple.org/",
        "https://example.org/\u202egpj.exe",
        'https://example.org/"onclick=',
        "https://example.org/<b>",
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_stops_the_rest(text: str | None) -> None:
    assert safe_url(text) is None
