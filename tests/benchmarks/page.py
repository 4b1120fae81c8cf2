"""A page of our own that measures a part of the panel in a real browser."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = "http://bench.test/"
_EXTENSION = Path(__file__).parents[2] / "extension"
_BODY = "<!doctype html><body><main style='width:900px'></main><script src=/bench.js></script>"


@contextmanager
def bench_page(name: str, begun: str, height: int) -> Iterator[Page]:
    """A page that runs `extension/bench/NAME.ts`, and before it the script `begun`, under ROOT."""
    subprocess.run(["node", "build.mjs", "--bench"], cwd=_EXTENSION, check=True)
    script = (_EXTENSION / "dist" / "bench" / f"{name}.js").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1000, "height": height})
        page.add_init_script(begun)
        page.route(f"{ROOT}?*", lambda route: route.fulfill(body=_BODY, content_type="text/html"))
        page.route(
            f"{ROOT}bench.js",
            lambda route: route.fulfill(body=script, content_type="text/javascript"),
        )
        yield page
        browser.close()
