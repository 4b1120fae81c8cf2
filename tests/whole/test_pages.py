"""The panel on arXiv's own pages, of every kind: it is there, and the page stays what it was."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.whole.chromium import TALL, chromium
from tests.whole.lens import Lens
from tests.whole.pages import (
    ABS,
    AUTHORS,
    CHANGED,
    CROWDED,
    LISTS,
    OWN,
    SAMPLES,
    TEXTS,
    listing,
    serve,
)

pytestmark = pytest.mark.whole

_MOST_SHIFT = 0.02
# Of a large monitor: half of the panel is in sight at once.
_SCREEN: ViewportSize = {"width": 1440, "height": 1300}

# Before anything else runs in the page: adds up what moves without the reader's doing.
_WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with FakeWeb(tls_host="arxiv.org") as web:
        serve(web)
        yield web


@pytest.fixture(scope="module")
def lens(tmp_path_factory: pytest.TempPathFactory, web: FakeWeb) -> Iterator[Lens]:
    with Lens(tmp_path_factory.mktemp("data"), web.environment) as lens:
        yield lens


@pytest.fixture(scope="module")
def browser(
    tmp_path_factory: pytest.TempPathFactory, web: FakeWeb, lens: Lens
) -> Iterator[BrowserContext]:
    profile = tmp_path_factory.mktemp("profile")
    with chromium(profile, web.tls_port, lens.url) as context:
        context.add_init_script(_WATCH)
        context.service_workers[0].evaluate("chrome.storage.local.set({ 'folded.facts': false })")
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    page = browser.new_page()
    page.set_viewport_size(_SCREEN)
    yield page
    assert page.evaluate("window.shift") <= _MOST_SHIFT
    page.close()


def unchanged(page: Page) -> None:
    assert page.evaluate(CHANGED, OWN) == []


@pytest.mark.parametrize("name", ABS)
def test_a_paper_s_page_has_its_panel_and_stays_whole(name: str, page: Page, lens: Lens) -> None:
    pinned = re.search(r"v(\d+)$", name)
    paper = re.sub(r"v\d+$", "", name).replace("_", "/")
    page.goto(f"https://arxiv.org/abs/{name.replace('_', '/')}")
    panel = page.locator("arxiv-lens")
    expect(panel).to_have_count(1)
    expect(panel).to_have_attribute("data-state", "ready", timeout=60_000)
    unchanged(page)
    assert page.evaluate("window.shift") <= _MOST_SHIFT
    page.set_viewport_size(TALL)
    _status, record = lens.ask(f"/api/v1/papers/{paper}")
    assert record["arxiv_id"] == paper
    facts = page.locator("[data-part=facts]")
    expect(facts.get_by_role("link", name=f"arXiv:{paper}", include_hidden=True)).to_have_count(1)
    shown = facts.locator("dl").text_content() or ""
    newest = record["version"]
    assert ("this page shows version" in shown) == bool(pinned and int(pinned[1]) != newest)
    assert ("withdrawn" in shown) == bool(record["withdrawn"])
    page.evaluate("window.shift = 0")  # the screen grew


def test_a_paper_of_2800_authors(page: Page, lens: Lens) -> None:
    page.goto(f"https://arxiv.org/abs/{CROWDED}")
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)
    unchanged(page)
    _status, record = lens.ask(f"/api/v1/papers/{CROWDED}")
    assert len(record["authors"]) == AUTHORS


def test_the_parts_come_as_the_reader_scrolls_and_move_nothing(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("https://arxiv.org/abs/0704.0001")
    panel = page.locator("arxiv-lens")
    expect(panel).to_have_attribute("data-state", "ready", timeout=60_000)
    unmade = panel.locator("[data-part] .content:empty")
    assert unmade.count() >= 5
    page.mouse.move(300, 300)
    for _ in range(40):
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(50)
    expect(unmade).to_have_count(0)
    unchanged(page)


@pytest.mark.parametrize("path", ["abs/9999.99999", "abs/notanid", "abs/0906.5132v99"])
def test_a_page_of_no_paper_is_left_alone(path: str, page: Page) -> None:
    page.goto(f"https://arxiv.org/{path}")
    page.wait_for_timeout(300)
    expect(page.locator("arxiv-lens")).to_have_count(0)


@pytest.mark.parametrize("host", ["www.arxiv.org", "export.arxiv.org", "browse.arxiv.org"])
def test_arxiv_s_other_hosts_are_arxiv(host: str, page: Page) -> None:
    page.goto(f"https://{host}/abs/0704.0001")
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_s_entries_have_a_line_each(name: str, page: Page) -> None:
    page.goto(f"https://arxiv.org/list/{name}/new")
    entries = page.locator("dl > dt a[title=Abstract]").count()
    expect(page.locator("arxiv-lens-line")).to_have_count(entries)
    expect(page.locator("arxiv-lens-bar")).to_have_count(1 if entries else 0)
    for line in page.locator("arxiv-lens-line").all():
        line.scroll_into_view_if_needed()
        expect(line).to_have_attribute("data-state", re.compile("known|missing"))
    unchanged(page)


def requests_for_batches(lens: Lens) -> int:
    _status, _type, text = lens.read("/metrics")
    found = re.search(r'arxivlens_requests_total\{[^}]*batch"[^}]*status="200"[^}]*\} (\d+)', text)
    return int(found[1]) if found else 0


def test_a_long_list_is_asked_for_as_it_comes_into_sight(
    page: Page, lens: Lens, web: FakeWeb
) -> None:
    """100 entries: the first screen in one request, the rest as it is scrolled to."""
    ids = [f"2402.{number:05}" for number in range(1, 101)]
    web.add("/list/math/100", Answer(listing(ids)))
    for paper in ids[:3]:
        web.add_paper(paper, citations=2)
    lens.collect(ids[0])
    before = requests_for_batches(lens)

    page.goto("https://arxiv.org/list/math/100")
    first = page.locator(f"arxiv-lens-line[data-paper='{ids[0]}']")
    first.scroll_into_view_if_needed()
    expect(first).to_have_attribute("data-state", "known")
    expect(first.locator(".badge")).to_have_text("2 citations")
    expect(first.locator(".summary")).to_contain_text(f"What the paper {ids[0]} says.")
    page.wait_for_timeout(500)
    assert requests_for_batches(lens) == before + 1
    last = page.locator(f"arxiv-lens-line[data-paper='{ids[-1]}']")
    assert last.get_attribute("data-state") is None
    expect(page.locator("arxiv-lens-line:not([data-theme])")).to_have_count(0)
    last.scroll_into_view_if_needed()
    expect(last).to_have_attribute("data-state", "missing")


def test_a_list_has_what_is_missing_collected(page: Page, web: FakeWeb) -> None:
    ids = ["2403.00001", "2403.00002"]
    web.add("/list/math/2", Answer(listing(ids)))
    for paper in ids:
        web.add_paper(paper, citations=1)
    page.goto("https://arxiv.org/list/math/2")
    page.locator(f"arxiv-lens-line[data-paper='{ids[0]}']").scroll_into_view_if_needed()
    page.locator("arxiv-lens-bar [data-action=collect]").click()
    for paper in ids:
        line = page.locator(f"arxiv-lens-line[data-paper='{paper}']")
        expect(line).to_have_attribute("data-state", "known", timeout=60_000)


def test_a_reader_who_wants_it_so_is_asked_before_a_list_is(
    browser: BrowserContext, page: Page, lens: Lens
) -> None:
    change = """async (ask) => {
      const { options } = await chrome.storage.local.get("options");
      await chrome.storage.local.set({ options: { ...options, ask } });
    }"""
    [worker] = browser.service_workers
    worker.evaluate(change, "on-click")
    try:
        before = requests_for_batches(lens)
        page.goto("https://arxiv.org/list/math_recent/new")
        line = page.locator("arxiv-lens-line").first
        line.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        assert requests_for_batches(lens) == before
        page.locator("arxiv-lens-bar [data-action=show]").click()
        expect(line).to_have_attribute("data-state", re.compile("known|missing"))
    finally:
        worker.evaluate(change, "on-open")


def test_a_search_s_results_have_a_line_each(page: Page, web: FakeWeb) -> None:
    results = "".join(
        f'<li class="arxiv-result"><div class="is-marginless">'
        f'<p class="list-title is-inline-block"><a href="https://arxiv.org/abs/{paper}">arXiv:{paper}</a></p></div>'
        f'<p class="title is-5 mathjax">On {paper}</p><p class="authors">A. B.</p></li>'
        for paper in ("0704.0001", "hep-th/9901001")
    )
    body = f"<!doctype html><ol class='breathe-horizontal' start='1'>{results}</ol><p></p>"
    web.add("/search/?query=x&searchtype=all", Answer(body.encode()))
    page.goto("https://arxiv.org/search/?query=x&searchtype=all")
    expect(page.locator("li.arxiv-result > arxiv-lens-line[data-state]")).to_have_count(2)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_paper_s_own_text_has_a_slim_toggle(number: int, page: Page) -> None:
    page.goto(f"https://arxiv.org/html/2311.0922{number}v1")
    tab = page.locator("[data-action=drawer]")
    expect(tab).to_have_attribute("aria-expanded", "false")
    expect(page.locator("arxiv-lens[data-state]")).to_have_count(0)  # nothing is asked before
    assert page.evaluate("window.shift") == 0
    tab.click()
    expect(page.locator("arxiv-lens")).to_have_attribute(
        "data-state", re.compile("ready|error"), timeout=60_000
    )
    tab.click()
    expect(page.locator("arxiv-lens")).to_be_hidden()
    page.evaluate("window.shift = 0")  # what moved within, the reader had opened


def test_a_citation_mark_shows_what_it_cites(page: Page, web: FakeWeb, lens: Lens) -> None:
    """The third sample cites "Attention is all you need"; here the paper's references hold it."""
    text = (SAMPLES / "bibliography" / "marked_by_latexml" / "answer.html").read_bytes()
    paper = "2404.00001"
    web.add_paper(paper, references=1)
    lens.collect(paper)
    _status, record = lens.ask(f"/api/v1/papers/{paper}")
    known = record["references"][0]
    web.add(
        f"/html/{paper}v2",
        Answer(text.replace(b"Attention is all you need", known["title"].encode())),
    )
    page.goto(f"https://ar5iv.labs.arxiv.org/html/{paper}v2")
    page.locator("a.ltx_ref[href='#bib.bib1']").first.hover()
    card = page.locator("arxiv-lens-card .card")
    expect(card).to_have_attribute("data-state", "known")
    expect(card.locator("a.title")).to_have_text(known["title"])
    expect(card).to_contain_text(known["authors"][0])
    expect(card).to_contain_text("No summary of it is on record.")
    expect(card.locator("a.title")).to_have_attribute(
        "href", f"{lens.url}/abs/{quote(known['id'])}"
    )
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    # One that no source knows: as it is printed.
    page.locator("a.ltx_ref[href='#bib.bib2']").first.focus()
    expect(card).to_have_attribute("data-state", "printed")
