import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage, PageIncomplete, TokenExpired
from scraper.items import HarvestPage, PaperItem
from scraper.pages import oai
from tests.scraper.pages.samples import SAMPLES, answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("oai"))
def test_recorded(case: str) -> None:
    assert plain(oai.parse(answer("oai", case))) == expected("oai", case)


def by_hepcrawl() -> list[Any]:
    records = []
    for path in sorted((SAMPLES / "oai").glob("expected_by_hepcrawl*.json")):
        for record in json.loads(path.read_text()):
            records += record.get("results_data", [record])
    return records


@pytest.mark.parametrize("record", by_hepcrawl(), ids=lambda each: each["titles"][0]["title"][:20])
def test_agrees_with_hepcrawl(record: Any) -> None:
    arxiv_id = record["arxiv_eprints"][0]["value"]
    papers = (
        row.paper
        for case in ("arxiv_physics_hep_ex", "arxiv_physics_hep_th", "arxiv_single", "record10")
        for row in oai.parse(answer("oai", case)).rows
    )
    paper = next(paper for paper in papers if paper and paper.arxiv_id == arxiv_id)
    assert paper.title == record["titles"][0]["title"]
    assert paper.published == date.fromisoformat(record["preprint_date"])
    assert paper.license == record["license"][0]["url"]
    assert paper.doi == record.get("dois", [{"value": None}])[0]["value"]
    assert (
        paper.comments == " ".join(record["public_notes"][0]["value"].split())
        if ("public_notes" in record)
        else paper.comments is None
    )
    # hepcrawl sorts the names, and keeps math.MP, which is math-ph by its other name.
    families = sorted(each["full_name"].partition(",")[0] for each in record["authors"])
    assert len(paper.authors) == len(families)
    assert all(any(name.endswith(family) for name in paper.authors) for family in families)
    categories = set(record["arxiv_eprints"][0]["categories"]) - {"math.MP"}
    assert set(paper.categories) == categories


def test_a_page_names_its_token_and_its_time() -> None:
    page = oai.parse(answer("oai", "protocol_ListRecords"))
    assert (page.token, page.total) == ("ListRecords2.xml", 8)
    assert page.responded == datetime(2013, 2, 27, 9, 10, 56, tzinfo=UTC)
    assert oai.parse(answer("oai", "protocol_ListIdentifiers")).token == "ListIdentifiers2.xml"
    assert oai.parse(answer("oai", "protocol_ListRecords4")).token is None


def test_errors_of_the_protocol_are_told_apart() -> None:
    assert oai.parse(answer("oai", "protocol_noRecordsMatch")).rows == ()
    with pytest.raises(TokenExpired):
        oai.parse(answer("oai", "protocol_badResumptionToken"))
    with pytest.raises(NotThisPage, match="error unknown"):
        oai.parse(b"<OAI-PMH><error/></OAI-PMH>")
    for case in ("badArgument", "noSetHierarchy", "undefinedError"):
        with pytest.raises(NotThisPage, match=case):
            oai.parse(answer("oai", f"protocol_{case}"))


def test_other_answers_are_refused() -> None:
    with pytest.raises(NotThisPage):
        oai.parse(answer("oai", "protocol_ListRecordsBroken"))
    with pytest.raises(LayoutUnknown):
        oai.parse(answer("oai", "protocol_ListSets"))
    with pytest.raises(PageIncomplete):
        oai.parse(answer("oai", "arxiv_physics_hep_ex")[:5000])


RAW = """<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>hep-th/9901001</id>
<submitter>A. Submitter</submitter>
<version version="v2"><date>Tue, 05 Jan 1999 10:00:00 GMT</date><size>0kb</size>
<source_type>I</source_type></version>
<version version="v1"><date>Fri, 01 Jan 1999 20:12:31 GMT</date><size>12kb</size></version>
<title>On  Poincar\\'{e}</title><authors>H. Poincar\\'e (Paris), E. Noether and D. Hilbert</authors>
<categories>hep-th alg-geom</categories><report-no>X-1</report-no>
<msc-class>14A10</msc-class><acm-class>14A10</acm-class>
<doi>10.1000/A, 10.1000/B</doi><abstract>  We
 do.</abstract></arXivRaw>"""
PLAIN = """<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>0704.0001</id><created>{}</created>
<authors><author><keyname>Finger</keyname><forenames>M.</forenames><suffix>Jr.</suffix></author>
<author><keyname>:</keyname></author><author/></authors><title>0</title>
<categories>math.MP math-ph</categories></arXiv>"""


def listed(metadata: str, header: str = "", name: str = "hep-th/9901001") -> HarvestPage:
    return oai.parse(
        f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>
        <header {header}><identifier>oai:arXiv.org:{name}</identifier>
        <datestamp>2007-05-23</datestamp><setSpec>physics:hep-th</setSpec></header>
        <metadata>{metadata}</metadata></record><resumptionToken/></ListRecords>
        </OAI-PMH>""".encode()
    )


def paper(metadata: str, name: str) -> PaperItem:
    (row,) = listed(metadata, name=name).rows
    assert row.paper is not None
    return row.paper


def test_raw_records_tell_the_versions() -> None:
    (row,) = listed(RAW).rows
    assert (row.arxiv_id, row.changed) == ("hep-th/9901001", date(2007, 5, 23))
    assert (row.deleted, row.sets) == (False, ("physics:hep-th",))
    assert plain(row.paper) == {
        "arxiv_id": "hep-th/9901001",
        "version": 2,
        "versions": [
            {"version": 1, "submitted": "1999-01-01T20:12:31+00:00"},
            {"version": 2, "submitted": "1999-01-05T10:00:00+00:00"},
        ],
        "published": "1999-01-01",
        "updated": "1999-01-05",
        "year": 1999,
        "withdrawn": True,
        "title": "On Poincaré",
        "authors": ["H. Poincaré", "E. Noether", "D. Hilbert"],
        "categories": ["hep-th", "math.AG"],
        "report_number": "X-1",
        "msc_classes": "14A10",  # and no ACM class: arXiv's server wrote the MSC class there
        "doi": "10.1000/a",
        "abstract": "We do.",
        "url": "https://arxiv.org/abs/hep-th/9901001",
    }
    assert listed(RAW.replace("<source_type>I", "<source_type>D")).rows[0].paper == paper(
        RAW.replace("<source_type>I</source_type>", ""), "hep-th/9901001"
    )
    assert paper(RAW.replace(">I<", "><"), "hep-th/9901001").withdrawn is False


def test_a_history_that_lost_its_start_or_its_dates_says_less() -> None:
    later = paper(RAW.replace('"v1"', '"v3"'), "hep-th/9901001")
    assert (later.version, later.published, later.year) == (3, None, None)
    unnumbered = paper(RAW.replace('version="v2"', ""), "hep-th/9901001")
    assert (unnumbered.version, unnumbered.withdrawn) == (1, False)
    none = paper(RAW.replace("GMT", "").replace("Jan", "Foo"), "hep-th/9901001")
    assert (none.version, none.versions, none.withdrawn) == (None, (), None)
    assert none.title == "On Poincaré"


def test_plain_records_join_the_parts_of_a_name() -> None:
    item = paper(PLAIN.format("2007-03-30"), "0704.0001")
    assert item.authors == ("M. Finger Jr.",)
    assert (item.title, item.categories) == ("0", ("math-ph",))
    assert (item.published, item.year) == (date(2007, 3, 30), 2007)


@pytest.mark.parametrize(
    ("name", "created", "published"),
    [
        ("hep-th/9108001", "1991-08-01", True),
        ("hep-th/9108001", "1991-09-01", False),
        ("math/0101001", "2001-01-31", True),
        ("math/0101001", "2001-02-01", False),
        ("math/0101001", "1999-12-31", True),
    ],
)
def test_an_id_tells_the_month_of_the_first_version(
    name: str, created: str, published: bool
) -> None:
    metadata = PLAIN.replace("0704.0001", name).format(created)
    assert paper(metadata, name).published == (date.fromisoformat(created) if published else None)
    assert paper(metadata, name).updated == date.fromisoformat(created)


def test_an_acm_class_of_its_own_is_kept() -> None:
    for written, read in (("I.2.7", "I.2.7"), ("None", None), ("14A10", None)):
        item = paper(RAW.replace("<acm-class>14A10", f"<acm-class>{written}"), "hep-th/9901001")
        assert item.acm_classes == read


@pytest.mark.parametrize("created", ["2007-05-01", "2011-01-01", "soon", ""])
def test_a_plain_record_of_a_later_version_has_no_first_date(created: str) -> None:
    item = paper(PLAIN.format(created), "0704.0001")
    assert (item.published, item.year) == (None, None)


def test_deleted_and_unreadable_records_have_no_paper() -> None:
    (row,) = listed(RAW, header='status="deleted"').rows
    assert (row.deleted, row.paper) == (True, None)
    (row,) = listed(PLAIN.format("2007-03-30"), 'status="deleted"', "0704.0001").rows
    assert (row.deleted, row.paper) == (True, None)
    headless = b"<OAI-PMH><ListRecords><record/></ListRecords></OAI-PMH>"
    assert oai.parse(headless) == HarvestPage(rows=())
    (row,) = listed("<oai_dc>no</oai_dc>").rows
    assert (row.deleted, row.paper) == (False, None)
    (row,) = listed(RAW, name="2311.09227").rows  # another paper under this header
    assert row.paper is None
    assert listed(RAW, name="foo").rows == ()
    assert listed(RAW).token is None
