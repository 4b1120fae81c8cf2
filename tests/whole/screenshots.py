"""Takes the README's and the stores' pictures: `python -m tests.whole.screenshots`.

The server's page as `make run` shows it, light, dark and on a phone; and on arXiv, filled by the
recorded answers of the fake sources: the panel (in Firefox too), a list, a paper's own text.
"""

import base64
import re
import tempfile
import time
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.fakes.answer import Answer
from tests.fakes.semantic_scholar import paper_object
from tests.fakes.web import FakeWeb
from tests.whole.chromium import chromium
from tests.whole.firefox import firefox
from tests.whole.lens import Lens

PAPER = "2311.09227"
_TARGET = Path(__file__).parents[2] / "extension" / "screenshots"
_STORE = Path(__file__).parents[2] / "deploy" / "store"
STORES: ViewportSize = {"width": 1280, "height": 800}  # as the stores want them
_SAMPLES = Path(__file__).parents[1] / "samples"
STYLE = (Path(__file__).parents[1] / "fakes" / "arxiv.css").read_text()
# Papers whose own pages are sampled, in a list.
LISTED = ("2103.17249", "1604.08245", "2004.08990", "2006.02835")
# One that cites it, by its recorded citations.
CITING = ("2405.08597", "Risks and Opportunities of Open-Source Generative AI")
TEXT_STYLE = """
body { max-width: 720px; margin: 30px auto; font: 17px/1.6 "DejaVu Serif", serif; color: #222; }
h1 { font-size: 26px; line-height: 1.3; } h2 { font-size: 20px; }
a { color: #0068ac; text-decoration: none; } cite { font-style: normal; }
.ltx_biblist { padding: 0; list-style: none; font-size: 15px; } .ltx_tag { margin-right: 6px; }
"""

# name: width, height, colours, pixels scrolled down
_VIEWS = {
    "light": (1280, 1900, "light", 0),
    "dark": (1280, 1000, "dark", 1000),
    "narrow": (390, 1200, "light", 1700),
}


def server_page(browser: Browser, lens: Lens, name: str) -> None:
    """The server's own page of the paper."""
    width, height, colours, scrolled = _VIEWS[name]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if colours == "dark" else "light",
    )
    page.goto(f"{lens.url}/abs/{PAPER}")
    page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached")
    page.mouse.wheel(0, scrolled)
    page.wait_for_timeout(3000)  # the parts come, and the graph comes to rest
    page.screenshot(path=_TARGET / f"{name}.png")
    page.close()


def main() -> None:
    """Write them all."""
    _TARGET.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeWeb(tls_host="arxiv.org") as web,
        Lens(Path(folder), web.environment, "--sample") as lens,
    ):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            for name in _VIEWS:
                server_page(browser, lens, name)
            browser.close()
        lens.collect(PAPER)
        web.add("/static/browse/0.3.4/css/arXiv.css", Answer(STYLE.encode(), "text/css"))
        in_firefox(Path(folder), web, lens)
        on_arxiv(Path(folder), web, lens)


def _entry(number: int, record: dict[str, Any]) -> str:
    """A paper as arXiv's lists have it."""
    paper = record["arxiv_id"]
    names = ", ".join(author["name"] for author in record["authors"][:6])
    labels = "; ".join(f"{each['label']} ({each['term']})" for each in record["categories"])
    return (
        f'<dt>[{number}] <a href="/abs/{paper}">arXiv:{paper}</a> [<a>pdf</a>, <a>html</a>]</dt>'
        f'<dd><div class="meta"><div class="list-title">{escape(record["title"])}</div>'
        f'<div class="list-authors"><a>{escape(names)}</a></div>'
        f"<div>Subjects: {escape(labels)}</div></div></dd>"
    )


def cite(web: FakeWeb, record: dict[str, Any]) -> None:
    """The text of a paper that cites this one, as LaTeXML sets it."""
    text = (_SAMPLES / "bibliography" / "marked_by_latexml" / "answer.html").read_text()
    ours, theirs = ("Attention is all you need", record["title"])
    names = [author["name"] for author in record["authors"]]
    text = text.replace("A paper whose bibliography LaTeXML made itself", CITING[1])
    text = text.replace(ours, theirs).replace("LaTeXML.css", "text.css")
    text = re.sub("A. Vaswani.*?Polosukhin", f"{names[0]}, {names[1]} et al.", text)
    web.add(f"/html/{CITING[0]}", Answer(text.encode()))
    web.add("/html/text.css", Answer(TEXT_STYLE.encode(), "text/css"))
    cited = paper_object(theirs, names, 2023)
    cited["externalIds"]["ArXiv"] = PAPER
    web.add_paper(CITING[0], cites=[cited])


def on_arxiv(folder: Path, web: FakeWeb, lens: Lens) -> None:
    """On arXiv's pages, in plain style: arXiv's own style sheets are not served here."""
    _status, record = lens.ask(f"/api/v1/papers/{PAPER}")
    for paper in LISTED:
        lens.collect(paper)
    records = [record, *(lens.ask(f"/api/v1/papers/{paper}")[1] for paper in LISTED)]
    entries = "".join(_entry(*each) for each in enumerate(records, start=1))
    style = f"<!doctype html><style>{STYLE}</style>"
    listed = f"{style}<div id=dlpage><h2>Recent submissions</h2><dl>{entries}</dl></div>"
    web.add("/list/cs/recent", Answer(listed.encode()))
    with chromium(folder / "profile", web.tls_port, lens.url) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 4600})
        page.goto(f"https://arxiv.org/abs/{PAPER}")
        page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached")
        page.wait_for_timeout(2000)
        panel = page.locator("arxiv-lens").bounding_box()
        assert panel
        clip = {**panel, "height": min(panel["height"], 1300)}
        page.screenshot(path=_TARGET / "arxiv.png", full_page=True, clip=clip)
        table = page.locator("[data-part=table]").bounding_box()
        assert table
        rest = {**panel, "y": table["y"], "height": panel["y"] + panel["height"] - table["y"]}
        page.screenshot(path=_TARGET / "rest.png", full_page=True, clip=rest)

        page.set_viewport_size(STORES)
        for name, part in (("panel", "summary"), ("network", "graph"), ("table", "table")):
            heading = page.locator(f"[data-part={part}]")
            heading.evaluate("each => each.scrollIntoView({ block: 'start' })")
            page.mouse.wheel(0, -480 if part == "summary" else -20)
            page.wait_for_timeout(500)
            page.screenshot(path=_STORE / f"{name}.png")

        page.set_viewport_size({"width": 940, "height": 900})
        page.goto("https://arxiv.org/list/cs/recent")
        page.locator("arxiv-lens-line[data-state=known]").nth(len(LISTED)).wait_for()
        box = page.locator("#dlpage").bounding_box()
        assert box
        clip = {"x": 0, "y": 0, "width": 940, "height": box["y"] + box["height"] + 16}
        page.screenshot(path=_TARGET / "list.png", full_page=True, clip=clip)
        page.set_viewport_size(STORES)
        page.wait_for_timeout(300)
        page.screenshot(path=_STORE / "list.png")

        cite(web, record)
        lens.collect(CITING[0])
        page.set_viewport_size({"width": 1000, "height": 520})
        page.goto(f"https://arxiv.org/html/{CITING[0]}")
        page.wait_for_selector("[data-action=drawer]")
        page.locator("a.ltx_ref[href='#bib.bib1']").first.hover()
        page.wait_for_selector("arxiv-lens-card .card[data-state=known]")
        page.wait_for_timeout(800)
        page.screenshot(path=_TARGET / "text.png")


def in_firefox(folder: Path, web: FakeWeb, lens: Lens) -> None:
    """The panel on an arXiv page, in Firefox."""
    with firefox(folder / "firefox", web.tls_port, lens.url) as browser:
        browser.ask("WebDriver:SetWindowRect", width=1280, height=1000)
        browser.ask("WebDriver:Navigate", url=f"https://arxiv.org/abs/{PAPER}")
        browser.wait("return document.querySelector('arxiv-lens')?.dataset.state === 'ready'")
        browser.run("document.querySelector('arxiv-lens').scrollIntoView()")
        # Headless, it counts as hidden, and has a frame in a second or two.
        time.sleep(6)
        picture = browser.ask("WebDriver:TakeScreenshot", full=False)
        (_TARGET / "firefox.png").write_bytes(base64.b64decode(picture))


if __name__ == "__main__":
    main()
