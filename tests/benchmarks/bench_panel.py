"""From opening a paper's arXiv page to its filled panel, in real Chromium.

    python -m tests.benchmarks.bench_panel [--runs 10]

The fake sources answer after 300 ms. "panel filled" is from the navigation's start to the panel's
`data-state="ready"`, in the page's own clock. The baseline is the page's own work in the same
run: until its `DOMContentLoaded` event, and what the panel adds to that.

"first paint": from the last byte of the server's first record, as the background worker's own
timeline has it, until the frame is painted that shows summary or terms. Its baseline is arXiv's
page itself: from the last byte of the page to its first contentful paint.
"""

import argparse
import math
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
  if (!host?.shadowRoot || window.watched) return;
  window.watched = true;
  new MutationObserver((_changes, all) => {
    if (!host.shadowRoot.querySelector("[data-part=summary] .lead, [data-part=terms] li")) return;
    all.disconnect();
    // A frame's callbacks come before it is painted, a timer set in them after.
    requestAnimationFrame(() => setTimeout(() => {
      window.lensPainted = performance.timeOrigin + performance.now();
    }));
  }).observe(host.shadowRoot, { subtree: true, childList: true });
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
"""
_OWN_PAINT = """
performance.getEntriesByName("first-contentful-paint")[0].startTime
  - performance.getEntriesByType("navigation")[0].responseEnd
"""
_FIRST_RECORD = """
(path) => performance.getEntriesByType("resource")
  .filter(({ name, responseStatus }) => responseStatus === 200 && name.endsWith(path))
  .map(({ responseEnd }) => performance.timeOrigin + responseEnd)[0]
"""


def opened(browser: BrowserContext, paper: str) -> tuple[float, ...]:
    """Milliseconds to the filled panel, to the page's own content, and between these.

    Then from the answer to the first paint, of the panel and of the page.
    """
    [worker] = browser.service_workers
    worker.evaluate("performance.clearResourceTimings()")
    page = browser.new_page()
    page.add_init_script(_WATCH)
    page.goto(f"https://arxiv.org/abs/{paper}")
    page.wait_for_selector("arxiv-lens[data-state=ready]", state="attached", timeout=20_000)
    ready = page.evaluate("window.lensReady")
    own = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    page.wait_for_timeout(100)
    came = worker.evaluate(_FIRST_RECORD, f"/papers/{paper}")
    # What this browser has seen is painted before the server has answered, with 304.
    painted = page.evaluate("window.lensPainted") - came if came else math.nan
    own_paint = page.evaluate(_OWN_PAINT)
    page.close()
    return ready, own, ready - own, painted, own_paint


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    papers = [f"2401.{number:05}" for number in range(1, runs + 2)]
    held = [f"2402.{number:05}" for number in range(1, runs + 1)]
    with tempfile.TemporaryDirectory() as folder, FakeWeb(tls_host="arxiv.org") as web:
        for paper in (*papers, *held):
            web.add_paper(paper, citations=40, references=40)
        with (
            Lens(Path(folder), web.environment) as lens,
            chromium(Path(folder) / "profile", web.tls_port, lens.url) as browser,
        ):
            for paper in held:
                lens.collect(paper)
            web.delay = SOURCE_DELAY
            opened(browser, papers[0])  # the first of all warms browser, server and worker
            never = [opened(browser, paper) for paper in papers[1:]]
            on_record = [opened(browser, paper) for paper in held]
            seen = [opened(browser, paper) for paper in papers[1:]]
    print(
        table(
            [
                "milliseconds, median (least to most)",
                *("panel filled", "page alone", "between", "first paint", "the page's own"),
            ],
            [
                [name, *map(_spread, zip(*rows, strict=True))]
                for name, rows in (
                    ("paper never seen, sources 300 ms", never),
                    ("paper on record, new to the browser", on_record),
                    ("paper seen before", seen),
                )
            ],
        )
    )
    for name, rows in (
        ("never seen, sources 300 ms", never),
        ("on record", on_record),
        ("seen before", seen),
    ):
        filled, own, _, painted, own_paint = map(statistics.median, zip(*rows, strict=True))
        beside(f"panel filled, {name}", filled, own, "the page alone", unit="ms")
        if not math.isnan(painted):
            of = "the page's own first paint"
            beside(f"first paint, {name}", painted, own_paint, of, unit="ms", goal=100)


def _spread(values: tuple[float, ...]) -> str:
    if math.isnan(values[0]):
        return "before"
    return f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


if __name__ == "__main__":
    main()
