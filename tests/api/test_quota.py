"""What one client may ask for in a minute: counted, told, refused, and shared by the processes."""

import multiprocessing
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from api import access, quota
from api.app import create_app
from api.quota import Quotas
from scraper.sample import PAPER
from scraper.settings import Settings
from tests.api.live import Served
from tests.api.refusals import kind

RECORD = f"/api/v1/papers/{PAPER}"
Opened = Callable[..., FlaskClient]


@pytest.fixture
def opened(sample_file: Path, tmp_path: Path) -> Iterator[Opened]:
    """Opens the application over the sample with these settings, beyond loopback."""
    apps = []

    def start(**given: Any) -> FlaskClient:
        copy = tmp_path / f"{len(apps)}.db"
        copy.write_bytes(sample_file.read_bytes())
        app = create_app(Settings(database_url=f"sqlite:///{copy}", **{"host": "0.0.0.0", **given}))
        apps.append(app)
        return app.test_client()

    yield start
    for app in apps:
        app.extensions["lens.database"].close()


def ask(client: FlaskClient, path: str = RECORD, at: str = "192.0.2.1", **headers: str) -> Any:
    """The answer to a client at that address."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=named, environ_base={"REMOTE_ADDR": at})


def left(answer: Any) -> int:
    """What is left, of an answer that says it in the form of the draft."""
    assert re.fullmatch('"minute";q=[0-9]+;w=60', answer.headers["RateLimit-Policy"])
    found = re.fullmatch('"minute";r=([0-9]+);t=([0-9]+)', answer.headers["RateLimit"])
    assert found
    assert 0 < int(found[2]) <= 60
    return int(found[1])


@pytest.mark.parametrize("path", [RECORD, f"{RECORD}/citations", "/", "/api/v1/nothing"])
def test_more_than_the_share_is_refused_until_the_minute_ends(
    opened: Opened, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opened(rate_limit=3)
    assert [left(ask(client, path)) for _ in range(3)] == [2, 1, 0]
    refused = ask(client, path)
    assert (refused.status_code, left(refused)) == (429, 0)
    if path != "/":
        assert kind(refused) == "quota-exceeded"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert ask(client, path, at="192.0.2.2").status_code != 429
    now = quota.time.monotonic()
    monkeypatch.setattr(quota.time, "monotonic", lambda: now + 60)
    assert left(ask(client, path)) == 2


def test_on_this_machine_and_with_0_nobody_counts(opened: Opened) -> None:
    for given in ({"host": "127.0.0.1", "rate_limit": 1}, {"rate_limit": 0}):
        client = opened(**given)
        for path in (RECORD, f"{RECORD}/citations"):
            for _ in range(3):
                answer = ask(client, path)
                assert answer.status_code == 200
                assert "RateLimit" not in answer.headers


def test_a_token_has_a_share_of_its_own_wherever_it_comes_from(opened: Opened) -> None:
    client = opened(rate_limit=3)
    with client.application.extensions["lens.database"].writing() as session:
        token = f"Bearer {access.create(session, 'Ada', 'reader')[1]}"
    path = f"{RECORD}/terms"
    for _ in range(3):
        ask(client, path)
    assert ask(client, path).status_code == 429
    assert left(ask(client, path, Authorization=token)) == 2
    assert left(ask(client, path, at="192.0.2.9", Authorization=token)) == 1
    # One that does not hold is no way to a share of one's own.
    wrong = [ask(client, path, at="192.0.2.3", Authorization=f"Bearer {n}") for n in range(4)]
    assert [each.status_code for each in wrong] == [401, 401, 401, 429]


def test_what_asks_for_much_counts_for_much(opened: Opened) -> None:
    client = opened(rate_limit=100)
    many = {"ids": [PAPER] * 500}
    batch = client.post(f"{RECORD.rpartition('/')[0]}/batch", json=many)
    assert (batch.status_code, left(batch)) == (200, 89)
    whole = client.get(f"{RECORD}/citations?format=csv")
    assert (whole.status_code, left(whole)) == (200, 69)
    for path in ("/healthz", "/readyz", "/static/site.css"):
        assert "RateLimit" not in client.get(path).headers
    assert left(client.get(RECORD)) == 68


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "client"),
    [
        (0, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (1, "10.0.0.2", "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.2", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.2", "203.0.113.9, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        (1, "10.0.0.2", "", ""),
        (0, "2001:db8:1:2:3::4", "", "2001:0db8:0001:0002"),
        (0, "2001:db8:1:2:ffff::9", "", "2001:0db8:0001:0002"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (1, "10.0.0.2", "unknown" * 100, ("unknown" * 100)[:100]),
    ],
)
def test_who_a_client_is(proxies: int, peer: str, said: str, client: str) -> None:
    given = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said}
    assert Quotas("x", 1, proxies).address(given) == client


def test_clients_beyond_number_take_no_more_memory() -> None:
    size = len(quota._shared)
    here = Quotas("many", 10)
    for n in range(20_000):
        here.take(f"198.51.{n // 250}.{n % 250}")
    assert len(quota._shared) == size < 200_000
    ours = [here.take("192.0.2.77") for _ in range(11)]
    assert [each.left for each in ours if each] == list(range(9, -2, -1))


def _take(times: int) -> None:
    for _ in range(times):
        Quotas("shared", 1000).take("192.0.2.1")


def test_processes_that_were_forked_count_together() -> None:
    child = multiprocessing.get_context("fork").Process(target=_take, args=(300,))
    child.start()
    child.join()
    standing = Quotas("shared", 1000).take("192.0.2.1")
    assert standing
    assert standing.left == 699


def test_the_processes_of_a_server_count_together(tmp_path: Path) -> None:
    settings = {"ARXIVLENS_RATE_LIMIT": "30", "ARXIVLENS_HOST": "0.0.0.0"}
    with Served(tmp_path, settings, "--sample", "--no-worker") as server:
        found = Counter(_status(f"{server.url}{RECORD}") for _ in range(90))
    assert found == {200: 30, 429: 60}


def _status(url: str) -> int:
    """Of an answer on a connection of its own: the system gives each to one of the processes."""
    try:
        with urlopen(url, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
