import json

import pytest

from scraper.errors import NotThisPage, PageIncomplete
from scraper.pages import s2_batch
from tests.scraper.pages.samples import answer, cases, expected, plain

SHA = "2d5673caa9e6af3a7b82a43f19ee920992db07ad"


@pytest.mark.parametrize("case", cases("s2_batch"))
def test_recorded(case: str) -> None:
    assert plain(s2_batch.parse(answer("s2_batch", case))) == expected("s2_batch", case)


def test_an_unknown_id_keeps_its_place() -> None:
    papers = s2_batch.parse(answer("s2_batch", "one_unknown"))
    assert [paper and paper.doi for paper in papers] == [
        None,
        "10.2139/ssrn.288970",
        "10.2139/ssrn.2250500",
        "10.1257/rct.1355",
    ]
    assert s2_batch.parse(b'[null, 3, {}, {"title": "0"}]')[-1] is not None


def vector(value: object) -> tuple[float, ...]:
    row = {"paperId": SHA, "embedding": {"model": "specter_v2", "vector": value}}
    (paper,) = s2_batch.parse(json.dumps([row]).encode())
    assert paper is not None
    assert paper.embedding_model == ("specter_v2" if paper.embedding else None)
    return paper.embedding


def test_a_vector_is_all_numbers_or_none_at_all() -> None:
    assert vector([0.25, -1, 3]) == (0.25, -1.0, 3.0)
    assert vector([0.5] * 768) == (0.5,) * 768
    for wrong in (None, "x", [], [1, None], [1, "2"], [True], [1, float("nan")], [0] * 5000, {}):
        assert vector(wrong) == ()


def test_other_answers_are_refused() -> None:
    with pytest.raises(NotThisPage):
        s2_batch.parse(b'{"error": "No valid paper ids given"}')
    with pytest.raises(PageIncomplete):
        s2_batch.parse(answer("s2_batch", "one_unknown")[:2000])
