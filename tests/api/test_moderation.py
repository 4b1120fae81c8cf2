"""Comments that answer, are edited, reported and hidden: by whom, and seen by whom."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import access
from api.app import create_app
from api.schemas.comment import CommentShape
from scraper.records import Report
from scraper.sample import PAPER
from scraper.settings import Settings
from tests.api.refusals import kind

COMMENTS = "/api/v1/comments"
LISTED = f"/api/v1/papers/{PAPER}/comments"


def write(client: FlaskClient, text: str = "One.", as_: Any = None, **more: Any) -> Any:
    """A comment that is kept."""
    body = {"paper": PAPER, "text": text, **more}
    answer = client.post(COMMENTS, json=body, headers=as_)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_alone_on_this_machine_all_comments_are_ones_own(both: FlaskClient) -> None:
    first = write(both)
    second = write(both, "Two.", reply_to=first["id"])
    assert (second["reply_to"], second["mine"], second["edited"]) == (first["id"], True, None)
    path = f"{COMMENTS}/{first['id']}"
    changed = both.patch(path, json={"text": "*One* more."})
    comment = CommentShape.model_validate_json(changed.data)
    assert (comment.text, comment.html) == ("*One* more.", "<p><em>One</em> more.</p>\n")
    assert comment.edited
    assert both.get(path).json == changed.json
    page = both.get(LISTED).json
    assert page
    assert page["items"] == [changed.json, second]
    assert both.post(f"{path}/reports", json={"reason": "Spam."}).status_code == 204
    assert both.patch(path, json={"hidden": True}).json["hidden"] is True  # type: ignore[index]
    record = both.get(f"/api/v1/papers/{PAPER}").json
    assert record
    assert record["counts"]["comments"] == 1
    with both.application.extensions["lens.database"].reading() as session:
        assert session.query(Report).count() == 0  # hiding has settled it
    assert both.delete(path).status_code == 204
    page = both.get(LISTED).json
    assert page
    assert [each["reply_to"] for each in page["items"]] == [None]


def test_an_answer_is_to_a_comment_on_the_same_paper(client: FlaskClient) -> None:
    mine = write(client)["id"]
    client.get("/api/v1/papers/cs/9901011")
    for paper, reply_to in ((PAPER, 999), ("cs/9901011", mine)):
        body = {"paper": paper, "text": "No.", "reply_to": reply_to}
        answer = client.post(COMMENTS, json=body)
        assert (answer.status_code, kind(answer)) == (404, "comment-unknown")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": " "},
        {"text": 1},
        {"hidden": "yes"},
        {"author": "x"},
    ],
)
def test_a_change_that_is_none_is_refused(client: FlaskClient, body: Any) -> None:
    path = f"{COMMENTS}/{write(client)['id']}"
    answer = client.patch(path, json=body)
    assert (answer.status_code, kind(answer)) == (400, "bad-request")


class Elsewhere:
    """A server that others reach, and their tokens."""

    def __init__(self, client: FlaskClient, tokens: dict[str, str]) -> None:
        self.client = client
        self.tokens = tokens

    def as_(self, name: str) -> dict[str, str]:
        """The headers of one of them."""
        token = self.tokens.get(name)
        return {"Authorization": f"Bearer {token}"} if token else {}


@pytest.fixture
def elsewhere(sample_file: Path, tmp_path: Path) -> Iterator[Elsewhere]:
    copy = tmp_path / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", host="0.0.0.0"))
    people = {"ada": "reader", "emil": "reader", "curator": "curator", "admin": "admin"}
    with app.extensions["lens.database"].writing() as session:
        tokens = {name: access.create(session, name, role)[1] for name, role in people.items()}
    yield Elsewhere(app.test_client(), tokens)
    app.extensions["lens.database"].close()


def test_readers_edit_and_delete_their_own_alone(elsewhere: Elsewhere) -> None:
    client, as_ = elsewhere.client, elsewhere.as_
    comment = write(client, as_=as_("ada"))
    path = f"{COMMENTS}/{comment['id']}"
    assert comment["mine"] is True
    for other, mine in (("emil", False), ("stranger", False), ("curator", False), ("ada", True)):
        assert client.get(path, headers=as_(other)).json["mine"] is mine  # type: ignore[index]
    for other, name in (("emil", "not-yours"), ("curator", "not-yours"), ("", "token-missing")):
        answer = client.patch(path, json={"text": "Mine!"}, headers=as_(other))
        assert kind(answer) == name
    assert kind(client.delete(path, headers=as_("emil"))) == "not-yours"
    assert kind(client.delete(path)) == "token-missing"
    assert client.get(path).json["text"] == "One."  # type: ignore[index]
    assert client.patch(path, json={"text": "Two."}, headers=as_("ada")).status_code == 200
    assert client.delete(path, headers=as_("ada")).status_code == 204


def test_curators_hide_what_readers_report(elsewhere: Elsewhere) -> None:
    client, as_ = elsewhere.client, elsewhere.as_
    path = f"{COMMENTS}/{write(client, as_=as_('ada'))['id']}"
    report = {"reason": "Spam."}
    assert kind(client.post(f"{path}/reports", json=report)) == "token-missing"
    assert client.post(f"{path}/reports", json=report, headers=as_("emil")).status_code == 204
    for reader in ("ada", "emil"):
        refused = client.patch(path, json={"hidden": True}, headers=as_(reader))
        assert (refused.status_code, kind(refused)) == (403, "token-too-narrow")
    assert client.patch(path, json={"hidden": True}, headers=as_("curator")).status_code == 200
    for reader, seen in (("stranger", 0), ("ada", 0), ("curator", 1), ("admin", 1)):
        page = client.get(LISTED, headers=as_(reader)).json
        assert page
        assert (len(page["items"]), page["total"]) == (seen, seen)
        assert client.get(path, headers=as_(reader)).status_code == (200 if seen else 404)
    assert kind(client.patch(path, json={"text": "x"}, headers=as_("ada"))) == "comment-unknown"
    assert client.patch(path, json={"hidden": False}, headers=as_("curator")).status_code == 200
    assert client.get(path).status_code == 200
    assert client.delete(path, headers=as_("curator")).status_code == 204


def test_what_was_written_on_this_machine_is_no_strangers(elsewhere: Elsewhere) -> None:
    client, as_ = elsewhere.client, elsewhere.as_
    path = f"{COMMENTS}/{write(client, as_=as_('ada'))['id']}"
    database = client.application.extensions["lens.database"]
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE comment SET token_id = NULL")
    assert client.get(path).json["mine"] is False  # type: ignore[index]
    assert kind(client.delete(path, headers=as_("ada"))) == "not-yours"


def test_a_revoked_token_ends_at_once(elsewhere: Elsewhere) -> None:
    client, as_ = elsewhere.client, elsewhere.as_
    write(client, as_=as_("ada"))
    with client.application.extensions["lens.database"].writing() as session:
        access.revoke(session, 1)
    answer = client.get(LISTED, headers=as_("ada"))
    assert (answer.status_code, kind(answer)) == (401, "bad-token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_no_token_is_kept_as_it_is(elsewhere: Elsewhere) -> None:
    with elsewhere.client.application.extensions["lens.database"].reading() as session:
        kept = str(session.connection().exec_driver_sql("SELECT * FROM token").fetchall())
    assert len(elsewhere.tokens) == 4
    assert not any(token in kept or token[5:] in kept for token in elsewhere.tokens.values())
