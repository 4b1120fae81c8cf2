import json
import re
from html import unescape
from pathlib import Path

import pytest

from scraper.normalise import categories

SAMPLES = Path(__file__).parents[2] / "samples"
PAGE = SAMPLES / "category_taxonomy" / "page.html"


def test_names_every_category_as_arxivs_own_page_does() -> None:
    found = re.findall(r"<h4>(\S+) <span>\((.*)\)</span></h4>", PAGE.read_text("utf-8"))
    assert len(found) == 155
    for term, name in found:
        if term != "q-fin.EC":  # shown as econ.GN, whose name differs
            assert categories.label(term) == unescape(name)


@pytest.mark.parametrize(
    ("term", "present"),
    [
        ("alg-geom", "math.AG"),
        ("dg-ga", "math.DG"),
        ("q-alg", "math.QA"),
        ("cmp-lg", "cs.CL"),
        ("acc-phys", "physics.acc-ph"),
        ("bayes-an", "physics.data-an"),
        ("supr-con", "cond-mat.supr-con"),
        ("chao-dyn", "nlin.CD"),
        ("math.MP", "math-ph"),
        ("math.IT", "cs.IT"),
        ("stat.TH", "math.ST"),
        ("q-fin.EC", "econ.GN"),
        ("cs.NA", "math.NA"),
        ("cs.SY", "eess.SY"),
        ("hep-th", "hep-th"),
        ("astro-ph", "astro-ph"),
        ("nosuch.XY", "nosuch.XY"),
    ],
)
def test_knows_the_present_name(term: str, present: str) -> None:
    assert categories.canonical(term) == present
    assert categories.canonical(present) == present


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("cs.CY", "Computers and Society"),
        ("alg-geom", "Algebraic Geometry"),
        ("q-fin.EC", "General Economics"),
        ("cond-mat", "Condensed Matter"),
        ("nosuch.XY", "nosuch.XY"),
    ],
)
def test_says_it_in_words(term: str, name: str) -> None:
    assert categories.label(term) == name


def test_names_the_categories_of_every_sample() -> None:
    for path in (SAMPLES / "abs_page").glob("*/expected.json"):
        for term in json.loads(path.read_text("utf-8"))["categories"]:
            assert categories.canonical(term) == term
            assert categories.label(term) != term
