"""From opening a paper's arXiv page to its filled panel, in real Chromium.

    python -m tests.benchmarks.bench_panel [--runs 10]

The fake sources answer after 300 ms. Times are from the navigation's start to the panel's
`data-state="ready"`, in the page's own clock. The baseline is the page's own work in the same
run: until its `DOMContentLoaded` event, and what the panel adds to that.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.benchmarks import beside, table
from tests.fakes.web import FakeWeb
from tests.whole.chromium import chromium
from tests.whole.lens import Lens

SOURCE_DELAY = 0.3

_WATCH = """
new MutationObserver(() => {
  const host = document.querySelector("arxiv-lens");
  if (host?.dataset.state === "ready") window.lensReady ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
"""


def opened(browser: BrowserContext, paper: str) -> tuple[float, float, float]:
    """Milliseconds to the filled panel, to the page's own content, and between these."""
    page = browser.new_page()
    page.add_init_script(_WATCH)
    page.goto(f"https://arxiv.org/abs/{paper}")
    page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached", timeout=20_000)
    ready = page.evaluate("window.lensReady")
    own = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    page.close()
    return ready, own, ready - own


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    papers = [f"2401.{number:05}" for number in range(1, runs + 2)]
    with tempfile.TemporaryDirectory() as folder, FakeWeb(tls_host="arxiv.org") as web:
        for paper in papers:
            web.add_paper(paper, citations=40, references=40)
        with (
            Lens(Path(folder), web.environment) as lens,
            chromium(Path(folder) / "profile", web.tls_port, lens.url) as browser,
        ):
            web.delay = SOURCE_DELAY
            opened(browser, papers[0])  # the first of all warms browser, server and worker
            never = [opened(browser, paper) for paper in papers[1:]]
            known = [opened(browser, paper) for paper in papers[1:]]
    print(
        table(
            ["milliseconds, median (least to most)", "panel filled", "page alone", "between"],
            [
                [name, *map(_spread, zip(*rows, strict=True))]
                for name, rows in (
                    ("paper never seen, sources 300 ms", never),
                    ("paper known", known),
                )
            ],
        )
    )
    for name, rows in (("never seen, sources 300 ms", never), ("known", known)):
        filled, own, _ = map(statistics.median, zip(*rows, strict=True))
        beside(f"panel filled, {name}", filled, own, "the page alone", unit="ms")


def _spread(values: tuple[float, ...]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


if __name__ == "__main__":
    main()
