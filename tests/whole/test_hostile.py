"""Records that attack, and pages that tamper: nothing runs, nothing leaks, no stranger is asked."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.fakes.answer import Answer
from tests.fakes.hostile import PAPERS, PAYLOADS, Hostile
from tests.fakes.web import FakeWeb
from tests.whole.chromium import TALL, chromium

pytestmark = [pytest.mark.whole, pytest.mark.timeout(240)]

_HERE = Path(__file__).parent
_SAMPLES = Path(__file__).parents[1] / "samples"
TOKEN = "lens_secret_of_the_reader"
PAGE = (_SAMPLES / "abs_page" / "0704.0001" / "page.html").read_bytes()

# Our shadow roots are open in this build: what is in them, at whatever depth.
_SUSPECT = """
() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches("script, img, iframe, object, embed, link, base, meta, video, audio,"
        + "frame, form[action], [srcdoc], [src], [style*=url]")) found.push(element.outerHTML);
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on")) found.push(`${name}=${value}`);
        if ((name === "href" || name === "xlink:href") && !/^https?:\\/\\//.test(value)) {
          found.push(`${name}=${value}`);
        }
      }
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  for (const host of document.querySelectorAll("*")) {
    if (host.localName.startsWith("arxiv-lens") && host.shadowRoot) walk(host.shadowRoot);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with FakeWeb(tls_host="arxiv.org") as web:
        for paper in PAPERS:
            web.add(f"/abs/{paper}", Answer(PAGE))
        entries = "".join(
            f'<dt><a href="/abs/{paper}">arXiv:{paper}</a></dt><dd><div class="meta">x</div></dd>'
            for paper in PAPERS
        )
        web.add("/list/evil/new", Answer(f"<!doctype html><dl>{entries}</dl><p></p>".encode()))
        text = (_SAMPLES / "bibliography" / "marked_by_latexml" / "answer.html").read_bytes()
        web.add(f"/html/{PAPERS[0]}", Answer(text))
        yield web


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with Hostile() as server:
        yield server


def with_token(context: BrowserContext) -> None:
    """Give the extension a token, on its own options page."""
    [worker] = context.service_workers
    options = context.new_page()
    options.goto(f"chrome-extension://{worker.url.split('/')[2]}/options.html")
    expect(options.locator("#server")).not_to_have_value("")
    options.locator("#token").fill(TOKEN)
    options.get_by_role("button", name="Save").click()
    expect(options.locator("#said")).to_contain_text("Saved")
    options.close()


def strangers(asked: list[Request]) -> list[str]:
    """What was asked of anybody that arXiv's page itself does not name."""
    own = ("https://arxiv.org/", "data:image")
    return [
        each.url
        for each in asked
        if not each.url.startswith(own)
        and (urlsplit(each.url).hostname or "?").encode() not in PAGE
    ]


def test_hostile_records_stay_text(tmp_path: Path, web: FakeWeb, server: Hostile) -> None:
    """Each page shows a hostile record and fifteen rows of others; lists and texts show more."""
    assert len(PAYLOADS) * 15 > 300
    with chromium(tmp_path / "profile", web.tls_port, server.url) as context:
        with_token(context)
        page = context.new_page()
        page.set_viewport_size(TALL)
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for paper in PAPERS:
            page.goto(f"https://arxiv.org/abs/{paper}", wait_until="domcontentloaded")
            expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready")
            expect(page.locator("[data-part=comments] [data-comment]")).to_have_count(5)
            assert page.evaluate("window.broken") is None, paper
            assert page.evaluate(_SUSPECT) == [], paper
            assert page.url == f"https://arxiv.org/abs/{paper}"
        page.set_viewport_size({"width": 1280, "height": 900})  # a list's entries come in screens
        page.goto("https://arxiv.org/list/evil/new")
        for paper in PAPERS[::8]:
            line = page.locator(f"arxiv-lens-line[data-paper='{paper}']")
            line.scroll_into_view_if_needed()
            expect(line).to_have_attribute("data-state", "known")
        assert page.evaluate(_SUSPECT) == []
        page.goto(f"https://arxiv.org/html/{PAPERS[0]}")
        page.locator("a.ltx_ref[href='#bib.bib1']").first.hover()
        expect(page.locator("arxiv-lens-card .card")).to_be_visible()
        assert page.evaluate(_SUSPECT) == []
        assert page.evaluate("window.broken") is None
        assert strangers(asked) == []
    # The token went to the server, with each request, and the page's id, and nothing else.
    for method, path, headers, body in server.seen:
        if path == "/healthz":
            continue
        assert headers["Authorization"] == f"Bearer {TOKEN}"
        assert "Referer" not in headers
        assert "Cookie" not in headers
        assert method == "GET" or path.startswith("/api/v1/papers/batch"), (method, path)
        if body:
            assert set(json.loads(body)) == {"ids"}


_SCRIPTS = re.split(r"^// --- (.+)$", (_HERE / "tampering.js").read_text(), flags=re.MULTILINE)
TAMPERING = dict(zip(_SCRIPTS[1::2], _SCRIPTS[2::2], strict=True))


def test_a_page_that_tampers_gets_nothing(tmp_path: Path, web: FakeWeb) -> None:
    """With the build that readers have: its shadow roots are closed."""
    assert len(TAMPERING) >= 30
    paper = PAPERS[PAYLOADS.index("toString")]
    with (
        Hostile() as server,
        chromium(tmp_path / "profile", web.tls_port, server.url, "chrome") as context,
    ):
        with_token(context)
        extension = context.service_workers[0].url.split("/")[2]
        for name, script in TAMPERING.items():
            page = context.new_page()
            made = script.replace("EXTENSION", extension).replace("SERVER", server.url)
            page.add_init_script(f"window.got = []; (() => {{ {made} }})();")
            asked = len(server.seen)
            tried(page, paper)
            assert page.evaluate("window.got.map(([what, it]) => [what, String(it)])") == [], name
            for method, path, headers, body in server.seen[asked:]:
                if path == "/healthz":
                    continue  # the page that says how to begin waits for a server
                if headers.get("Origin", "").startswith("https://"):
                    continue  # the page's own try, which gets no answer that it may read
                assert (method, body) == ("GET", b"") or "batch" in path, (name, method, path)
                named = re.match(r"/api/v1/papers/(2401\.\d{5})", path)
                assert named, (name, path)
                assert named[1] in (paper, "2401.00002"), (name, path)
            page.close()


def tried(page: Page, paper: str) -> None:
    page.goto(f"https://arxiv.org/abs/{paper}", wait_until="domcontentloaded")
    host = page.locator("arxiv-lens[data-state]").first
    expect(host).to_have_attribute("data-state", re.compile("ready|error|unreachable"))
    box = host.bounding_box()
    if box:
        page.mouse.move(box["x"] + 80, box["y"] + 100)
        page.mouse.click(box["x"] + 80, box["y"] + 20)
    page.wait_for_timeout(200)
