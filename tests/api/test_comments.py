"""Readers' comments: written, listed, counted, taken away, over both databases."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from api.schemas.comment import CommentShape
from scraper.sample import PAPER

COMMENTS = "/api/v1/comments"
PAPER_COMMENTS = f"/api/v1/papers/{PAPER}/comments"


def write(client: FlaskClient, **said: Any) -> Any:
    """Write a comment on the sample's paper."""
    return client.post(COMMENTS, json={"paper": PAPER, "text": "See section 4.", **said})


def listed(client: FlaskClient) -> list[Any]:
    """The comments on the sample's paper."""
    page = client.get(PAPER_COMMENTS).json
    assert page
    assert page["total"] == len(page["items"])
    items: list[Any] = page["items"]
    return items


def test_a_comment_from_writing_to_taking_away(both: FlaskClient) -> None:
    before = both.get(f"/api/v1/papers/{PAPER}")
    written = write(both, author="Ada")
    assert written.status_code == 201
    comment = CommentShape.model_validate_json(written.data)
    assert (comment.paper, comment.author, comment.text) == (PAPER, "Ada", "See section 4.")
    assert written.headers["Location"] == f"{COMMENTS}/{comment.id}"

    assert listed(both) == [written.json]
    after = both.get(f"/api/v1/papers/{PAPER}")
    assert after.json
    assert after.json["counts"]["comments"] == 1
    assert after.headers["ETag"] != before.headers["ETag"]

    gone = both.delete(written.headers["Location"])
    assert (gone.status_code, gone.data) == (204, b"")
    assert listed(both) == []
    last = both.get(f"/api/v1/papers/{PAPER}")
    assert last.json
    assert last.json["counts"]["comments"] == 0
    assert both.delete(written.headers["Location"]).status_code == 404


def test_comments_come_oldest_first_in_pages(client: FlaskClient) -> None:
    ids = [write(client, text=f"{number}").json["id"] for number in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(
            f"{PAPER_COMMENTS}?limit=2" + (f"&cursor={cursor}" if cursor else "")
        ).json
        assert page
        found += [comment["id"] for comment in page["items"]]
        cursor = page["next"]
    assert found == ids == sorted(ids)


def test_an_id_is_never_given_twice(client: FlaskClient) -> None:
    first = write(client).json["id"]
    client.delete(f"{COMMENTS}/{first}")
    assert write(client).json["id"] > first


def test_a_comment_goes_to_the_paper_whatever_it_is_called(client: FlaskClient) -> None:
    for name in (f"{PAPER}v1", f"arXiv:{PAPER}", f"https://arxiv.org/abs/{PAPER}"):
        assert write(client, paper=name).json["paper"] == PAPER
    assert len(listed(client)) == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain", "plain"),
        ("  two\nlines\tand a tab \n\n", "two\nlines\tand a tab"),
        ("<script>alert(1)</script> & $\\alpha$", "<script>alert(1)</script> & $\\alpha$"),
        ("λ 漢字 \U0001f600 e\u0301", "λ 漢字 \U0001f600 e\u0301"),
        ("a\x00b\x1b[31mc\x7fd\x85e\r\nf", "ab[31mcde\nf"),
        ("x" * 10_000, "x" * 10_000),
        ("\U0001f600" * 10_000, "\U0001f600" * 10_000),
    ],
)
def test_text_is_kept_as_written_but_for_control_characters(
    both: FlaskClient, given: str, kept: str
) -> None:
    assert write(both, text=given, author=given[:100]).status_code == 201
    (comment,) = listed(both)
    assert comment["text"] == kept
    assert comment["author"] == kept[: len(comment["author"])]


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": "\x00\x1b\x7f"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["x"]}, "text"),
        ({"text": {"x": 1}}, "text"),
        ({"text": True}, "text"),
        ({"author": ""}, "author"),
        ({"author": "   "}, "author"),
        ({"author": "x" * 101}, "author"),
        ({"author": 1}, "author"),
        ({"paper": ""}, "names no paper"),
        ({"paper": "foo"}, "names no paper"),
        ({"paper": "1" * 601}, "paper"),
        ({"paper": None}, "paper"),
        ({"paper": 2311.09227}, "paper"),
        ({"paper": 10**400}, "paper"),
        ({"colour": "red"}, "colour"),
        ({"id": 1}, "id"),
        ({"created": "2020-01-01"}, "created"),
    ],
)
def test_a_comment_that_cannot_be_is_refused(
    client: FlaskClient, wrong: dict[str, Any], about: str
) -> None:
    answer = write(client, **wrong)
    assert answer.status_code == 400
    assert about in answer.json["detail"]
    assert listed(client) == []


def test_a_missing_field_is_named(client: FlaskClient) -> None:
    for missing in ("paper", "text"):
        body = {"paper": PAPER, "text": "x"}
        del body[missing]
        answer = client.post(COMMENTS, json=body)
        assert answer.status_code == 400
        assert answer.json
        assert answer.json["detail"].startswith(f"{missing}: ")


def test_no_comment_on_what_is_not_on_record(both: FlaskClient) -> None:
    answer = write(both, paper="1501.00001")
    assert answer.status_code == 404
    assert answer.json["type"].endswith("/paper-unknown")


def test_the_longest_comment_fits_however_it_is_escaped(client: FlaskClient) -> None:
    text = "\\ud83d\\ude00" * 10_000
    body = f'{{"paper": "{PAPER}", "text": "{text}"}}'
    answer = client.post(COMMENTS, data=body, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json
    assert answer.json["text"] == "\U0001f600" * 10_000
