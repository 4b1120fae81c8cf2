"""Takes the README's pictures: `python -m tests.whole.screenshots`.

The server's page as `make run` shows it, light, dark and on a phone; and on arXiv, filled by the
recorded answers of the fake sources: the panel (in Firefox too), a list, a paper's own text.
"""

import base64
import tempfile
import time
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.whole.chromium import chromium
from tests.whole.firefox import firefox
from tests.whole.lens import Lens

PAPER = "2311.09227"
_TARGET = Path(__file__).parents[2] / "extension" / "screenshots"
_SAMPLES = Path(__file__).parents[1] / "samples"


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
    page.wait_for_timeout(3000)  # the graph comes to rest
    page.mouse.wheel(0, scrolled)
    page.wait_for_timeout(500)
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
        on_arxiv(Path(folder), web, lens)
        in_firefox(Path(folder), web, lens)


def _listed(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(id, title, authors) of the paper itself and of two like it that nobody has collected."""
    names = ", ".join(author["name"] for author in record["authors"][:5])
    own = (PAPER, record["title"], f"{names} et al.")
    others = [each["paper"] for each in record["similar"] if each["paper"]["arxiv_id"]]
    rows = [(row["arxiv_id"], row["title"], ", ".join(row["authors"][:5])) for row in others]
    return [own, *rows]


def on_arxiv(folder: Path, web: FakeWeb, lens: Lens) -> None:
    """On arXiv's pages: only our own there, as arXiv's style sheets are not served here."""
    text = (_SAMPLES / "bibliography" / "marked_by_latexml" / "answer.html").read_bytes()
    _status, record = lens.ask(f"/api/v1/papers/{PAPER}")
    known = next(row["title"] for row in record["references"] if row["title"])
    web.add(f"/html/{PAPER}", Answer(text.replace(b"Attention is all you need", known.encode())))
    entries = "".join(
        f'<dt>[{number}] <a href="/abs/{paper}">arXiv:{paper}</a></dt><dd><div class="meta">'
        f"<div>{escape(title)}</div><div>{escape(authors)}</div></div></dd>"
        for number, (paper, title, authors) in enumerate(_listed(record), start=1)
    )
    style = "<style>body{font:14px Georgia,serif;margin:20px}dd{margin:0 0 14px 24px}</style>"
    web.add("/list/cs/recent", Answer(f"<!doctype html>{style}<dl>{entries}</dl>".encode()))
    with chromium(folder / "profile", web.tls_port, lens.url) as context:
        page = context.new_page()
        page.goto(f"https://arxiv.org/abs/{PAPER}")
        page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached")
        page.wait_for_timeout(2000)
        panel = page.locator("arxiv-lens").bounding_box()
        assert panel
        clip = {**panel, "height": min(panel["height"], 1300)}
        page.screenshot(path=_TARGET / "arxiv.png", full_page=True, clip=clip)

        page.set_viewport_size({"width": 900, "height": 200})
        page.goto("https://arxiv.org/list/cs/recent")
        page.wait_for_selector("arxiv-lens-line[data-state=known]")
        page.screenshot(path=_TARGET / "list.png")

        page.set_viewport_size({"width": 1100, "height": 620})
        page.goto(f"https://arxiv.org/html/{PAPER}")
        page.locator("[data-action=drawer]").click()
        page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached")
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
        time.sleep(2)
        picture = browser.ask("WebDriver:TakeScreenshot", full=False)
        (_TARGET / "firefox.png").write_bytes(base64.b64decode(picture))


if __name__ == "__main__":
    main()
