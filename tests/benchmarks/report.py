"""The report of a run of all: where it was measured, every figure beside its baseline, a plot."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a benchmark has noted by `beside`."""

    bench: str
    name: str
    ours: float
    baseline: float
    of: str
    unit: str
    goal: float | None
    more_is_better: bool

    def times_better(self, figure: float) -> float:
        """How many times better than the baseline that is; below 1: worse."""
        one, other = (figure, self.baseline) if self.more_is_better else (self.baseline, figure)
        return one / other if other else float("inf")

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.ours >= self.goal if self.more_is_better else self.ours <= self.goal


def read(bench: str, notes: Path) -> list[Figure]:
    """What a benchmark has noted; nothing where it has no figures to draw."""
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    return [Figure(bench=bench, **json.loads(line)) for line in lines]


def write(folder: Path, figures: Sequence[Figure], sections: Sequence[str]) -> None:
    """report.md, and report.svg where matplotlib is at hand."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = bool(figures) and _draw(folder / "report.svg", figures)
    parts = [
        f"# Benchmarks of {datetime.now(UTC):%d %B %Y}\n",
        f"{_where()}\n",
        "![Every figure beside its baseline](report.svg)\n" if drawn else "",
        _summary(figures) if figures else "",
        *sections,
    ]
    (folder / "report.md").write_text("\n".join(filter(None, parts)), encoding="utf-8")


def _where() -> str:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Of commit {commit or 'unknown'}, on {os.cpu_count()} cores ({platform.machine()}),"
        f" {memory:.0f} GB, {platform.system()} {platform.release()}, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}; load when it ended"
        f" {os.getloadavg()[2]:.1f}."
    )


def _summary(figures: Sequence[Figure]) -> str:
    head = ("figure", "ours", "baseline", "of", "times better", "goal")
    words = {None: "", True: " met", False: " **missed**"}
    return table(
        head,
        (
            (
                f"{each.bench}: {each.name}",
                f"{_short(each.ours)} {each.unit}",
                f"{_short(each.baseline)} {each.unit}",
                each.of,
                f"{each.times_better(each.ours):.2f}",
                ""
                if each.goal is None
                else f"{'≥' if each.more_is_better else '≤'} {_short(each.goal)}{words[each.met]}",
            )
            for each in figures
        ),
    )


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def _draw(file: Path, figures: Sequence[Figure]) -> bool:
    try:
        from matplotlib.figure import Figure as Sheet
    except ModuleNotFoundError:
        return False
    colours = {None: "#6b7280", True: "#15803d", False: "#b91c1c"}
    sheet = Sheet(figsize=(10, 1.2 + 0.32 * len(figures)), layout="constrained")
    axes = sheet.subplots()
    for place, each in enumerate(figures):
        better = each.times_better(each.ours)
        axes.barh(place, better - 1, left=1, height=0.6, color=colours[each.met])
        if each.goal is not None:
            axes.plot(each.times_better(each.goal), place, "k|", markersize=13, markeredgewidth=2)
        told = f" {_short(each.ours)} {each.unit}; {each.of} {_short(each.baseline)}"
        axes.annotate(told, (max(better, 1), place), va="center", fontsize=7)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    axes.set_yticks(
        range(len(figures)), [f"{each.bench}: {each.name}" for each in figures], fontsize=8
    )
    axes.invert_yaxis()
    axes.margins(x=0.25)
    axes.set_xlabel("times better than the baseline; mark: the goal, green where it is met")
    sheet.savefig(file)
    return True
