"""The edge cases that the recorded pages and answers were chosen for, each by its name.

The samples' own tests compare every field; this table says which of them is there for what.
"""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage, TokenExpired
from scraper.items import Announcements
from scraper.normalise import categories
from scraper.pages import (
    abs_page,
    atom_api,
    atom_feed,
    bibliography,
    crossref_work,
    listing,
    oai,
    openalex_work,
    rss,
    s2_batch,
    s2_citations,
    s2_paper,
    s2_references,
    s2_similar,
)
from tests.scraper.pages.samples import SAMPLES, answer

_ABS = SAMPLES / "abs_page"


def shown(case: str) -> Any:
    page = _ABS / case / "page.html"
    packed = Path(f"{page}.gz")
    return abs_page.parse(
        page.read_bytes() if page.exists() else gzip.decompress(packed.read_bytes())
    )


def kinds(page: Announcements) -> set[str | None]:
    return {row.kind for row in page.rows}


_ASSUMED = "http://arxiv.org/licenses/assumed-1991-2003/"
_CC = "http://creativecommons.org/licenses"
_LICENSES = {
    "0704.0001": _ASSUMED,
    "0704.0503": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    "2103.17249": f"{_CC}/by/4.0/",
    "2004.08990": f"{_CC}/by-nc-sa/4.0/",
    "2403.10561": f"{_CC}/by-nc-nd/4.0/",
    "0704.0213": None,  # withdrawn: the page gives none
}
ABS_PAGES: dict[str, Callable[[], bool]] = {
    "four digits after the month": lambda: shown("0704.0001").arxiv_id == "0704.0001",
    "five digits after the month": lambda: shown("2103.17249").arxiv_id == "2103.17249",
    "an old id": lambda: shown("hep-th_9809096").arxiv_id == "hep-th/9809096",
    "an archive that is a category now": lambda: (
        shown("alg-geom_9202001").categories == ("math.AG",)
    ),
    "aliases and what they stand for once": lambda: (
        shown("physics_9707012v3").categories == ("math-ph", "quant-ph")
    ),
    "a pinned version": lambda: (
        (shown("0704.0615v1").version, len(shown("0704.0615v1").versions)) == (1, 3)
    ),
    "one version": lambda: [each.version for each in shown("0704.0090").versions] == [1],
    "eight versions": lambda: (
        [each.version for each in shown("2101.10016").versions] == list(range(1, 9))
    ),
    "withdrawn": lambda: shown("0704.0213").withdrawn is True,
    "withdrawn later than the version shown": lambda: shown("0704.0615v1").withdrawn is False,
    "the withdrawn version itself": lambda: shown("0704.0615v2").withdrawn is True,
    "hundreds of authors": lambda: len(shown("2103.11058").authors) == 969,
    "a collaboration among the authors": lambda: (
        shown("1902.05884").authors[0] == "LHCb Collaboration"
    ),
    "names in accents of TeX": lambda: any(
        not name.isascii() for name in shown("1902.05884").authors
    ),
    "TeX in a title": lambda: r"$D^+\to K^-K^+K^+$" in str(shown("1902.05884").title),
    "Unicode in a title": lambda: "$α$" in str(shown("0704.0174").title),
    "a DOI": lambda: str(shown("0704.0001").doi).startswith("10."),
    "a journal's reference and a report's number": lambda: (
        str(shown("1902.05884").journal_ref).startswith("Journal of High Energy Physics")
        and shown("1902.05884").report_number == "LHCb-PAPER-2018-039, CERN-EP-2018-336"
    ),
    "a report's number alone": lambda: (
        shown("0704.0174").journal_ref is None
        and shown("0704.0174").report_number == "IFIC/07-17, FTUV-07-0402"
    ),
    "a journal's reference alone": lambda: (
        shown("0704.0151").report_number is None and bool(shown("0704.0151").journal_ref)
    ),
    "MSC classes": lambda: bool(shown("0704.0503").msc_classes),
    "ACM classes": lambda: shown("0704.0090").acm_classes == "C.4; G.1; G.1.6; G.3; J.7",
    "an address behind 'this https URL'": lambda: str(shown("2103.17249").comments).endswith(
        "https://github.com/orpatashnik/StyleCLIP"
    ),
    "an id in the comments": lambda: "cond-mat/0407515" in str(shown("0704.0880").comments),
    **{
        f"the licence {url}": lambda case=case, url=url: shown(case).license == url  # type: ignore[misc]
        for case, url in _LICENSES.items()
    },
}
ANSWERS: dict[str, Callable[[], bool]] = {
    "new papers with abstracts": lambda: all(
        row.paper.abstract for row in listing.parse(answer("listing", "math_new")).rows
    ),
    "new, crossed and replaced papers": lambda: (
        kinds(listing.parse(answer("listing", "math_new"))) == {"new", "cross", "replace"}
    ),
    "recent papers without abstracts": lambda: (
        not any(row.paper.abstract for row in listing.parse(answer("listing", "math_recent")).rows)
    ),
    "a past week": lambda: len(listing.parse(answer("listing", "quant_ph_pastweek")).rows) == 1,
    "an empty list": lambda: listing.parse(answer("listing", "astro_ph_new")).rows == (),
    "a feed of two archives": lambda: (
        kinds(rss.parse(answer("rss", "cs_math"))) == {"new", "cross", "replace"}
    ),
    "the same in Atom": lambda: (
        kinds(atom_feed.parse(answer("atom_feed", "cs_math"))) == {"new", "cross", "replace"}
    ),
    "an empty feed": lambda: rss.parse(answer("rss", "cs_ai")).rows == (),
    "an empty feed in Atom": lambda: atom_feed.parse(answer("atom_feed", "cs_ai")).rows == (),
    "a page of a query": lambda: (
        atom_api.parse(answer("atom_api", "q_testing_s0_m100")).next == "100"
    ),
    "a page shorter than asked for": lambda: (
        atom_api.parse(answer("atom_api", "q_testing_s30_m10")).next == "40"
    ),
    "a query without results": lambda: (
        atom_api.parse(answer("atom_api", "id_0000_0000_s0_m100")).papers == ()
    ),
    "one of two ids known": lambda: (
        len(atom_api.parse(answer("atom_api", "id_0808_05394_1707_08567_s0_m100")).papers) == 1
    ),
    "an old id in the query API": lambda: (
        atom_api.parse(answer("atom_api", "id_quant_ph_0201082v1_s0_m100")).papers[0].arxiv_id
        == "quant-ph/0201082"
    ),
    "many records": lambda: len(oai.parse(answer("oai", "arxiv_physics_hep_th")).rows) == 3,
    "one record": lambda: len(oai.parse(answer("oai", "arxiv_single")).rows) == 1,
    "a resumption token with a size": lambda: (
        (
            oai.parse(answer("oai", "protocol_ListRecords")).token,
            oai.parse(answer("oai", "protocol_ListRecords")).total,
        )
        == ("ListRecords2.xml", 8)
    ),
    "an empty token at the end": lambda: (
        oai.parse(answer("oai", "protocol_ListRecords4")).token is None
    ),
    "no records match": lambda: oai.parse(answer("oai", "protocol_noRecordsMatch")).rows == (),
    "one of a batch unknown": lambda: None in s2_batch.parse(answer("s2_batch", "one_unknown")),
    "a first page of references": lambda: (
        s2_references.parse(answer("s2_references", "first_page")).next == 50
    ),
    "a last page of references": lambda: (
        s2_references.parse(answer("s2_references", "last_page")).next is None
    ),
    "citations with contexts": lambda: any(
        row.contexts for row in s2_citations.parse(answer("s2_citations", "contexts")).rows
    ),
    "recommendations": lambda: len(s2_similar.parse(answer("s2_similar", "recent"))) == 100,
    "recommendations from lists": lambda: (
        len(s2_similar.parse(answer("s2_similar", "from_lists"))) == 100
    ),
    "a paper with its title alone": lambda: (
        s2_paper.parse(answer("s2_paper", "title_only")).title
        == "Computing Machinery and Intelligence"
    ),
    "a paper under arXiv's own DOI": lambda: (
        s2_paper.parse(answer("s2_paper", "arxiv_doi")).arxiv_id == "2312.07559"
    ),
    "a paper without authors": lambda: (
        s2_paper.parse(answer("s2_paper", "no_authors")).authors == ()
    ),
    "a blank venue beside a journal": lambda: (
        s2_paper.parse(answer("s2_paper", "blank_venue")).venue == "Journal of Applied Physics"
    ),
    "a work without authors": lambda: (
        openalex_work.parse(answer("openalex_work", "no_authors")).paper.authors == ()
    ),
    "a work with references": lambda: (
        len(openalex_work.parse(answer("openalex_work", "iodide")).references) == 36
    ),
    "a published work with references": lambda: (
        len(crossref_work.parse(answer("crossref_work", "10_1063_1_4938384")).references) == 56
    ),
}
REFUSED: dict[str, tuple[Callable[[bytes], Any], Path, type[Exception], str]] = {
    **{
        f"arXiv: {name}": (abs_page.parse, SAMPLES / "answers" / "arxiv" / name, NotThisPage, "")
        for name in (
            "abs_0906.5132v99__404.html",
            "abs_9999.99999__404.html",
            "abs_arXiv_0906.5132__301.html",
            "abs_hep-th_9901001v99__404.html",
            "abs_notanid__404.html",
        )
    },
    **{
        f"no HTML version: {name}": (
            bibliography.parse,
            SAMPLES / "answers" / "arxiv" / name,
            NotThisPage,
            "",
        )
        for name in ("html_0906.5132__404.html", "html_2403.10561__200.html")
    },
    **{
        f"a feed that says no: {kind}/{case}": (
            parse,
            SAMPLES / kind / case / "answer.xml",
            NotThisPage,
            "arXiv answers with an error: Bad ",
        )
        for kind, parse in (("rss", rss.parse), ("atom_feed", atom_feed.parse))
        for case in ("bogus", "math_xx")
    },
    "a bad id": (
        atom_api.parse,
        SAMPLES / "atom_api" / "id_abc_s0_m100" / "answer.xml",
        NotThisPage,
        "incorrect id format for abc",
    ),
    **{
        f"OAI-PMH: {case}": (
            oai.parse,
            SAMPLES / "oai" / f"protocol_{case}" / "answer.xml",
            error,
            "",
        )
        for case, error in (
            ("badArgument", NotThisPage),
            ("badResumptionToken", TokenExpired),
            ("noSetHierarchy", NotThisPage),
            ("undefinedError", NotThisPage),
            ("ListRecordsBroken", NotThisPage),
            ("ListSets", LayoutUnknown),
        )
    },
}


@pytest.mark.parametrize("case", ABS_PAGES)
def test_abs_page(case: str) -> None:
    assert ABS_PAGES[case]()


@pytest.mark.parametrize("case", ANSWERS)
def test_answer(case: str) -> None:
    assert ANSWERS[case]()


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    parse, path, error, words = REFUSED[case]
    with pytest.raises(error, match=re.escape(words) or None):
        parse(path.read_bytes())


def test_an_odd_id_leads_to_its_paper() -> None:
    body = (SAMPLES / "answers" / "arxiv" / "abs_id_0906.3421__200.html").read_bytes()
    assert abs_page.parse(body).arxiv_id == "0906.3421"


def test_the_page_of_categories_names_those_that_we_know() -> None:
    page = (SAMPLES / "category_taxonomy" / "page.html").read_text()
    named = set(re.findall(r"<h4>([a-z-]+(?:\.[A-Za-z-]+)?) <span>", page))
    assert len(named) > 100
    assert named <= set(categories.terms())
