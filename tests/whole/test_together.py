"""A thousand readers at once, over real connections, want a paper that nobody has asked for."""

import asyncio
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.api.live import Served
from tests.fakes.web import FakeWeb

READERS = 1000
PAPER = "2401.00001"


async def _ask(port: int) -> tuple[int, int]:
    """(status, number of the crawl) of one reader's wish."""
    body = json.dumps({"target": PAPER}).encode()
    head = (
        f"POST /api/v1/crawls HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    first, _, rest = answer.partition(b"\r\n\r\n")
    return int(first.split()[1]), json.loads(rest)["id"]


async def _all(port: int) -> list[tuple[int, int]]:
    return await asyncio.gather(*[_ask(port) for _ in range(READERS)])


@pytest.mark.whole
def test_a_thousand_readers_are_one_request(
    database_url: str, fake_web: FakeWeb, tmp_path: Path
) -> None:
    fake_web.add_paper(PAPER, citations=20, references=10)
    fake_web.gate.clear()  # until the last has come, the crawl is under way
    environment = {**fake_web.environment, "ARXIVLENS_DATABASE_URL": database_url}
    with Served(tmp_path, environment) as server:
        answers = asyncio.run(_all(server.port))
        assert {status for status, _crawl in answers} == {202}
        ((crawl_id, asked),) = Counter(crawl for _status, crawl in answers).items()
        assert asked == READERS
        fake_web.gate.set()
        until = time.monotonic() + 60
        while server.ask(f"/api/v1/crawls/{crawl_id}")[1]["state"] != "done":
            assert time.monotonic() < until
            time.sleep(0.1)
        assert server.ask(f"/api/v1/papers/{PAPER}")[1]["counts"]["citations"] == 20
    sent = Counter((seen.method, seen.path) for seen in fake_web.seen)
    assert max(sent.values()) == 1, sent.most_common(3)
    assert fake_web.count("arxiv") == 1
