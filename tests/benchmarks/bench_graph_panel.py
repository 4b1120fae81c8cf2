"""Frames a second of the panel's network, beside force-graph, the best library we know for it.

    python -m tests.benchmarks.bench_graph_panel [--nodes 500] [--edges 1300] [--seconds 3]

One seeded network with the server's coordinates, on a stage of the same size, in real Chromium
with software rendering: first at rest and moved about by the mouse, then with one paper dragged;
then both again with the page's thread slowed down four times, as no screen shows more than its 60
frames a second. "ready" is the time from the navigation's start until the network has been painted,
"work" the processor time of the page's thread until then (see bench_work): less of a lottery.
"""

import argparse
import gzip
import statistics
import time
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from playwright.sync_api import Page

from tests.benchmarks import beside, table
from tests.benchmarks.bench_work import traced
from tests.benchmarks.page import EXTENSION, ROOT, bench_page

CHROME, MODULES = EXTENSION / "dist" / "chrome", EXTENSION / "node_modules"

SLOWED = 4
_COUNT = """
window.frames_ = [];
const count = (now) => { window.frames_.push(now); requestAnimationFrame(count); };
requestAnimationFrame(count);
"""
_PAINTED = """
window.painted = null;
const fill = CanvasRenderingContext2D.prototype.arc;
let arcs = 0;
CanvasRenderingContext2D.prototype.arc = function (...all) {
  if (++arcs === NODES) requestAnimationFrame(() => { window.painted = performance.now(); });
  return fill.apply(this, all);
};
"""


def frames(page: Page, start: tuple[float, float], seconds: float) -> float:
    """Frames a second while the mouse is pressed at `start` and goes round in circles."""
    page.mouse.move(*start)
    page.mouse.down()
    page.evaluate("window.frames_.length = 0")
    began = time.monotonic()
    step = 0
    while time.monotonic() - began < seconds:
        step += 1
        at = (start[0] + 60 * ((step % 20) / 20), start[1] + 40 * ((step % 14) / 14))
        page.mouse.move(*at)
    passed = page.evaluate("window.frames_.at(-1) - window.frames_[0]")
    counted: int = page.evaluate("window.frames_.length - 1")
    page.mouse.move(*start)  # all stands where it stood
    page.mouse.up()
    return counted * 1000 / passed


def measured(page: Page, drawn: str, options: argparse.Namespace) -> list[float]:
    """[ms until painted, of work; frames a second panning, dragging, and both slowed down]."""
    query = f"drawn={drawn}&nodes={options.nodes}&edges={options.edges}"
    work: list[float] = []
    with traced(page, work):
        page.goto(f"{ROOT}?{query}")
        page.wait_for_function("() => window.painted", timeout=20_000)
    page.wait_for_timeout(5_000)  # a library's layout comes to rest
    box = page.locator("canvas").first.bounding_box()
    assert box
    corner = (box["x"] + 12, box["y"] + 12)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    found = [page.evaluate("window.painted"), work[0]]
    session = page.context.new_cdp_session(page)
    for slowed in (1, SLOWED):
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        found.append(frames(page, corner, options.seconds))
        page.mouse.move(5, 5)
        page.wait_for_timeout(300)
        page.mouse.move(*middle)
        found.append(frames(page, middle, options.seconds))
        page.wait_for_timeout(1_000)
    session.detach()
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=500)
    parser.add_argument("--edges", type=int, default=1300)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    begun = _COUNT + _PAINTED.replace("NODES", str(options.nodes))
    rows: dict[str, list[list[float]]] = {"panel": [], "library": []}
    with bench_page("graph", begun, 700) as page:
        for _ in range(options.runs):
            for drawn, results in rows.items():
                results.append(measured(page, drawn, options))
    names = {"panel": "the panel", "library": "force-graph"}
    print(
        table(
            [
                f"{options.nodes} nodes, {options.edges} edges; medians of {options.runs}",
                "ready, ms (least)",
                *("work, ms", "panning", "dragging", "panning, slowed", "dragging, slowed"),
            ],
            [
                [
                    names[drawn],
                    f"{statistics.median(ready):.0f} ({min(ready):.0f})",
                    f"{statistics.median(work):.0f}",
                    *(f"{statistics.median(each):.1f}" for each in counted),
                ]
                for drawn, results in rows.items()
                for ready, work, *counted in [zip(*results, strict=True)]
            ],
        )
    )
    ours, theirs = (
        [statistics.median(each) for each in zip(*rows[drawn], strict=True)] for drawn in rows
    )
    for at, name in enumerate(("panning", "dragging", "panning, slowed", "dragging, slowed"), 2):
        beside(name, ours[at], theirs[at], "force-graph", unit="frames/s", more_is_better=True)
    library = gzip.compress((MODULES / "force-graph/dist/force-graph.min.js").read_bytes())
    with TemporaryFile() as packed:
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for path in CHROME.rglob("*"):
                archive.write(path, path.relative_to(CHROME))
        size = packed.tell() / 1024
    beside("extension, zip", size, len(library) / 1024, "force-graph alone", unit="KB", goal=150)
    beside("work until painted", ours[1], theirs[1], "force-graph", unit="ms")
    beside("ready", ours[0], theirs[0], "force-graph", unit="ms", goal=1000)


if __name__ == "__main__":
    main()
