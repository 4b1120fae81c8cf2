import pytest

from scraper.errors import BadPaperId
from scraper.paper_id import PaperId

SHA = "649def34f8be52c8b66281af98ae884c09aef38b"


@pytest.mark.parametrize(
    ("text", "canonical", "page"),
    [
        ("2311.09227v2", "2311.09227", "https://arxiv.org/abs/2311.09227"),
        ("arXiv:hep-th/9901001", "hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("doi:10.1103/PhysRevD.1", "doi:10.1103/physrevd.1", "https://doi.org/10.1103/physrevd.1"),
        (" DOI:10.1000.10/182 ", "doi:10.1000.10/182", "https://doi.org/10.1000.10/182"),
        ("doi:10.1000/(sici)1<1:a>2.0;2-#", "doi:10.1000/(sici)1<1:a>2.0;2-#", None),
        ("doi:10.1000/größe", "doi:10.1000/größe", None),
        ("doi:10.48550/arXiv.2311.09227", "2311.09227", None),
        (f"S2:{SHA.upper()}", f"s2:{SHA}", f"https://www.semanticscholar.org/paper/{SHA}"),
        ("openalex:w2741809807", "openalex:W2741809807", "https://openalex.org/W2741809807"),
        ("lens:0123456789abcdef", "lens:0123456789abcdef", None),
    ],
)
def test_reads_every_name(text: str, canonical: str, page: str | None) -> None:
    paper = PaperId.parse(text)
    assert str(paper) == canonical
    assert PaperId.parse(canonical) == paper
    if page:
        assert paper.page == page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "foo",
        "doi:",
        "doi:10.1000",
        "doi:10.1000/",
        "doi:11.1000/182",
        "doi:10.1000/1 82",
        "doi:10.1000/182\n/etc",
        "doi:10.1000/\x00",
        "doi:10.1000/\ud800",
        "doi:10.1000/\u202e281",  # would be shown from right to left
        "doi:10.1000/\u2028",
        "doi:10.٣٣٣٣/182",
        "doi:10.1000/" + "x" * 501,
        f"s2:{SHA[1:]}",
        f"s2:{SHA}0",
        "s2:" + "g" * 40,
        "openalex:A123",
        "openalex:W0",
        "lens:0123",
        "new:doi:10.1000/182",
        "http://localhost/",
        f"s2:s2:{SHA}",
    ],
)
def test_refuses_the_rest_with_a_sentence(text: str) -> None:
    with pytest.raises(BadPaperId, match="names no paper; write an arXiv identifier"):
        PaperId.parse(text)


def test_a_name_of_ours_has_no_page() -> None:
    assert PaperId("lens", "0123456789abcdef").page is None
