"""The curators' page in Chromium: buttons without JavaScript, the cookie, other sites' forms."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scraper.sample import PAPER
from tests.whole.lens import Lens
from tests.whole.test_accessibility import faults

pytestmark = pytest.mark.whole

_ARXIVLENS = Path(sys.executable).with_name("arxivlens")
_HTML = "text/html"
HOSTILE = "<img src=x onerror=\"document.title='gone'\"><script>document.title='gone'</script>"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def lens(tmp_path: Path) -> Iterator[Lens]:
    with Lens(tmp_path, {}, "--sample", "--no-worker") as lens:
        yield lens


def report(lens: Lens) -> None:
    """A comment that somebody reported."""
    body = {"paper": PAPER, "text": f"Buy! {HOSTILE}", "author": HOSTILE}
    _status, made = lens.ask("/api/v1/comments", body)
    lens.ask(f"/api/v1/comments/{made['id']}/reports", {"reason": f"Spam. {HOSTILE}"})


def plain(chrome: Browser) -> BrowserContext:
    """A browser whose reader has turned JavaScript off."""
    return chrome.new_context(java_script_enabled=False)


def test_everything_can_be_done_without_javascript(chrome: Browser, lens: Lens) -> None:
    report(lens)
    lens.ask("/api/v1/crawls", {"target": "1501.00001"})
    with plain(chrome) as context:
        page = context.new_page()
        page.goto(f"{lens.url}/")
        page.get_by_role("link", name="Looking after").click()
        page.get_by_role("button", name="Cancel the crawl of 1501.00001").click()
        expect(page.get_by_text("0 under way, 0 waiting")).to_be_visible()
        page.get_by_role("button", name="Hide comment 1").click()
        expect(page.get_by_text("Nothing was reported.")).to_be_visible()
        page.get_by_role("button", name="Show again comment 1").click()
        expect(page.get_by_text("Buy!")).to_have_count(0)
        report(lens)
        page.reload()
        page.get_by_text("Delete comment 2").click()
        page.get_by_role("button", name="Delete for good comment 2").click()
        expect(page.get_by_text("Nothing was reported.")).to_be_visible()
    _status, left = lens.ask(f"/api/v1/papers/{PAPER}/comments")
    assert [each["id"] for each in left["items"]] == [1]
    _status, crawl = lens.ask("/api/v1/crawls/1")
    assert crawl["state"] == "cancelled"


def test_a_curator_signs_in_and_other_sites_use_nothing_of_it(
    chrome: Browser, lens: Lens, tmp_path: Path
) -> None:
    report(lens)
    lens.stop()
    made = subprocess.run(
        [_ARXIVLENS, "token", "create", "Ada", "--role", "curator"],
        env={"ARXIVLENS_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    token = made.stdout.strip()
    elsewhere = Lens(tmp_path, {}, "--host", "0.0.0.0", "--no-worker")
    with elsewhere, plain(chrome) as context:
        page = context.new_page()
        page.goto(f"{elsewhere.url}/admin")
        page.get_by_label("Token").fill("lens_mistyped")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("does not hold")
        page.get_by_label("Token").fill(token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Buy!")).to_be_visible()
        assert page.url == f"{elsewhere.url}/admin"
        [cookie] = context.cookies()
        assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Strict")

        # Another server of this machine is another origin, but to cookies the same site.
        action = f"{elsewhere.url}/admin/comments/1/delete"
        form = f'<form method=post action="{action}"><button>Win!</button></form>'
        for host in ("http://127.0.0.1:1", "http://evil.example"):
            context.route(f"{host}/", lambda route: route.fulfill(body=form, content_type=_HTML))
            other = context.new_page()
            other.goto(f"{host}/")
            with other.expect_response(f"{elsewhere.url}/**") as answer:
                other.get_by_role("button").click()
            assert answer.value.status == 403
        page.reload()
        expect(page.get_by_text("Buy!")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Token")).to_be_visible()
        assert context.cookies() == []


def settled(page: Page, address: str, colours: Any, width: int) -> None:
    """The page, once it is there, holds nobody's markup and is no wider than its window."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=colours)
    page.goto(address)
    assert page.title() != "gone"
    assert page.locator("img, script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_is_accessible(chrome: Browser, lens: Lens, colours: Any, width: int) -> None:
    report(lens)
    lens.ask("/api/v1/crawls", {"target": "1501.00001"})
    wide = {"spider": "citation_table", "target": "https://arxiv.org/" + "x" * 900}
    lens.ask("/api/v1/crawls", wide)
    lens.ask("/api/v1/schedules", wide)
    page = chrome.new_page()
    settled(page, f"{lens.url}/admin", colours, width)
    page.get_by_text("Delete").first.click()
    assert faults(page) == []
    page.close()
