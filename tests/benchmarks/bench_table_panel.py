"""The panel's table with 10,000 rows, beside the same table with 100.

    python -m tests.benchmarks.bench_table_panel [--rows 10000]

For each thing that a reader does: the longest time that the page's thread was busy with it, in
real Chromium. A task of 50 ms and more is what browsers call long; 16.7 ms is a frame.
"""

import argparse
import statistics

from playwright.sync_api import Page

from tests.benchmarks import beside, table
from tests.benchmarks.page import ROOT, bench_page

# The longest gap between two turns of the event loop since it was last asked for.
_WATCH = """
const channel = new MessageChannel();
let before = performance.now();
window.longest = 0;
channel.port1.onmessage = () => {
  const now = performance.now();
  window.longest = Math.max(window.longest, now - before);
  before = now;
  channel.port2.postMessage(0);
};
channel.port2.postMessage(0);
"""


def busy(page: Page, act: str) -> float:
    """The longest task, in ms, while `act` is done to the panel's root, and what it leads to."""
    page.evaluate("window.longest = 0")
    page.evaluate(f"(() => {{ const root = document.querySelector('main').shadowRoot; {act} }})()")
    page.wait_for_timeout(600)
    longest: float = page.evaluate("window.longest")
    return longest


_TYPE = """
const field = root.querySelector("[data-action=filter]");
field.value = "WORDS"; field.dispatchEvent(new Event("input"));
"""
ACTS = {
    **{f"type {word!r}": _TYPE.replace("WORDS", word) for word in ("e", "er", "erdos", "erdos no")},
    "type nothing": _TYPE.replace("WORDS", ""),
    **{
        f"sort by {column}": f"root.querySelector('[data-sort={column}]').click()"
        for column in ("title", "authors", "year", "citations")
    },
    "sort the other way": "root.querySelector('[data-sort=citations]').click()",
    "next page": "root.querySelector('[data-action=next]').click()",
    "choose all": "root.querySelector('th.tick input').click()",
}


def measured(page: Page, rows: int) -> dict[str, float]:
    page.goto(f"{ROOT}?rows={rows}")
    page.locator("main[data-state=ready]").wait_for(state="attached")
    found = {}
    if rows > 1_000:
        found["load the rest"] = busy(page, "root.querySelector('[data-action=load-rest]').click()")
        page.get_by_text(f"of {rows:,}").first.wait_for()
    return found | {name: busy(page, act) for name, act in ACTS.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    sizes = (100, options.rows)
    with bench_page("table", _WATCH, 900) as page:
        found = {rows: [measured(page, rows) for _ in range(options.runs)] for rows in sizes}

    def median(rows: int, name: str) -> str:
        times = [run[name] for run in found[rows] if name in run]
        return f"{statistics.median(times):.0f}" if times else ""

    print(
        table(
            ["longest task, ms (median)", *(f"{rows:,} rows" for rows in sizes)],
            [[name, *(median(rows, name) for rows in sizes)] for name in found[options.rows][0]],
        )
    )
    worst, small = (
        max(statistics.median(run[name] for run in found[rows]) for name in ACTS)
        for rows in reversed(sizes)
    )
    beside("longest task", worst, small, "a table of 100 rows", unit="ms", goal=50)


if __name__ == "__main__":
    main()
