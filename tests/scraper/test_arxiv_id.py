import pytest

from scraper.arxiv_id import ArxivId
from scraper.errors import BadArxivId


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2311.09227", "2311.09227"),
        ("  arXiv:2311.09227v2 ", "2311.09227v2"),
        ("0704.0001", "0704.0001"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136v2", "math/0309136v2"),
        ("cond-mat.mes-hall/0309136", "cond-mat/0309136"),
        ("https://arxiv.org/abs/2311.09227", "2311.09227"),
        ("https://arxiv.org/pdf/2311.09227v1.pdf", "2311.09227v1"),
        ("http://export.arxiv.org/abs/cond-mat/9901001v3", "cond-mat/9901001v3"),
        ("https://arxiv.org/abs/hep-th%2F9901001?context=math#top", "hep-th/9901001"),
        ("arxiv.org/html/2311.09227v3", "2311.09227v3"),
        ("https://ar5iv.labs.arxiv.org/html/2311.09227", "2311.09227"),
        ("10.48550/arXiv.2311.09227", "2311.09227"),
        ("https://doi.org/10.48550/arXiv.2311.09227", "2311.09227"),
    ],
)
def test_reads_every_form(text: str, canonical: str) -> None:
    assert str(ArxivId.parse(text)) == canonical
    assert ArxivId.parse(canonical) == ArxivId.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "foo",
        "1501.0001",  # four digits after December 2014
        "0704.00001",  # five before
        "2313.12345",  # no thirteenth month
        "0703.0001",  # new form before April 2007
        "hep-th/0704001",  # old form after March 2007
        "nosuch/9901001",
        "2311.09227v0",
        "2311.09227 2311.09228",
        "https://example.org/abs/2311.09227",
        "https://arxiv.org.example.org/abs/2311.09227",
        "javascript://arxiv.org/abs/2311.09227",
        "https://arxiv.org/list/cs/new",
        "http://[",
        "٢٣١١.٠٩٢٢٧",
        "2311.09227v" + "9" * 5000,
    ],
)
def test_refuses_the_rest_with_a_sentence(text: str) -> None:
    with pytest.raises(BadArxivId, match="is not an arXiv identifier; write it like"):
        ArxivId.parse(text)


def test_bare_drops_the_version() -> None:
    assert ArxivId.parse("2311.09227v4").bare == ArxivId("2311.09227")
