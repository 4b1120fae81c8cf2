import pytest

from scraper.errors import LayoutUnknown, NotThisPage, PageIncomplete
from scraper.pages import json_body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<!DOCTYPE html><html><title>Are you human?</title></html>",
        b"Resource not found.",
        b"\xff\xfe\xfd",
        b"\x1f\x8b\x08\x00 still compressed",
        b'{"paperId": NaN_}',
        b"[1, 2}",
        b"x]",
        b"paperId",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"message": "Too Many Requests", "code": "429"}',
        b'{"error": "Paper with id 0 not found"}',
        b'"paperId"',
        b"[]",
        b"null",
    ],
)
def test_what_is_no_such_answer_is_refused(body: bytes) -> None:
    with pytest.raises(NotThisPage) as refusal:
        json_body.read_object(body, "paperId")
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("body", [b'{"paperId": "2d5673', b'{"data": [{"a": 1},', b'[{"a": 1'])
def test_a_cut_off_answer_is_told_from_another_page(body: bytes) -> None:
    with pytest.raises(PageIncomplete):
        json_body.read(body)


def test_numbers_that_are_too_long_cost_only_their_field() -> None:
    assert json_body.read(b"[" + b"9" * 19 + b"]") == [10**19 - 1]
    assert json_body.read(b"[" + b"9" * 20 + b"]") == [None]
    body = b'{"year": ' + b"9" * 10_000 + b', "score": 1e999, "title": "0", "half": "\\ud835"}'
    assert json_body.read(body) == {
        "year": None,
        "score": float("inf"),
        "title": "0",
        "half": "\ud835",
    }


def test_rows_may_be_null_but_nothing_else() -> None:
    assert json_body.rows(None, "data") == []
    assert json_body.rows([1], "data") == [1]
    with pytest.raises(LayoutUnknown, match="'data'"):
        json_body.rows({}, "data")
