"""The curators' page over HTTP: who sees it, who may press its buttons, and what these do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api import access
from api.app import create_app
from scraper import crawls, pace, refresh
from scraper.records import Comment, Crawl, Database, Report, Token, utc_now
from scraper.records.panel import materialise
from scraper.sample import PAPER
from scraper.settings import Settings
from tests.api.refusals import kind
from tests.api.test_door import CHROME, EVIL, HERE, OURS, READERS, WRITERS

HOSTILE = "</pre><script>document.title='gone'</script><img src=x onerror=x>"
FORM = "application/x-www-form-urlencoded"


def database(client: FlaskClient) -> Database:
    """What is behind it."""
    found: Database = client.application.extensions["lens.database"]
    return found


def comment(client: FlaskClient, text: str = "One.", reports: int = 1, **more: Any) -> int:
    """The number of a comment that was reported."""
    body = {"paper": PAPER, "text": text, "author": HOSTILE[:100]}
    made = client.post("/api/v1/comments", json=body, **more).json
    assert made
    for each in range(reports):
        reason = {"reason": f"{HOSTILE} {each}"}
        assert client.post(f"/api/v1/comments/{made['id']}/reports", json=reason, **more)
    number: int = made["id"]
    return number


def crawl(client: FlaskClient, target: str, state: str = "queued", spider: str = "paper") -> int:
    """The number of a crawl that stands so."""
    with database(client).writing() as session:
        made, _new = crawls.request(session, spider, target)
        session.flush()
        if state == "running":
            crawls.draw(session, "w")
        elif state != "queued":
            crawls.finish(session, made.id, state, "No source answered.")
        return made.id


def press(client: FlaskClient, path: str, **headers: str) -> int:
    """The status of a button's request, as a browser sends it."""
    sent = {"Host": HERE, "Origin": OURS, "Sec-Fetch-Site": "same-origin", **headers}
    return client.post(path, headers=sent, content_type=FORM).status_code


def test_alone_on_this_machine_it_is_there_without_ceremony(both: FlaskClient) -> None:
    first = crawl(both, "1501.00001", "running")
    second, third = crawl(both, "1501.00002"), crawl(both, "1501.00003", "failed")
    reported = comment(both, HOSTILE, reports=7)
    answer = both.get("/admin")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.text
    assert [text.count(f'"/admin/crawls/{each}/cancel"') for each in (first, second)] == [1, 1]
    assert f'"/admin/crawls/{third}/retry"' in text
    assert "No source answered." in text
    assert "1 under way, 1 waiting" in text
    assert "7 reports, the newest:" in text
    assert text.count(" 6</li>") == 1
    assert " 1</li>" not in text  # five of them are enough
    assert f'"/admin/comments/{reported}/hide"' in text
    assert "Sign out" not in text
    assert "<script" not in text
    assert "<img" not in text
    assert unescape(text).count(HOSTILE) == 1 + 1 + 5  # author, text, reasons


def test_crawls_are_cancelled_and_tried_again(both: FlaskClient) -> None:
    waiting, failed = crawl(both, "1501.00001"), crawl(both, "1501.00002", "failed")
    assert press(both, f"/admin/crawls/{waiting}/cancel") == 303
    assert press(both, f"/admin/crawls/{failed}/retry") == 303
    states = [each["state"] for each in both.get("/api/v1/crawls").json["items"]]  # type: ignore[index]
    assert states == ["queued", "failed", "cancelled"]
    assert f"/admin/crawls/{failed}/retry" not in both.get("/admin").text  # somebody has
    assert press(both, f"/admin/crawls/{failed}/retry") == 303  # twice is once
    assert both.get("/api/v1/crawls").json["total"] == 3  # type: ignore[index]


def test_bulk_work_that_is_tried_again_goes_on_where_it_stopped(client: FlaskClient) -> None:
    stopped = crawl(client, "cs", "running", spider="oai")
    with database(client).writing() as session:
        counts = {"seen": 9, "stored": 9, "unreadable": 0, "deleted": 0}
        crawls.advance(session, stopped, "w", {"token": "x"}, **counts)
        crawls.finish(session, stopped, "failed", "Broken off.")
    assert press(client, f"/admin/crawls/{stopped}/retry") == 303
    with database(client).reading() as session:
        again = session.query(Crawl).filter_by(state="queued").one()
        assert (again.cursor, again.seen) == ({"token": "x"}, 9)


def test_reported_comments_are_hidden_kept_or_deleted(both: FlaskClient) -> None:
    hidden, kept, deleted = (comment(both, name) for name in ("Hide.", "Keep.", "Delete."))
    for number, what in ((hidden, "hide"), (kept, "keep"), (deleted, "delete")):
        assert press(both, f"/admin/comments/{number}/{what}") == 303
    with database(both).reading() as session:
        assert session.query(Report).count() == 0
        assert {each.id: each.hidden for each in session.query(Comment)} == {
            hidden: True,
            kept: False,
        }
    record = both.get(f"/api/v1/papers/{PAPER}").json
    assert record
    assert record["counts"]["comments"] == 2 - 1  # the ready-made record knows
    text = both.get("/admin").text
    assert "Nothing was reported." in text
    assert text.count("Show again") == 1
    assert press(both, f"/admin/comments/{hidden}/keep") == 303
    assert "Show again" not in both.get("/admin").text


@pytest.mark.parametrize(
    "path", ["crawls/999/cancel", "crawls/999/retry", "comments/999/hide", "tokens/999/revoke"]
)
def test_what_is_gone_is_said(reader: FlaskClient, path: str) -> None:
    answer = reader.post(f"/admin/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


def test_how_the_sources_stand_and_what_was_spent(client: FlaskClient) -> None:
    text = client.get("/admin").text
    assert text.count('class="state open">answers') == 4  # asked already or not
    assert "a request every 3 s" in text
    assert "0 of 200 requests, 200 left" in text
    assert "language model" not in text
    with database(client).writing() as session:
        pace.rest(session, "arxiv", pace.after(600))
        for _time in range(3):
            refresh.spend(session)
        pace.take(session, "openalex", 0.0, "x")
        pace.fail(session, "openalex")
    text = client.get("/admin").text
    assert text.count('class="state resting">left alone') == 1
    assert re.search(r"until <time [^>]*>[^<]*UTC</time> · a request every 3 s · 1 rest in a", text)
    assert "1 unusable answer in a row" in text
    assert "3 of 200 requests, 197 left" in text


@contextmanager
def serving(file: Path, tmp_path: Path, **settings: Any) -> Iterator[Flask]:
    """The application as another machine reaches it."""
    copy = tmp_path / "elsewhere.db"
    copy.write_bytes(file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", **settings))
    yield app
    app.extensions["lens.database"].close()


@pytest.fixture
def elsewhere(sample_file: Path, tmp_path: Path) -> Iterator[tuple[Flask, dict[str, str]]]:
    """A server that others reach, and tokens for it."""
    with serving(sample_file, tmp_path, host="0.0.0.0") as app:
        with app.extensions["lens.database"].writing() as session:
            tokens = {role: access.create(session, role, role)[1] for role in access.ROLES}
            paper = session.connection().exec_driver_sql("SELECT paper_id FROM document").scalar()
            session.add(
                Comment(id=1, paper_id=paper, text="Spam.", created=utc_now(), hidden=False)
            )
            session.flush()
            session.add(Report(comment_id=1, reason="It is.", created=utc_now()))
            materialise(session, paper)
        yield app, tokens


def signed_in(app: Flask, token: str, **headers: str) -> tuple[FlaskClient, Any]:
    """A browser after it has sent the form, and the answer."""
    client = app.test_client()
    sent = {"Origin": "http://localhost", "Host": "localhost", **headers}
    return client, client.post("/admin/session", data={"token": token}, headers=sent)


def test_strangers_and_readers_are_asked_to_sign_in(
    elsewhere: tuple[Flask, dict[str, str]],
) -> None:
    app, tokens = elsewhere
    client = app.test_client()
    answer = client.get("/admin")
    assert answer.status_code == 401
    assert 'type="password"' in answer.text
    assert "Spam." not in answer.text
    for token, status in ((tokens["reader"], 403), ("lens_x", 401), ("", 401)):
        client, answer = signed_in(app, token)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        assert "Set-Cookie" not in answer.headers
        assert client.get("/admin").status_code == 401
    assert client.post("/admin/session").status_code == 401


def test_a_curator_signs_in_and_out(elsewhere: tuple[Flask, dict[str, str]]) -> None:
    app, tokens = elsewhere
    client, answer = signed_in(app, tokens["curator"])
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin")
    assert tokens["curator"] not in answer.headers["Location"] + answer.text
    cookie = answer.headers["Set-Cookie"]
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/admin", "Max-Age=43200"):
        assert f"; {attribute}" in cookie
    page = client.get("/admin").text
    assert "Spam." in page
    assert "Sign out" in page
    assert 'id="tokens"' not in page  # an admin's
    assert tokens["curator"] not in page
    assert client.post("/admin/comments/1/hide").status_code == 303
    assert client.post("/admin/tokens/1/revoke").status_code == 403
    # The cookie is for these pages: the API asks for the token itself.
    client.set_cookie("arxivlens", tokens["curator"], path="/")
    assert client.delete("/api/v1/comments/1").status_code == 401
    assert client.post("/admin/session/end").status_code == 303
    client.delete_cookie("arxivlens", path="/")
    assert client.get("/admin").status_code == 401


def test_an_admin_revokes_tokens_and_that_holds_at_once(
    elsewhere: tuple[Flask, dict[str, str]],
) -> None:
    app, tokens = elsewhere
    curator, _answer = signed_in(app, tokens["curator"])
    admin, _answer = signed_in(app, tokens["admin"])
    page = admin.get("/admin").text
    assert page.count("/revoke") == 3
    assert not any(secret in page for secret in tokens.values())
    with app.extensions["lens.database"].reading() as session:
        numbers = {each.name: each.id for each in session.query(Token)}
        assert not any(each.digest in page for each in session.query(Token))
    assert admin.post(f"/admin/tokens/{numbers['curator']}/revoke").status_code == 303
    assert curator.get("/admin").status_code == 401
    assert curator.post("/admin/comments/1/hide").status_code == 401
    assert (
        curator.post("/admin/comments/1/hide", headers={"Accept": "text/html"}).status_code == 401
    )
    assert "revoked" in admin.get("/admin").text
    assert admin.post(f"/admin/tokens/{numbers['admin']}/revoke").status_code == 303  # one's own
    assert admin.get("/admin").status_code == 401


@pytest.mark.parametrize(("origin", "secure"), [("https", True), ("http", False)])
def test_the_cookie_keeps_to_tls_where_there_is_some(
    sample_file: Path, tmp_path: Path, origin: str, secure: bool
) -> None:
    name = "lens.example.org"
    with serving(sample_file, tmp_path, host="0.0.0.0", public_name=name) as app:
        with app.extensions["lens.database"].writing() as session:
            token = access.create(session, "c", "curator")[1]
        _client, answer = signed_in(app, token, Host=name, Origin=f"{origin}://{name}")
        assert answer.status_code == 303
        assert ("; Secure" in answer.headers["Set-Cookie"]) is secure


def test_behind_a_proxy_on_this_machine_nobody_is_at_home(
    sample_file: Path, tmp_path: Path
) -> None:
    """All come from 127.0.0.1 then, whoever they are."""
    name = "lens.example.org"
    with serving(sample_file, tmp_path, host="127.0.0.1", public_name=name) as app:
        client = app.test_client()
        assert client.get("/admin", headers={"Host": name}).status_code == 401
        body = {"paper": PAPER, "text": "x"}
        refused = client.post("/api/v1/comments", json=body, headers={"Host": name})
        assert kind(refused) == "token-missing"


def routes(app: Flask) -> list[str]:
    """Where the buttons send."""
    rules = (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))
    found = [rule.rule.replace("<row:number>", "1") for rule in rules if "admin" in rule.rule]
    assert len(found) == 11
    return found


def test_no_button_is_a_stranger_s_to_press(elsewhere: tuple[Flask, dict[str, str]]) -> None:
    app, tokens = elsewhere
    reader = app.test_client()
    reader.set_cookie("arxivlens", tokens["reader"], path="/admin")
    for path in routes(app):
        if path.startswith("/admin/session"):
            continue
        assert app.test_client().post(path).status_code == 401, path
        assert reader.post(path).status_code == 403, path
        assert reader.get(path).status_code == 405, path  # no link, no picture presses one


@pytest.mark.parametrize(("origin", "site", "expected"), WRITERS)
def test_no_other_site_presses_a_button_with_a_curator_s_cookie(
    elsewhere: tuple[Flask, dict[str, str]], origin: str | None, site: str | None, expected: str
) -> None:
    app, tokens = elsewhere
    client, _answer = signed_in(app, tokens["admin"])
    client.set_cookie("arxivlens", tokens["admin"], path="/admin", domain="127.0.0.1")
    given = {"Host": HERE, "Origin": origin, "Sec-Fetch-Site": site}
    sent = {name: value for name, value in given.items() if value is not None}
    for path in routes(app):
        if expected != "in" or path == "/admin/comments/1/keep":
            status = client.post(path, headers=sent, content_type=FORM).status_code
            assert status == (303 if expected == "in" else 403), path
    with app.extensions["lens.database"].reading() as session:
        assert session.query(Report).count() == (expected != "in")


@pytest.mark.parametrize("path", ["/admin"])
@pytest.mark.parametrize(("site", "dest", "expected"), READERS)
def test_other_pages_may_link_to_it_and_no_more(
    reader: FlaskClient, path: str, site: str | None, dest: str | None, expected: str
) -> None:
    given = {"Host": HERE, "Sec-Fetch-Site": site, "Sec-Fetch-Dest": dest}
    sent = {name: value for name, value in given.items() if value}
    assert reader.get(path, headers=sent).status_code == (200 if expected == "in" else 403)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "user@127.0.0.1"])
def test_it_is_shown_to_no_rebound_name(reader: FlaskClient, host: str) -> None:
    for origin in (OURS, EVIL, CHROME):
        headers = {"Host": host, "Origin": origin}
        assert reader.get("/admin", headers=headers).status_code == 421
        assert reader.post("/admin/crawls/1/cancel", headers=headers).status_code == 421
