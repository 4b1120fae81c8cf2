"""WCAG 2.2 AA, as far as axe can tell: https://github.com/dequelabs/axe-core."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.whole.chromium import TALL, chromium
from tests.whole.lens import Lens

pytestmark = pytest.mark.whole

_ROOT = Path(__file__).parents[2]
_AXE = _ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAPER = "2311.09227"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    text = _ROOT / "tests" / "samples" / "bibliography" / "marked_by_latexml" / "answer.html"
    listing = _ROOT / "tests" / "samples" / "listing" / "math_recent" / "answer.html"
    with FakeWeb(tls_host="arxiv.org") as web:
        web.add(f"/html/{PAPER}", Answer(text.read_bytes()))
        web.add("/list/math/recent", Answer(listing.read_bytes()))
        with Lens(tmp_path_factory.mktemp("data"), web.environment) as lens:
            lens.collect(PAPER)
            body = {"paper": PAPER, "text": "**See** [section 4](https://arxiv.org/a) `x`"}
            lens.ask("/api/v1/comments", body)
            profile = tmp_path_factory.mktemp("profile")
            with chromium(profile, web.tls_port, lens.url) as context:
                yield context


def faults(page: Page, within: str | None = None) -> list[tuple[str, str, Any]]:
    """What axe finds: (rule, how bad, where), of the whole page or of what is `within`."""
    page.evaluate(_AXE.read_text())
    found = page.evaluate(
        """async ([within, levels]) => {
          const result = await axe.run(within ?? document, {
            runOnly: levels, resultTypes: ["violations"] });
          return result.violations.map(({ id, impact, nodes }) =>
            [id, impact, nodes.slice(0, 3).map(({ target, failureSummary }) =>
              [target.flat().at(-1), failureSummary])]);
        }""",
        [within, _LEVELS],
    )
    return [(rule, impact, where) for rule, impact, where in found]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_panel(browser: BrowserContext, colours: Any) -> None:
    page = browser.new_page()
    page.set_viewport_size(TALL)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(f"https://arxiv.org/abs/{PAPER}")
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)
    expect(page.locator("[data-comment]")).to_have_count(1)
    page.locator("[data-part=facts] .fold").click()
    page.locator("[data-part=table] .tick input").nth(2).check()
    page.wait_for_timeout(500)
    assert faults(page, "arxiv-lens") == []
    page.locator("[data-action=help]").click()
    assert faults(page, "arxiv-lens") == []
    page.locator("[data-part=facts] .fold").evaluate("fold => fold.click()")  # as it was
    page.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", ["options", "popup", "welcome"])
def test_the_extension_s_own_pages(browser: BrowserContext, name: str, colours: Any) -> None:
    page = browser.new_page()
    page.emulate_media(color_scheme=colours)
    [worker] = browser.service_workers
    page.goto(f"chrome-extension://{worker.url.split('/')[2]}/{name}.html")
    expect(page.locator("main")).to_be_visible()
    page.wait_for_timeout(300)
    assert faults(page) == []
    page.close()


def test_the_lines_of_a_list(browser: BrowserContext) -> None:
    page = browser.new_page()
    page.goto("https://arxiv.org/list/math/recent")
    page.locator("arxiv-lens-line").first.scroll_into_view_if_needed()
    expect(page.locator("arxiv-lens-line[data-state]").first).to_be_attached()
    for ours in ("arxiv-lens-bar", "arxiv-lens-line"):
        assert faults(page, ours) == []
    page.close()


def test_the_drawer_and_the_card_of_a_citation_mark(browser: BrowserContext) -> None:
    page = browser.new_page()
    page.goto(f"https://arxiv.org/html/{PAPER}")
    page.locator("a.ltx_ref[href='#bib.bib1']").first.focus()
    expect(page.locator("arxiv-lens-card .card")).to_be_visible()
    assert faults(page, "arxiv-lens-card") == []
    page.locator("[data-action=drawer]").click()
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)
    assert faults(page, "arxiv-lens-drawer") == []
    page.close()
