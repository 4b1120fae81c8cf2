"""A reader opens a paper on arXiv: from "never seen" to the filled panel, and all about it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.fakes.web import FakeWeb
from tests.whole.chromium import TALL, chromium
from tests.whole.lens import Lens

pytestmark = pytest.mark.whole

PAPER = "2311.09227"
ABS = f"https://arxiv.org/abs/{PAPER}"
PARTS = ("summary", "facts", "terms", "graph", "table", "similar", "comments", "provenance")


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with FakeWeb(tls_host="arxiv.org") as web:
        yield web


@pytest.fixture
def lens(tmp_path: Path, web: FakeWeb) -> Iterator[Lens]:
    (tmp_path / "data").mkdir()
    with Lens(tmp_path / "data", web.environment) as lens:
        yield lens


@pytest.fixture
def browser(tmp_path: Path, web: FakeWeb, lens: Lens) -> Iterator[BrowserContext]:
    with chromium(tmp_path / "profile", web.tls_port, lens.url) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    page = browser.new_page()
    page.set_viewport_size(TALL)
    errors: list[str] = []
    # arXiv's own scripts want files that are not served here; ours must not fail.
    page.on(
        "pageerror",
        lambda error: errors.append(str(error)) if "-extension:" in (error.stack or "") else None,
    )
    yield page
    assert errors == []


def opened(page: Page, url: str = ABS) -> None:
    page.goto(url)
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)


def part(page: Page, name: str) -> str:
    expect(page.locator(f"[data-part={name}] .content:empty")).to_have_count(0)
    return page.locator(f"[data-part={name}]").inner_text()


def settled(page: Page) -> Locator:
    """The graph's canvas in sight, its papers at rest."""
    canvas = page.locator("[data-part=graph] canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    return canvas


_LOOK = """
(canvas, role) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const at = (x, y) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)];
  const is = {
    paper: ([r, g, b]) => Math.max(r, g, b) < 100,
    citation: ([r, g, b]) => g > 120 && g > r + 40 && g > b + 30,
    reference: ([r, g, b]) => b > 150 && b > r + 60 && b > g + 40,
  }[role];
  const box = canvas.getBoundingClientRect();
  for (let y = 30; y < height - 40; y += 2) {
    for (let x = 30; x < width - 60; x += 2) {
      // A node is a spot of one colour; lines and letters are thinner.
      const spot = [[0, 0], [-3, 0], [3, 0], [0, -3], [0, 3]];
      if (spot.every(([dx, dy]) => is(at(x + dx, y + dy)))) {
        return [box.left + (x * box.width) / width, box.top + (y * box.height) / height];
      }
    }
  }
  return null;
}
"""


def node_at(page: Page, role: str) -> tuple[float, float]:
    """Within some node that has the colour of that role, nothing being pointed at.

    This paper is dark grey, what cites it green, what it cites blue.
    """
    page.mouse.move(5, 5)
    page.wait_for_timeout(150)
    found = page.locator("[data-part=graph] canvas").evaluate(_LOOK, role)
    assert found, f"no node has the colour of a {role}"
    return found[0], found[1]


def title_of(lens: Lens, paper: str | None) -> str:
    _status, record = lens.ask(f"/api/v1/papers/{paper}")
    title: str = record["title"]
    return title


def test_a_paper_never_seen_fills_the_panel(page: Page, web: FakeWeb, lens: Lens) -> None:
    assert lens.ask(f"/api/v1/papers/{PAPER}")[0] == 404
    opened(page)
    for name in PARTS:
        expect(page.locator(f"[data-part={name}]")).to_be_attached()
    assert "evaluates the risks and benefits of open-sourcing" in part(page, "summary")
    assert "Semantic Scholar" in part(page, "summary")
    assert "foundation models" in part(page, "terms")
    assert "Risks and Opportunities of Open-Source Generative AI" in part(page, "similar")
    assert "37 of 37 citations" in part(page, "provenance")
    # Six requests would be allowed; of arXiv, one.
    assert web.count("arxiv") == 1
    assert web.count("semantic_scholar") == 4


def test_the_page_itself_never_calls_the_server(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)
    assert not [url for url in asked if "127.0.0.1" in url]


def test_the_graph_is_a_thing_to_touch(page: Page, lens: Lens) -> None:
    opened(page)
    graph = page.locator("[data-part=graph]")
    expect(graph.locator("a.node[data-role=citation]")).to_have_count(37)
    expect(graph.locator("a.node[data-role=reference]")).to_have_count(12)
    href = graph.locator("a.node[data-role=citation]").nth(3).get_attribute("href")
    assert "/abs/" in (href or "")
    canvas = settled(page)

    assert node_at(page, "paper")
    assert node_at(page, "reference")
    at = node_at(page, "citation")
    page.mouse.move(*at)
    title = title_of(lens, page.locator("tbody tr.selected").get_attribute("data-id"))
    expect(graph.get_by_role("tooltip")).to_contain_text(title)
    page.mouse.down()
    page.mouse.move(at[0] + 90, at[1] + 150, steps=5)
    page.mouse.up()
    assert node_at(page, "citation") != at

    small = canvas.screenshot()
    graph.locator("[data-action=zoom-in]").click()
    page.wait_for_timeout(100)
    assert canvas.screenshot() != small
    box = graph.locator("[data-action=zoom-in]").bounding_box()
    stage = graph.locator(".stage").bounding_box()
    assert box
    assert stage
    assert box["x"] > stage["x"] + stage["width"] / 2
    assert box["y"] > stage["y"] + stage["height"] / 2


def test_a_click_in_the_graph_opens_that_paper(
    page: Page, browser: BrowserContext, lens: Lens
) -> None:
    opened(page)
    settled(page)
    at = node_at(page, "reference")
    page.mouse.move(*at)
    chosen = page.locator("[data-part=graph] .card strong").inner_text()
    page.mouse.down()
    page.mouse.up()
    for _tenth in range(100):  # not the newest tab: a new extension opens one of its own
        if there := [tab for tab in browser.pages if tab.url.startswith(f"{lens.url}/abs/")]:
            break
        page.wait_for_timeout(100)
    expect(there[0]).to_have_title(re.compile(re.escape(chosen)))


def test_the_table_sorts_filters_and_turns(page: Page) -> None:
    opened(page)
    table = page.locator("[data-part=table]")
    expect(table.locator("[data-tab=citations]")).to_contain_text("37")
    expect(table.locator("[data-tab=references]")).to_contain_text("12")
    expect(table).to_contain_text("year unknown")
    expect(table).to_contain_text("authors unknown")

    table.locator("[data-sort=title]").click()
    first = table.locator("tbody tr td.title a").first.inner_text()
    table.locator("[data-sort=title]").click()
    assert table.locator("tbody tr td.title a").first.inner_text() != first

    table.locator("[data-action=filter]").fill("audit")
    expect(table.locator("tbody tr")).to_have_count(2)
    table.locator("[data-action=filter]").fill("")
    table.locator("[data-tab=references]").click()
    expect(table.locator("tbody tr")).to_have_count(12)


def test_a_comment_is_kept_and_taken_away(page: Page, lens: Lens) -> None:
    opened(page)
    comments = page.locator("[data-part=comments]")
    comments.locator("textarea").fill("Read <b>section 4</b> first.")
    comments.locator("[data-action=comment-send]").click()
    expect(comments.locator("[data-comment]")).to_contain_text("Read <b>section 4</b> first.")
    _status, listed = lens.ask(f"/api/v1/papers/{PAPER}/comments")
    assert [comment["text"] for comment in listed["items"]] == ["Read <b>section 4</b> first."]

    remove = comments.locator("[data-action=comment-delete]")
    remove.click()
    remove.click()  # the first click asks whether one is sure
    expect(comments.locator("[data-comment]")).to_have_count(0)
    assert lens.ask(f"/api/v1/papers/{PAPER}/comments")[1]["total"] == 0


def test_a_crawl_under_way_says_what_it_waits_for(page: Page, web: FakeWeb) -> None:
    page.goto(ABS.replace(PAPER, "0704.0001"))  # the browser is warm
    web.delay = 1.5
    page.goto(ABS, wait_until="commit")
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "collecting")
    expect(page.locator("[data-part=status]")).to_contain_text(re.compile("Semantic Scholar|arXiv"))
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)


def test_without_the_server_the_panel_says_how_to_start_it(page: Page, lens: Lens) -> None:
    lens.stop()
    page.goto(ABS)
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "unreachable")
    expect(page.locator("[data-part=notice]")).to_contain_text("make run")
    lens.start()
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)


def test_arxiv_s_own_page_keeps_its_parts(page: Page) -> None:
    opened(page)
    for selector in ("h1.title", ".authors", "blockquote.abstract", ".submission-history"):
        expect(page.locator(selector).first).to_be_visible()
    expect(page.locator("arxiv-lens")).to_have_count(1)


def test_the_server_s_own_page_is_the_same_panel(page: Page, lens: Lens) -> None:
    lens.collect(PAPER)
    opened(page, f"{lens.url}/abs/{PAPER}")
    # The served build keeps its shadow root closed, so what is in it is asked by eye, not by code.
    assert page.locator("arxiv-lens").evaluate("host => host.shadowRoot") is None
    assert page.locator("arxiv-lens").bounding_box()
    assert page.title().startswith("Open-Sourcing Highly Capable Foundation Models")
