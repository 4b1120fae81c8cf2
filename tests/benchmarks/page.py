"""A page of our own that measures a part of the panel in a real browser."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

ROOT = "http://bench.test/"
EXTENSION = Path(__file__).parents[2] / "extension"
_BODY = "<!doctype html><body><main style='width:900px'></main><script src=/bench.js></script>"


@contextmanager
def bench_page(name: str, begun: str, height: int) -> Iterator[Page]:
    """A page that runs `extension/bench/NAME.ts`, and before it the script `begun`, under ROOT."""
    subprocess.run(["node", "build.mjs", "--bench"], cwd=EXTENSION, check=True)
    built = EXTENSION / "dist" / "bench"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": height})
        page.add_init_script(begun)
        page.route(f"{ROOT}?*", lambda route: route.fulfill(body=_BODY, content_type="text/html"))
        for path, script in (("bench", name), ("layout", "layout")):
            text = (built / f"{script}.js").read_text()
            page.route(f"{ROOT}{path}.js", _answer_with(text))
        yield page
        browser.close()


def _answer_with(script: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=script, content_type="text/javascript")
