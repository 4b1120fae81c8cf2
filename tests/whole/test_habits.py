"""What readers come to rely on: the panel is quick, remembers, and bears what goes wrong."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.fakes.web import FakeWeb
from tests.whole.chromium import TALL, chromium
from tests.whole.lens import Lens

pytestmark = pytest.mark.whole

PAPER = "2311.09227"
ABS = f"https://arxiv.org/abs/{PAPER}"


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with FakeWeb(tls_host="arxiv.org") as web:
        yield web


@pytest.fixture(scope="module")
def lens(tmp_path_factory: pytest.TempPathFactory, web: FakeWeb) -> Iterator[Lens]:
    with Lens(tmp_path_factory.mktemp("data"), web.environment) as lens:
        lens.collect(PAPER)
        yield lens


@pytest.fixture(scope="module")
def browser(
    tmp_path_factory: pytest.TempPathFactory, web: FakeWeb, lens: Lens
) -> Iterator[BrowserContext]:
    profile = tmp_path_factory.mktemp("profile")
    with chromium(profile, web.tls_port, lens.url) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    page = browser.new_page()
    page.set_viewport_size(TALL)
    yield page
    page.close()


def opened(page: Page, state: str = "ready", url: str = ABS) -> None:
    page.goto(url)
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", state, timeout=60_000)


def extension_page(browser: BrowserContext, page: Page, name: str) -> None:
    [worker] = browser.service_workers
    page.goto(f"chrome-extension://{worker.url.split('/')[2]}/{name}.html")


def test_what_was_seen_is_there_without_the_server(page: Page, lens: Lens) -> None:
    opened(page)
    expect(page.locator("a.node")).to_have_count(50)
    page.wait_for_timeout(500)  # it is kept
    lens.kill()
    try:
        opened(page, "unreachable")
        expect(page.locator("[data-part=notice]")).to_contain_text("does not answer now")
        expect(page.locator("[data-part=notice]")).to_contain_text("came before")
        expect(page.locator("[data-part=summary]")).to_contain_text("risks and benefits")
        expect(page.locator("a.node")).to_have_count(50)
        # Of a paper that was never seen there is nothing to show.
        opened(page, "unreachable", "https://arxiv.org/abs/0704.0001")
        expect(page.locator("[data-part=notice]")).to_contain_text("No ArxivLens server answers")
    finally:
        lens.start()
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)


def test_a_network_that_is_cut_under_an_open_page(browser: BrowserContext, page: Page) -> None:
    opened(page)
    status, notice = page.locator("arxiv-lens"), page.locator("[data-part=notice]")
    browser.set_offline(True)
    try:
        page.locator("[data-action=refresh]").click()
        expect(status).to_have_attribute("data-state", "unreachable")
        expect(notice.locator("strong")).to_have_text("The ArxivLens server does not answer now.")
        expect(page.locator("[data-part=summary]")).to_contain_text("risks and benefits")
        expect(page.locator("[data-part=table] tbody tr")).to_have_count(37)
        expect(page.locator("a.node")).to_have_count(50)
    finally:
        browser.set_offline(False)
    expect(status).to_have_attribute("data-state", "ready", timeout=60_000)  # by itself
    expect(notice).to_be_hidden()


def test_a_server_killed_in_the_middle_of_a_crawl(page: Page, web: FakeWeb, lens: Lens) -> None:
    web.add_paper("2405.00001", citations=3, references=2)
    web.delay = 3
    try:
        opened(page, "collecting", "https://arxiv.org/abs/2405.00001")
        lens.kill()
        expect(page.locator("arxiv-lens")).to_have_attribute(
            "data-state", "unreachable", timeout=60_000
        )
    finally:
        web.delay = 0
        lens.start()
    # By itself; the crawl cut short goes on once its lease has ended, or another takes its place.
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)
    expect(page.locator("[data-part=table] tbody tr")).to_have_count(3)


def test_a_worker_put_to_sleep_wakes_when_it_is_wanted(browser: BrowserContext, page: Page) -> None:
    opened(page)
    session = browser.new_cdp_session(page)
    states: list[str] = []
    session.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: states.extend(each["runningStatus"] for each in told["versions"]),
    )
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    page.wait_for_timeout(500)
    # What it had in memory is gone, even if a part of the panel has woken it again since.
    assert "stopped" in states, states
    page.locator("[data-action=refresh]").scroll_into_view_if_needed()
    page.locator("[data-action=refresh]").click()
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "collecting")
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)
    expect(page.locator("[data-part=notice]")).to_be_hidden()


def test_keys_open_close_and_lead_through_the_parts(page: Page) -> None:
    opened(page)
    page.locator("[data-part=summary] .fold").focus()
    page.keyboard.press("n")
    expect(page.locator("[data-part=terms] .fold")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("[data-part=summary] .fold")).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("#summary-content")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next part")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("o")
    expect(page.locator(".parts")).to_be_hidden()
    # Both are remembered.
    opened(page)
    expect(page.locator(".parts")).to_be_hidden()
    page.locator("[data-action=toggle]").click()
    expect(page.locator("#summary-content")).to_be_hidden()
    page.locator("[data-part=summary] .fold").click()
    expect(page.locator("#summary-content")).to_be_visible()


def test_the_panel_is_as_dark_as_the_page(page: Page) -> None:
    def ground() -> str:
        panel = page.locator(".panel")
        return str(panel.evaluate("panel => getComputedStyle(panel).backgroundColor"))

    opened(page)
    light = ground()
    page.emulate_media(color_scheme="dark")
    assert ground() != light
    dark = ground()
    page.emulate_media(color_scheme="light")
    page.add_init_script(
        "new MutationObserver(() => { document.documentElement.dataset.theme = 'dark'; })"
        ".observe(document, { childList: true })"
    )
    opened(page)
    assert ground() == dark


def test_options_say_where_what_and_when(browser: BrowserContext, page: Page, lens: Lens) -> None:
    extension_page(browser, page, "options")
    expect(page.locator("#server")).to_have_value(lens.url)
    page.get_by_role("button", name="Check the connection").click()
    expect(page.locator("#said")).to_have_text("The server answers.")
    page.locator("#server").fill("http://evil.example")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("Write it like")
    page.locator("#server").fill(lens.url)
    page.get_by_label("only when I click").check()
    page.get_by_label("Key terms").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("Saved")
    try:
        page.goto(ABS)
        expect(page.locator("arxiv-lens")).not_to_have_attribute("data-state", re.compile("."))
        page.locator("[data-action=go]").click()
        expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready")
        expect(page.locator("[data-part=terms]")).to_have_count(0)
    finally:
        extension_page(browser, page, "options")
        expect(page.locator("#server")).to_have_value(lens.url)
        page.get_by_label("as the page opens").check()
        page.get_by_label("Key terms").check()
        page.get_by_role("button", name="Forget what was seen").click()
        expect(page.locator("#said")).to_have_text("Forgotten.")
        expect(page.get_by_text("0.0 MB are kept now.")).to_be_visible()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#said")).to_contain_text("Saved")


def test_the_first_page_says_that_the_server_is_there(browser: BrowserContext, page: Page) -> None:
    extension_page(browser, page, "welcome")
    expect(page.get_by_text("The server answers.")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(3)
