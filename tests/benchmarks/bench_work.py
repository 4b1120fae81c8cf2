"""What the extension adds to the work of arXiv's pages, in real Chromium.

    python -m tests.benchmarks.bench_work [--runs 7]

Counted is the processor time of all tasks of the page's main thread, from the navigation on, as
Chromium's own trace has it: parsing and running our scripts, answers read from messages, elements,
style, layout and painting, whoever began them. It is no time by the clock, so that others' work on
the same machine counts little; what goes on in the background worker and in the server is not on
the page's thread and not counted. The baseline is the same page in the same browser without the
extension; `tests/fakes/arxiv.css` puts the panel where readers have it, below the abstract.

"opened": until the panel has been filled for a second and a half, the reader doing nothing; the
paper is on record, never seen by this browser. "read to the end": then the reader scrolls to the
page's end, by which all parts have come. "longest": the longest single task. "shift": how much of
the page moved without the reader's doing, as browsers add it up. The same of a list of 100 papers,
all on record, and of a paper's own text, whose panel waits for a click.
"""

import argparse
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.benchmarks import beside, table
from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.whole.chromium import bare_chromium, chromium
from tests.whole.lens import Lens
from tests.whole.pages import SAMPLES, listing

STYLE = Path(__file__).parents[1] / "fakes" / "arxiv.css"
# 150 words, as arXiv's have them, whose terms can be weighed.
ABSTRACT = " ".join(
    f"We study the {kind} of citation networks and show how open questions of {field} are answered"
    " by models of attention, whose cost grows with the length of what they read."
    for kind, field in (
        ("growth", "number theory"),
        ("shape", "quantum optics"),
        ("age", "language modelling"),
        ("depth", "galaxy formation"),
        ("decay", "protein folding"),
    )
)
TEXT = SAMPLES / "bibliography" / "marked_by_latexml" / "answer.html"
PARAGRAPHS = 300  # each with five citation marks
LISTED = 100
SHEET = "/static/browse/0.3.4/css/arXiv.css"
_SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@contextmanager
def traced(page: Page, into: list[float]) -> Iterator[None]:
    """Puts into `into`: ms of all tasks of the page's main thread meanwhile, and of the longest."""
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    ended: list[Any] = []
    session.on("Tracing.dataCollected", lambda got: events.extend(got["value"]))
    session.on("Tracing.tracingComplete", lambda got: ended.append(got))
    session.send("Tracing.start", {"categories": "-*,toplevel"})
    yield
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(50)
    session.detach()
    main = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    tasks = defaultdict(list)
    for each in events:
        where = (each["pid"], each["tid"])
        if each["name"] == "ThreadControllerImpl::RunTask" and where in main:
            tasks[where].append(each.get("tdur", 0) / 1000)
    busiest = max(tasks.values(), key=sum)  # others belong to pages that nobody looks at
    into += [sum(busiest), max(busiest)]


def worked(browser: BrowserContext, path: str, ours: str = "") -> list[float]:
    """[ms until opened, longest, ms of reading to the end, longest, shift].

    `ours` is what must be there then, and after reading to the end no part of it empty.
    """
    page = browser.new_page()
    page.add_init_script(_SHIFT)
    found: list[float] = []
    with traced(page, found):
        page.goto(f"https://arxiv.org/{path}")
        page.wait_for_timeout(2500)  # to look meanwhile would be work as well
    assert not ours or page.locator(ours).count() > 0
    page.mouse.move(500, 500)
    step = page.evaluate("document.documentElement.scrollHeight") / 16  # the panel grows meanwhile
    with traced(page, found):
        for _ in range(24):
            page.mouse.wheel(0, step)
            page.wait_for_timeout(100)
        page.wait_for_timeout(1000)
    if ours:
        assert page.locator("arxiv-lens .content:empty:visible").count() == 0, "a part is missing"
        assert page.locator("arxiv-lens-line:not([data-state])").count() == 0, "so is a line"
    found.append(page.evaluate("window.shift"))
    page.close()
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    papers = [f"2401.{number:05}" for number in range(1, max(runs + 2, LISTED + 1))]
    pages = {  # what is opened, run by run; what must be there in the end
        "a paper's page": ([f"abs/{paper}" for paper in papers], "arxiv-lens[data-state=ready]"),
        f"a list of {LISTED}": (["list/math/100"] * (runs + 1), "arxiv-lens-line[data-state]"),
        "a paper's own text": ([f"html/{papers[0]}"] * (runs + 1), "arxiv-lens-drawer"),
    }
    results: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory() as made, FakeWeb(tls_host="arxiv.org") as web:
        folder = Path(made)
        web.add(SHEET, Answer(STYLE.read_bytes(), "text/css"))
        web.add("/list/math/100", Answer(listing(papers[:LISTED])))
        web.add(f"/html/{papers[0]}", Answer(_long_text()))
        for paper in papers:
            web.add_paper(paper, 40, 40, ABSTRACT)
        with Lens(folder, web.environment) as lens:
            for paper in papers:
                lens.collect(paper)
            with bare_chromium(folder / "bare", web.tls_port) as browser:
                for name, (paths, _ours) in pages.items():  # the first run warms
                    rows = [worked(browser, path) for path in paths[: runs + 1]]
                    results[f"{name}, alone"] = rows[1:]
            with chromium(folder / "profile", web.tls_port, lens.url) as browser:
                for name, (paths, ours) in pages.items():
                    rows = [worked(browser, path, ours) for path in paths[: runs + 1]]
                    results[f"{name}, with ours"] = rows[1:]
    print(
        table(
            [
                f"ms of the page's thread; medians of {runs}",
                *("opened", "longest", "read to the end", "longest", "shift"),
            ],
            [[name, *_medians(rows)] for name, rows in sorted(results.items())],
        )
    )
    for page in pages:
        ours, alone = (results[f"{page}, {which}"] for which in ("with ours", "alone"))
        for at, name in enumerate(("until opened", "reading to the end")):
            mine, plain = (statistics.median(row[2 * at] for row in it) for it in (ours, alone))
            beside(f"thread's work, {page}, {name}", mine, plain, "the page alone", unit="ms")
        mine, plain = (statistics.median(max(row[1], row[3]) for row in it) for it in (ours, alone))
        beside(f"longest task, {page}", mine, plain, "the page alone", unit="ms", goal=50)


def _long_text() -> bytes:
    text = TEXT.read_text()
    start, end = text.index('<div id="p1"'), text.index('<section id="bib"')
    return (text[:start] + text[start:end] * PARAGRAPHS + text[end:]).encode()


def _medians(rows: list[list[float]]) -> list[str]:
    *times, shift = map(statistics.median, zip(*rows, strict=True))
    return [*(f"{each:.0f}" for each in times), f"{shift:.3f}"]


if __name__ == "__main__":
    main()
