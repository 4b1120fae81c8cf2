"""What can be asked of each spider, and what is said to whoever asks for something else."""

import pytest

from scraper.cards import SPIDERS, card_of
from scraper.errors import BadInput, BadPaperId, BadParameter, BadTarget, UnknownSpider
from scraper.paper_id import PaperId


@pytest.mark.parametrize(
    ("spider", "target", "form"),
    [
        ("paper", "https://arxiv.org/abs/2311.09227v2", "2311.09227"),
        ("listing", " cs.AI ", "cs.AI"),
        ("listing", "alg-geom", "alg-geom"),
        ("rss", "cs.AI, cs.CL+cs.AI", "cs.AI+cs.CL"),
        ("atom_api", "2311.09227v2, hep-th/9901001\n2311.09227", "2311.09227,hep-th/9901001"),
        ("oai", "all", "all"),
        ("oai", "cs", "cs"),
        ("oai", "cs.AI", "cs:cs:AI"),
        ("oai", "hep-th", "physics:hep-th"),
        ("oai", "astro-ph.CO", "physics:astro-ph:CO"),
        ("oai", "math.AG", "math:math:AG"),
        ("oai", "physics.optics", "physics:physics:optics"),
        ("oai", "physics:hep-th", "physics:hep-th"),
        ("oai", "cs:cs:AI", "cs:cs:AI"),
    ],
)
def test_a_target_has_one_form(spider: str, target: str, form: str) -> None:
    assert card_of(spider).wish(target).target == form


@pytest.mark.parametrize(
    ("spider", "target", "given", "kind", "sentence"),
    [
        ("paper", "foo", {}, BadPaperId, "'foo' names no paper"),
        ("paper", "2311.09227", {"period": "new"}, BadParameter, "period: paper has no such"),
        ("listing", "cs.AL", {}, BadTarget, "There is no category 'cs.AL'; did you mean cs."),
        ("listing", "", {}, BadTarget, "There is no category ''; arXiv's are like cs, cs.AI"),
        (
            "listing",
            "cs",
            {"period": "2313"},
            BadParameter,
            "period: '2313' will not do; it is new",
        ),
        ("listing", "cs", {"periode": "new"}, BadParameter, "no such parameter; it takes period."),
        ("rss", "cs.AI+nonsense/../", {}, BadTarget, "There is no category 'nonsense/../'"),
        ("atom_api", "2311.09227,foo", {}, BadTarget, "'foo' is not an arXiv identifier"),
        ("atom_api", ",".join(f"2311.{n:05}" for n in range(2001)), {}, BadTarget, "is 2001 ids"),
        ("oai", "computing", {}, BadTarget, "There is no set 'computing'"),
        ("oai", "physics:hep-xx", {}, BadTarget, "There is no set 'physics:hep-xx'"),
        ("oai", "foo:hep-th", {}, BadTarget, "There is no set 'foo:hep-th'"),
        ("oai", "cs", {"from": "2024-13-01"}, BadParameter, "from: '2024-13-01' is no date; write"),
        ("oai", "cs", {"until": "soon"}, BadParameter, "until: 'soon' is no date"),
        ("oai", "cs", {"format": "oai_dc"}, BadParameter, "format: input should be 'arXivRaw' or"),
        (
            "oai",
            "cs",
            {"from": "2024-01-02", "until": "2024-01-01"},
            BadParameter,
            "parameters: from 2024-01-02 is later than until 2024-01-01.",
        ),
        ("citation_table", "ftp://example.org/", {}, BadTarget, "is no address of a page"),
        ("citation_table", "http://[bad/abs/2311.09227", {}, BadTarget, "is no address of a page"),
        ("citation_table", "http://a:x@b/abs/2311.09227", {}, BadTarget, "is no address"),
        (
            "citation_table",
            "https://b/list",
            {},
            BadParameter,
            "paper: the page's address names no",
        ),
        ("citation_table", "https://b/abs/2311.09227", {"part": "x"}, BadParameter, "part: input"),
    ],
)
def test_what_cannot_be_done_is_told(
    spider: str, target: str, given: dict[str, str], kind: type[BadInput], sentence: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        card_of(spider).wish(target, given)
    assert type(refusal.value) is kind
    assert sentence in str(refusal.value)


def test_no_such_spider() -> None:
    with pytest.raises(UnknownSpider, match="there are abs_page"):
        card_of("foo")


def test_parameters_are_kept_as_they_were_given() -> None:
    oai = card_of("oai")
    assert oai.wish("cs").parameters is None
    assert oai.wish("cs", {"format": "arXivRaw", "from": None}).parameters is None
    given = {"until": "2024-02-01", "from": "2024-01-01"}
    assert list((oai.wish("cs", given).parameters or {}).items()) == [
        ("from", "2024-01-01"),
        ("until", "2024-02-01"),
    ]
    again = oai.wish("cs", oai.wish("cs", given).parameters)
    assert again == oai.wish("cs", given)


def test_a_page_of_a_list_is_about_a_paper() -> None:
    table = card_of("citation_table")
    wish = table.wish("https://lens.example.org/abs/hep-th/9901001?list=citations#top")
    assert wish.about == PaperId("arxiv", "hep-th/9901001")
    assert wish.target == "https://lens.example.org/abs/hep-th/9901001?list=citations"
    assert table.wish("https://b/abs/doi%3A10.1000%2F182").about == PaperId("doi", "10.1000/182")
    named = table.wish("https://b/list", {"paper": "2311.09227v1", "part": "references"})
    assert named.about == PaperId("arxiv", "2311.09227")
    assert card_of("listing").wish("cs").about is None


def test_every_card_describes_itself() -> None:
    for card in SPIDERS.values():
        assert card.description.endswith(".")
        schema = card.takes.model_json_schema()
        assert schema["additionalProperties"] is False
        for field in schema["properties"].values():
            assert field["description"].endswith(".")
