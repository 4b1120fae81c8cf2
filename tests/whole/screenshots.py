"""Takes the README's pictures: `python -m tests.whole.screenshots`.

The server's page as `make run` shows it, light, dark and on a phone; and the panel on an arXiv
page, filled by the recorded answers of the fake sources.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.fakes.web import FakeWeb
from tests.whole.chromium import chromium
from tests.whole.lens import Lens

PAPER = "2311.09227"
_TARGET = Path(__file__).parents[2] / "extension" / "screenshots"


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
        with chromium(Path(folder) / "profile", web.tls_port, lens.url) as context:
            page = context.new_page()
            page.goto(f"https://arxiv.org/abs/{PAPER}")
            page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached")
            page.wait_for_timeout(3000)
            # Only the panel: arXiv's own style sheets are not served here.
            panel = page.locator("arxiv-lens").bounding_box()
            assert panel
            clip = {**panel, "height": min(panel["height"], 1300)}
            page.screenshot(path=_TARGET / "arxiv.png", full_page=True, clip=clip)


if __name__ == "__main__":
    main()
