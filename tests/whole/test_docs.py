"""The documentation in Chromium: each request can be sent from it, and it asks no other server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Request, expect, sync_playwright

from scraper.sample import PAPER
from tests.whole.lens import Lens
from tests.whole.test_accessibility import faults

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def lens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lens]:
    with Lens(tmp_path_factory.mktemp("docs"), {}, "--sample", "--no-worker") as lens:
        yield lens


@pytest.fixture
def page(lens: Lens) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        elsewhere: list[Request] = []
        wrong: list[object] = []
        page.on("request", lambda one: one.url.startswith(lens.url) or elsewhere.append(one))
        page.on("pageerror", lambda error: wrong.append(error))
        page.goto(f"{lens.url}/docs")
        yield page
        assert not elsewhere
        assert not wrong
        browser.close()


def send(page: Page, operation: str, **values: str) -> Locator:
    """The answer to a request that is sent from the page."""
    section = page.locator(f"#{operation}")
    section.get_by_text("Try it").click()
    for name, value in values.items():
        section.get_by_label(name, exact=True).fill(value)
    section.get_by_role("button", name="Send").click()
    return section.locator("details[open] pre")


def test_each_request_can_be_sent_from_the_documentation(page: Page, lens: Lens) -> None:
    _status, document = lens.ask("/openapi.json")
    count = sum(len(operations) for operations in document["paths"].values())
    expect(page.get_by_text("Try it")).to_have_count(count)
    expect(send(page, "getPaper", fields="title,year")).to_contain_text('"year": 2023')
    answer = send(page, "getComment", comment_id="7")
    expect(answer).to_contain_text("404 in")
    expect(answer).to_contain_text("comment-unknown")
    posted = send(page, "createSchedule")
    expect(posted).to_contain_text("201 in")
    expect(posted).to_contain_text("location: /api/v1/schedules/1")
    assert lens.ask("/api/v1/schedules")[1]["total"] == 1
    expect(send(page, "deleteSchedule", schedule_id="1")).to_contain_text("204 in")
    hostile = "<img src=x onerror=\"document.title='gone'\">"
    body = f'{{"paper": "{PAPER}", "text": "{hostile.replace(chr(34), chr(92) + chr(34))}"}}'
    expect(send(page, "createComment", body=body)).to_contain_text("onerror")
    assert page.title() == "The API · ArxivLens"
    assert faults(page) == []
