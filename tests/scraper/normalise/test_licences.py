import json
from pathlib import Path

import pytest

from scraper.normalise.licences import label

SAMPLES = Path(__file__).parents[2] / "samples" / "abs_page"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/4.0/", "CC BY-NC-SA 4.0"),
        ("http://creativecommons.org/licenses/by-nc-nd/4.0/", "CC BY-NC-ND 4.0"),
        ("http://creativecommons.org/licenses/by/3.0/", "CC BY 3.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/", "CC BY-NC-SA 3.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("http://creativecommons.org/licenses/publicdomain/", "Public domain"),
        (
            "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            "arXiv.org perpetual, non-exclusive licence 1.0",
        ),
        (
            "http://arxiv.org/licenses/assumed-1991-2003/",
            "arXiv.org perpetual, non-exclusive licence (assumed, 1991–2003)",
        ),
        ("https://www.creativecommons.org/licenses/by/4.0/legalcode", "CC BY 4.0"),
        ("https://creativecommons.org/licenses/by/4.0/deed.de", "CC BY 4.0"),
        (
            "https://arxiv.org/licenses/nonexclusive-distrib/1.0/license.html",
            "arXiv.org perpetual, non-exclusive licence 1.0",
        ),
        ("http://arxiv.org/licenses/nonexclusive-distrib/2.0/", None),
        ("https://creativecommons.org/licenses/by-xx/4.0/", None),
        ("https://creativecommons.org.example.org/licenses/by/4.0/", None),
        ("https://example.org/licence", None),
    ],
)
def test_names_what_arxiv_offers_or_offered(url: str, name: str | None) -> None:
    assert label(url) == (name or url)


def test_names_the_licence_of_every_sample() -> None:
    urls = {json.loads(p.read_text("utf-8"))["license"] for p in SAMPLES.glob("*/expected.json")}
    assert len(urls) == 6
    for url in urls - {None}:
        assert not label(url).startswith("http")
