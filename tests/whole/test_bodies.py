"""Comments that attack, in Markdown of every kind, on the server's own page in Chromium."""

import html
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scraper.sample import PAPER
from tests.fakes.hostile import PAYLOADS
from tests.whole.chromium import TALL
from tests.whole.lens import Lens

pytestmark = [pytest.mark.whole, pytest.mark.timeout(240)]

# Where in Markdown an attack may stand.
PLACES: dict[str, Callable[[str], str]] = {
    "alone": lambda each: each,
    "quoted": lambda each: f"> 1. # {each}\n>    - {each}",
    "linked": lambda each: f'[{each}]({each} "{each}") ![{each}]({each}) <{each}>',
    "defined": lambda each: (
        f"[a][b] ![a][b]\n\n[b]: {each} '{each}'\n\n```{each}\n~~~\n{each}\n```"
    ),
    "escaped": lambda each: f"{html.escape(each)} `{each}` \\{each}\n\n|a|\n|-|\n|{each}|",
}
_LONGEST = 10_000
_OPEN = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (given) {
  return attach.call(this, { ...given, mode: "open" });
};
"""
# What a comment's words are made of, that nothing stands beside its place in the list, and that
# nothing lies outside it.
_WRONG = """
() => {
  const list = document.querySelector("arxiv-lens").shadowRoot.querySelector(".comments > ul");
  const box = list.getBoundingClientRect();
  const wrong = [];
  for (const item of list.children) {
    if (!item.matches("li[data-comment]")) wrong.push(item.outerHTML);
    const kinds = [...item.children].map((each) => each.className);
    if (String(kinds) !== "meta,words text,below") wrong.push(String(kinds));
    const own = item.getBoundingClientRect();
    if (own.left < box.left - 1 || own.right > box.right + 1) wrong.push("beside the list");
    for (const each of item.querySelector(".words").querySelectorAll("*")) {
      if (!each.closest("math, svg") && !each.matches(
        "p, span, blockquote, pre, code, ul, ol, li, hr, br, strong, em, del, a, bdi")) {
        wrong.push(each.outerHTML.slice(0, 300));
      }
      if (each.matches("script, style, foreignObject, image, use, animate, set, annotation-xml")) {
        wrong.push(each.outerHTML.slice(0, 300));
      }
      for (const { name, value } of each.attributes) {
        if (/^on|^style$|src/.test(name) || (/href/.test(name) && !/^https?:\\/\\//.test(value))) {
          wrong.push(`${name}=${value}`);
        }
      }
      const { left, right, top, bottom } = each.getBoundingClientRect();
      const within = each.closest("pre") ?? each; // these scroll
      const edge = within === each ? { left, right, top, bottom } : within.getBoundingClientRect();
      if (edge.left < own.left - 1 || edge.right > own.right + 1 || edge.top < own.top - 1
        || edge.bottom > own.bottom + 1) wrong.push(`outside: ${each.outerHTML.slice(0, 300)}`);
    }
  }
  return wrong;
}
"""
# The server's own HTML, as a page would take it that trusts it and guards nothing.
_TRUSTING = """
(bodies) => {
  for (const each of bodies) {
    const box = document.body.appendChild(document.createElement("div"));
    box.innerHTML = each;
  }
  return document.body.querySelectorAll("div").length - bodies.length
    + document.querySelectorAll("script, img, svg, math, style, iframe, form, input, [id]").length;
}
"""


@pytest.fixture(scope="module")
def lens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lens]:
    folder = tmp_path_factory.mktemp("bodies")
    with Lens(folder, {}, "--sample", "--no-worker") as lens:
        kept = 0
        for place in PLACES.values():
            for payload in PAYLOADS:
                body = {"paper": PAPER, "text": place(payload)[:_LONGEST], "author": payload[:100]}
                status, _answer = lens.ask("/api/v1/comments", body)
                assert status in (201, 400)  # half a character, or nothing that can be seen
                kept += status == 201
        assert kept >= 300
        yield lens


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


class Watched:
    """A page of which is known what it asked for and whether it spoke."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.spoke: list[Any] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("dialog", lambda dialog: (self.spoke.append(dialog.message), dialog.dismiss()))
        page.on("popup", lambda popup: self.spoke.append(popup.url))
        page.on("framenavigated", lambda frame: self.asked.append(frame.url))

    def ran(self) -> list[Any]:
        """What ran that should not have."""
        broken = self.page.evaluate("window.broken")
        return [*self.spoke, *([broken] if broken else [])]


def test_nothing_in_a_comment_runs_leaves_or_escapes(browser: Browser, lens: Lens) -> None:
    page = browser.new_page(viewport=TALL)
    page.add_init_script(_OPEN)
    watched = Watched(page)
    page.goto(f"{lens.url}/abs/{PAPER}")
    comments = page.locator("arxiv-lens [data-comment]")
    expect(comments).to_have_count(100)
    _status, first = lens.ask(f"/api/v1/papers/{PAPER}/comments?limit=1")
    total = first["total"]
    for shown in (*range(200, total, 100), total):
        page.get_by_role("button", name="More comments").click()
        expect(comments).to_have_count(shown)
    assert page.evaluate(_WRONG) == []
    for field in page.locator("arxiv-lens .words").all()[:20]:
        field.hover()
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert watched.ran() == []
    paths = {urlsplit(each).path for each in watched.asked if each.startswith(f"{lens.url}/")}
    assert all(each.startswith(f"{lens.url}/") for each in watched.asked)
    expected = (f"/abs/{PAPER}", "/static/", f"/api/v1/papers/{PAPER}")
    assert not [each for each in paths if not each.startswith(expected)]
    assert "ArxivLens" in page.title()
    page.close()


def test_the_server_s_html_of_a_comment_is_harmless_wherever_it_is_put(
    browser: Browser, lens: Lens
) -> None:
    _status, kept = lens.ask(f"/api/v1/papers/{PAPER}/comments?limit=1000")
    page = browser.new_page()
    watched = Watched(page)
    page.set_content("<!doctype html><title>Trusting</title>")
    del watched.asked[:]
    assert page.evaluate(_TRUSTING, [each["html"] for each in kept["items"]]) == 0
    page.wait_for_timeout(500)
    assert (watched.ran(), watched.asked) == ([], [])
    for address in page.eval_on_selector_all("a[href]", "all => all.map((each) => each.href)"):
        assert urlsplit(address).scheme in ("http", "https")
    page.close()
