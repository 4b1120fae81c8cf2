"""Who may come in: host by host, origin by origin, against the real application.

Each row says what a browser, a rebound name, a form or a script would send, and the verdict.
"""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from api import access
from api.app import create_app
from api.errors import TYPES
from scraper.sample import PAPER
from scraper.settings import Settings

IN, HOST, ORIGIN, TOKEN = "in", "wrong-host", "wrong-origin", "token-missing"

NARROW = ("token-too-narrow",)

HERE = "127.0.0.1:8765"
OURS = f"http://{HERE}"
CHROME = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
FIREFOX = "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc"
EVIL = "https://evil.example"

# Which names a server on loopback answers to: (Host, verdict). None: no such header.
HOSTS = [
    (HERE, IN),
    ("127.0.0.1", IN),
    ("127.0.0.1:1", IN),
    ("127.0.0.1:65535", IN),
    ("localhost", IN),
    ("localhost:8765", IN),
    ("LOCALHOST:8765", IN),
    ("LocalHost", IN),
    ("[::1]", IN),
    ("[::1]:8765", IN),
    (None, HOST),
    ("", HOST),
    (" ", HOST),
    (":8765", HOST),
    ("evil.example", HOST),
    ("evil.example:8765", HOST),
    ("127.0.0.1.evil.example", HOST),
    ("127.0.0.1.evil.example:8765", HOST),
    ("localhost.evil.example", HOST),
    ("evil.example.localhost", HOST),
    ("notlocalhost", HOST),
    ("localhost.", HOST),
    ("127.0.0.1.", HOST),
    ("127.0.0.2", HOST),
    ("127.1", HOST),
    ("127.0.0.01", HOST),
    ("0177.0.0.1", HOST),
    ("0x7f000001", HOST),
    ("2130706433", HOST),
    ("0.0.0.0:8765", HOST),
    ("192.168.1.5:8765", HOST),
    ("169.254.169.254", HOST),
    ("[::]", HOST),
    ("[::ffff:127.0.0.1]", HOST),
    ("[::1%25lo]", HOST),
    ("[0:0:0:0:0:0:0:1]", HOST),
    ("::1", HOST),
    ("[::1", HOST),
    ("user@127.0.0.1:8765", HOST),
    ("user:secret@localhost", HOST),
    ("127.0.0.1@evil.example", HOST),
    ("evil.example@127.0.0.1", HOST),
    ("127.0.0.1:8765@evil.example", HOST),
    ("127.0.0.1, evil.example", HOST),
    ("127.0.0.1 evil.example", HOST),
    ("127.0.0.1/evil.example", HOST),
    ("127.0.0.1#evil.example", HOST),
    ("127.0.0.1?evil.example", HOST),
    ("127.0.0.1\\evil.example", HOST),
    ("http://127.0.0.1", HOST),
    ("127.0.0.1:", HOST),
    ("127.0.0.1:x", HOST),
    ("127.0.0.1:999999", HOST),
    ("127.0.0.1:-1", HOST),
    ("127.0.0.1:80:80", HOST),
    ("\uff4cocalhost", HOST),
    ("arxiv.org", HOST),
]

# Who may change something: (Origin, Sec-Fetch-Site, verdict).
WRITERS = [
    # No browser, or one too old to say.
    (None, None, IN),
    # A browser that says no more than where it comes from.
    (None, "none", IN),
    (None, "same-origin", IN),
    (None, "same-site", ORIGIN),
    (None, "cross-site", ORIGIN),
    (None, "nonsense", ORIGIN),
    # Our own page.
    (OURS, "same-origin", IN),
    (OURS, "none", IN),
    (OURS, None, IN),
    (f"https://{HERE}", "same-origin", IN),
    (OURS, "same-site", ORIGIN),
    (OURS, "cross-site", ORIGIN),
    # The extension; Chromium and Firefox say different things of the same.
    (CHROME, "none", IN),
    (CHROME, "cross-site", IN),
    (CHROME, None, IN),
    (FIREFOX, "same-origin", IN),
    (FIREFOX, "cross-site", IN),
    (FIREFOX, None, IN),
    # Other pages, by script or form, in browsers new and old.
    (EVIL, "cross-site", ORIGIN),
    (EVIL, "none", ORIGIN),
    (EVIL, "same-origin", ORIGIN),
    (EVIL, None, ORIGIN),
    ("https://arxiv.org", "cross-site", ORIGIN),
    ("https://arxiv.org", None, ORIGIN),
    # A sandboxed frame, a data: page, a file.
    ("null", "cross-site", ORIGIN),
    ("null", None, ORIGIN),
    ("", None, ORIGIN),
    ("file://", None, ORIGIN),
    # Other servers on this machine.
    ("http://127.0.0.1:8888", "same-site", ORIGIN),
    ("http://127.0.0.1:8888", None, ORIGIN),
    ("http://127.0.0.1", None, ORIGIN),
    ("http://localhost:8765", "cross-site", ORIGIN),
    ("http://localhost:8765", None, ORIGIN),
    ("http://[::1]:8765", None, ORIGIN),
    # Origins that only look like one of ours.
    (f"http://{HERE}.evil.example", None, ORIGIN),
    (f"http://{HERE}@evil.example", None, ORIGIN),
    (f"http://user@{HERE}", None, ORIGIN),
    (f"http://{HERE}/", None, ORIGIN),
    (f"http://evil.example#{HERE}", None, ORIGIN),
    (f"ftp://{HERE}", None, ORIGIN),
    (f"{OURS} {EVIL}", None, ORIGIN),
    (HERE, None, ORIGIN),
    ("chrome-extension://", None, ORIGIN),
    ("chrome-extension://evil.example/x", None, ORIGIN),
    ("moz-extension://2c127fa4@evil.example", None, ORIGIN),
    ("http://chrome-extension", None, ORIGIN),
    ("safari-web-extension://ABC", None, ORIGIN),
    ("x" * 5000, None, ORIGIN),
    ("http://[", None, ORIGIN),
]

# Who may read: (Sec-Fetch-Site, Sec-Fetch-Dest, verdict).
READERS = [
    (None, None, IN),
    ("none", "document", IN),
    ("none", "empty", IN),
    ("same-origin", "empty", IN),
    ("same-origin", "script", IN),
    ("same-origin", "image", IN),
    # A link from elsewhere.
    ("cross-site", "document", IN),
    ("same-site", "document", IN),
    # What another page embeds or fetches, to learn from how it fails.
    ("cross-site", "empty", ORIGIN),
    ("cross-site", "script", ORIGIN),
    ("cross-site", "image", ORIGIN),
    ("cross-site", "style", ORIGIN),
    ("cross-site", "iframe", ORIGIN),
    ("cross-site", "object", ORIGIN),
    ("cross-site", None, ORIGIN),
    ("same-site", "empty", ORIGIN),
    ("same-site", "iframe", ORIGIN),
    ("nonsense", "empty", ORIGIN),
]

MACHINE = socket.gethostname()

# Servers bound elsewhere: (address, Host, GET's verdict, POST's verdict).
BINDS = [
    ("127.0.0.1", "127.0.0.1", IN, IN),
    ("localhost", "localhost", IN, IN),
    ("::1", "[::1]:8765", IN, IN),
    ("::1", "127.0.0.1", IN, IN),
    ("127.0.0.5", "127.0.0.5:8765", IN, IN),
    ("127.0.0.5", "127.0.0.6:8765", HOST, HOST),
    ("0.0.0.0", "127.0.0.1:8765", IN, TOKEN),
    ("0.0.0.0", "192.168.1.5:8765", IN, TOKEN),
    ("0.0.0.0", "10.0.0.1", IN, TOKEN),
    ("0.0.0.0", "[fe80::1]:8765", IN, TOKEN),
    ("0.0.0.0", MACHINE, IN, TOKEN),
    ("0.0.0.0", "evil.example", HOST, HOST),
    ("0.0.0.0", "192.168.1.5.evil.example", HOST, HOST),
    ("0.0.0.0", "1921681.5", HOST, HOST),
    ("::", "[2001:db8::1]:8765", IN, TOKEN),
    ("::", "192.168.1.5", IN, TOKEN),
    ("::", "evil.example", HOST, HOST),
    ("192.168.1.5", "192.168.1.5:8765", IN, TOKEN),
    ("192.168.1.5", "127.0.0.1", IN, TOKEN),
    ("192.168.1.5", "192.168.1.6", HOST, HOST),
    ("192.168.1.5", "evil.example", HOST, HOST),
    ("2001:db8::1", "[2001:db8::1]", IN, TOKEN),
    ("2001:db8::1", "[2001:db8::2]", HOST, HOST),
    ("lens.example", "lens.example:8765", IN, TOKEN),
    ("lens.example", "LENS.example", IN, TOKEN),
    ("lens.example", "evil.example", HOST, HOST),
    ("lens.example", "sub.lens.example", HOST, HOST),
]


def verdict(client: FlaskClient, method: str, **headers: str | None) -> str:
    """What becomes of a request: "in", or the name of the refusal."""
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    if method == "GET":
        path, body = f"/api/v1/papers/{PAPER}", None
    elif method == "POST":
        path, body = "/api/v1/comments", {"paper": PAPER, "text": "Let in."}
    else:
        path, body = "/api/v1/comments/999", None
    host = sent.pop("Host", None)
    environ = EnvironBuilder(path=path, method=method, json=body, headers=sent).get_environ()
    environ["HTTP_HOST"] = host
    if host is None:
        del environ["HTTP_HOST"]
    chunks, line, _headers = run_wsgi_app(client.application, environ)
    status, answer = int(line[:3]), b"".join(chunks)
    if status in (401, 403, 421):
        kind: str = json.loads(answer)["type"].removeprefix(TYPES)
        assert status == {HOST: 421, ORIGIN: 403}.get(kind, 403 if kind in NARROW else 401)
        return kind
    assert status == {"GET": 200, "POST": 201, "DELETE": 404}[method]
    return IN


def written(client: FlaskClient) -> int:
    """How many comments there are."""
    page = client.get(f"/api/v1/papers/{PAPER}/comments").json
    assert page
    total: int = page["total"]
    return total


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(("host", "expected"), HOSTS)
def test_only_our_own_names_are_answered(
    reader: FlaskClient, method: str, host: str | None, expected: str
) -> None:
    before = written(reader)
    assert verdict(reader, method, Host=host) == expected
    assert written(reader) - before == (method == "POST" and expected == IN)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize(("origin", "site", "expected"), WRITERS)
def test_only_our_own_pages_and_the_extension_write(
    reader: FlaskClient, method: str, origin: str | None, site: str | None, expected: str
) -> None:
    given = {"Host": HERE, "Origin": origin, "Sec_Fetch_Site": site}
    before = written(reader)
    assert verdict(reader, method, **given) == expected
    assert written(reader) - before == (method == "POST" and expected == IN)


@pytest.mark.parametrize(("site", "dest", "expected"), READERS)
def test_other_pages_may_link_and_no_more(
    reader: FlaskClient, site: str | None, dest: str | None, expected: str
) -> None:
    given = {"Host": HERE, "Sec_Fetch_Site": site, "Sec_Fetch_Dest": dest}
    assert verdict(reader, "GET", **given) == expected
    for path in ("/", f"/abs/{PAPER}", "/static/site.css", "/openapi.json", "/nothing"):
        headers = {name.replace("_", "-"): value for name, value in given.items() if value}
        assert (reader.get(path, headers=headers).status_code == 403) == (expected == ORIGIN)


@pytest.mark.parametrize(("bind", "host", "reads", "writes"), BINDS)
def test_a_server_bound_elsewhere(
    sample_file: Path, bind: str, host: str, reads: str, writes: str, tmp_path: Path
) -> None:
    copy = tmp_path / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", host=bind))
    client = app.test_client()
    assert verdict(client, "GET", Host=host) == reads
    assert verdict(client, "POST", Host=host, Origin=f"http://{host.lower()}") == writes
    assert verdict(client, "DELETE", Host=host, Origin=CHROME) == writes
    app.extensions["lens.database"].close()


# What a token lets in, from this machine and from another: (its kind, method, here, elsewhere).
TOKENS = [
    (None, "GET", IN, IN),
    (None, "POST", IN, TOKEN),
    (None, "DELETE", IN, TOKEN),
    ("reader", "GET", IN, IN),
    ("reader", "POST", IN, IN),
    ("reader", "DELETE", IN, IN),
    ("crawls alone", "GET", IN, IN),
    ("crawls alone", "POST", "token-too-narrow", "token-too-narrow"),
    ("crawls alone", "DELETE", "token-too-narrow", "token-too-narrow"),
    ("curator", "POST", IN, IN),
    ("admin", "DELETE", IN, IN),
    *(
        (kind, method, "bad-token", "bad-token")
        for kind in ("revoked", "expired", "unknown", "empty", "cut short")
        for method in ("POST", "DELETE")
    ),
]


@pytest.fixture(scope="module", params=["127.0.0.1", "0.0.0.0"])
def bound(
    request: pytest.FixtureRequest, sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[bool, FlaskClient, dict[str, str]]]:
    """(whether on loopback, a client, tokens by kind) of a server."""
    copy = tmp_path_factory.mktemp("bound") / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", host=request.param))
    with app.extensions["lens.database"].writing() as session:
        made = {role: access.create(session, role, role) for role in access.ROLES}
        made["crawls alone"] = access.create(session, "x", "reader", ("crawl",))
        made["revoked"] = access.create(session, "x", "admin")
        access.revoke(session, made["revoked"][0].id)
        made["expired"] = access.create(session, "x", "admin", days=1e-9)
        tokens = {kind: secret for kind, (_token, secret) in made.items()}
    tokens |= {"unknown": "lens_nothing", "empty": "", "cut short": tokens["admin"][:-1]}
    yield request.param == "127.0.0.1", app.test_client(), tokens
    app.extensions["lens.database"].close()


@pytest.mark.parametrize("origin", [None, CHROME, EVIL, "null"])
@pytest.mark.parametrize("host", [HERE, "evil.example"])
@pytest.mark.parametrize(("kind", "method", "here", "elsewhere"), TOKENS)
def test_a_token_lets_in_whom_it_is_for_and_no_other_site(
    bound: tuple[bool, FlaskClient, dict[str, str]],
    kind: str | None,
    method: str,
    here: str,
    elsewhere: str,
    host: str,
    origin: str | None,
) -> None:
    loopback, client, tokens = bound
    expected = here if loopback else elsewhere
    if host == "evil.example":
        expected = HOST
    elif method != "GET" and origin in (EVIL, "null"):
        expected = ORIGIN
    shown = None if kind is None else f"Bearer {tokens[kind]}"
    assert verdict(client, method, Host=host, Origin=origin, Authorization=shown) == expected


def test_nothing_that_changes_anything_is_open_to_strangers(
    bound: tuple[bool, FlaskClient, dict[str, str]],
) -> None:
    loopback, client, _tokens = bound
    document = client.get("/openapi.json").json
    assert document
    for path, operations in document["paths"].items():
        for method in operations:
            if method == "get" or path == "/api/v1/papers/batch":
                continue
            where = path.replace("{paper}", PAPER).replace("{crawl_id}", "1")
            where = where.replace("{schedule_id}", "1")
            answer = client.open(where.replace("{comment_id}", "1"), method=method.upper())
            assert (answer.status_code == 401) == (not loopback), (method, path)
            if not loopback:
                assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_not_there_asks_nobody_for_a_token(
    bound: tuple[bool, FlaskClient, dict[str, str]],
) -> None:
    _loopback, client, _tokens = bound
    for method, path, status in (
        ("TRACE", "/api/v1/comments", 405),
        ("PUT", "/api/v1/schedules", 405),
        ("POST", "/api/v1/nothing", 404),
    ):
        assert client.open(path, method=method).status_code == status, (method, path)


def test_a_form_of_another_page_changes_nothing(client: FlaskClient) -> None:
    """What a page can send without asking first: three media types, and no header of its own."""
    body = f'{{"paper": "{PAPER}", "text": "forged", "x": "="}}'
    for origin in (EVIL, "null", None):
        for media_type in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ):
            headers = {"Host": HERE, "Content-Type": media_type}
            if origin:
                headers["Origin"] = origin
            answer = client.post("/api/v1/comments", data=body, headers=headers)
            assert answer.status_code == (403 if origin else 415)
    assert written(client) == 0


def test_every_answer_keeps_other_sites_out(reader: FlaskClient) -> None:
    asked = {"Host": HERE, "Origin": EVIL}
    for path in ("/", f"/api/v1/papers/{PAPER}", "/api/v1/papers/foo", "/static/site.css", "/x"):
        for headers in ({"Host": HERE}, asked, {"Host": "evil.example"}):
            answer = reader.get(path, headers=headers)
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "Access-Control" not in str(answer.headers)


def test_the_table_is_long_enough() -> None:
    rows = len(HOSTS) * 3 + len(WRITERS) * 2 + len(READERS) + len(BINDS) * 3 + len(TOKENS) * 16
    assert rows >= 300


def test_a_server_behind_a_proxy_goes_by_its_public_name(sample_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    settings = {"database_url": f"sqlite:///{copy}", "host": "0.0.0.0"}
    for name, expected in (("Lens.example.org", IN), (None, HOST)):
        app = create_app(Settings(**settings, public_name=name))
        client = app.test_client()
        assert verdict(client, "GET", Host="lens.example.org") == expected
        assert verdict(client, "GET", Host="evil.lens.example.org") == HOST
        app.extensions["lens.database"].close()
