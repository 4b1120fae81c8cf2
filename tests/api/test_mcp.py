"""`arxivlens mcp` as an assistant meets it: a real client session over a process's streams."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from scraper.sample import PAPER
from tests.api.live import children
from tests.fakes.web import FakeWeb

Session = Callable[[Client], Coroutine[Any, Any, None]]
HOSTILE = [
    "",
    " ",
    "../../etc/passwd",
    "doi:",
    "2311.99999999",
    "x" * 601,
    "2311.09227\0",
    "\ud800",
]


@asynccontextmanager
async def started(data: Path, **settings: str) -> AsyncIterator[Client]:
    given = {**os.environ, **settings, "ARXIVLENS_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "api.cli", "mcp"]
    server = StdioServerParameters(command=command[0], args=command[1:], env=given)
    async with Client(server, read_timeout_seconds=60) as client:
        yield client


@pytest.fixture
def talk(sample_file: Path, tmp_path: Path) -> Callable[[Session], None]:
    """Has an assistant talk to the command over the sample."""
    (tmp_path / "arxivlens.db").write_bytes(sample_file.read_bytes())

    def talk(session: Session, **settings: str) -> None:
        async def run() -> None:
            async with started(tmp_path, **settings) as client:
                await session(client)

        asyncio.run(run())

    return talk


async def call(client: Client, name: str, **given: Any) -> Any:
    """What a tool gives."""
    result = await client.call_tool(name, given)
    assert not result.is_error, result
    assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
    return result.structured_content


async def refused(client: Client, name: str, **given: Any) -> str:
    """Why a tool gives nothing."""
    result = await client.call_tool(name, given)
    assert result.is_error, result
    text: str = result.content[0].text  # type: ignore[union-attr]
    assert "Traceback" not in text
    return text


def test_an_assistant_reads_what_is_on_record(
    talk: Callable[[Session], None], sample_file: Path
) -> None:
    async def session(client: Client) -> None:
        tools = {each.name: each for each in (await client.list_tools()).tools}
        assert set(tools) == {
            *("search_papers", "get_paper", "list_citations", "list_references", "list_similar"),
            *("request_crawl", "get_crawl"),
        }
        for name, each in tools.items():
            assert each.description
            assert each.annotations
            assert each.annotations.read_only_hint is (name != "request_crawl")
        found = await call(client, "search_papers", query="open models", category="cs.CY")
        assert PAPER in [each["id"] for each in found["items"]]
        paper = await call(client, "get_paper", paper=f"https://arxiv.org/abs/{PAPER}v1")
        assert paper["id"] == PAPER
        assert paper["summary"]["text"]
        assert "citations" not in paper
        for part in ("citations", "references", "similar"):
            seen, page = [], await call(client, f"list_{part}", paper=PAPER, limit=3)
            while True:
                seen += [json.dumps(each) for each in page["items"]]
                if not page["next"] or len(seen) > 12:
                    break
                page = await call(client, f"list_{part}", paper=PAPER, limit=3, cursor=page["next"])
            assert len(set(seen)) == len(seen) >= min(page["total"], 12), part
            assert page["total"] >= (paper["counts"].get(part) or 0)
        assert len(seen) > 0
        [resource] = (await client.read_resource(f"arxivlens://papers/{PAPER}")).contents
        whole = json.loads(resource.text)  # type: ignore[union-attr]
        assert {**whole, **paper} == whole
        assert whole["citations"]

    talk(session)


def test_what_is_wrong_is_said_in_a_sentence(talk: Callable[[Session], None]) -> None:
    async def session(client: Client) -> None:
        unknown = await refused(client, "get_paper", paper="1501.00001")
        assert "No record of 1501.00001 yet; request_crawl has it collected." in unknown
        for each in HOSTILE:
            for name in ("get_paper", "list_citations", "request_crawl"):
                if each.isprintable() or each == "2311.09227\0":
                    assert await refused(client, name, paper=each)
        assert "cursor" in await refused(client, "list_citations", paper=PAPER, cursor="x")
        assert "category" in await refused(client, "search_papers", query="x", category="'; --")
        assert await refused(client, "search_papers", query="x", limit=0)
        assert await refused(client, "search_papers", query="x" * 501)
        assert "There is no crawl 7" in await refused(client, "get_crawl", crawl=7)
        assert await refused(client, "nothing")
        with pytest.raises(MCPError, match="request_crawl"):
            await client.read_resource("arxivlens://papers/1501.00001")
        assert (await call(client, "get_paper", paper=PAPER))["id"] == PAPER  # it goes on

    talk(session)


def test_a_paper_is_collected_by_a_worker_beside(
    talk: Callable[..., None], fake_web: FakeWeb
) -> None:
    fake_web.add_paper("2402.00001", citations=2)

    async def session(client: Client) -> None:
        [server] = [pid for pid, line in children(os.getpid()).items() if "api.cli mcp" in line]
        assert children(server) == {}
        crawl = await call(client, "request_crawl", paper="2402.00001")
        assert crawl["state"] == "queued"
        for _look in range(600):
            crawl = await call(client, "get_crawl", crawl=crawl["id"])
            if crawl["state"] not in ("queued", "running"):
                break
            await asyncio.sleep(0.1)
        assert crawl["state"] == "done", crawl
        assert (await call(client, "get_paper", paper="2402.00001"))["counts"]["citations"] == 2
        again = await call(client, "request_crawl", paper="2402.00001")
        assert again["id"] == crawl["id"]  # it is fresh
        assert len(children(server)) == 1

    talk(session, **fake_web.environment)


def test_old_names_of_papers_have_addresses_too(talk: Callable[[Session], None]) -> None:
    async def session(client: Client) -> None:
        with pytest.raises(MCPError, match="No record of hep-th/9901001 yet"):
            await client.read_resource("arxivlens://papers/hep-th/9901001")

    talk(session)


def test_without_the_package_it_says_what_to_install(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.modules['mcp'] = None; from api.cli import main; main(['mcp'])",
        ],
        env={**os.environ, "ARXIVLENS_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "pip install 'arxivlens[mcp]'" in run.stderr
    assert run.stdout == ""
