"""Who may import whom: the layers have one direction."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("scraper", "api")
NETWORK = ("aiohttp", "http.client", "httpx", "requests", "scrapy", "socket", "twisted", "urllib3")
STORAGE = ("alembic", "psycopg", "sqlalchemy", "sqlite3")
FRAMES = ("flask", "granian", "werkzeug", "spectree")
ALL = ("scraper", "api")

# Of a folder or a file: what it may not import. The longest name that fits a file counts too.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "scraper": ("api", *FRAMES),
    "scraper/pages": (
        "scraper.records",
        "scraper.spiders",
        "scraper.sources",
        "scraper.settings",
        "scraper.pipelines",
        "scraper.enrich",
        *NETWORK,
        *STORAGE,
    ),
    "scraper/normalise": (
        "scraper.pages",
        "scraper.records",
        "scraper.spiders",
        "scraper.sources",
        "scraper.settings",
        "scraper.pipelines",
        "scraper.enrich",
        "os",
        *NETWORK,
        *STORAGE,
    ),
    "scraper/sources": ("scrapy", "twisted", "scraper.records", "scraper.spiders", *STORAGE),
    "scraper/records": (
        "scraper.spiders",
        "scraper.pages",
        "scraper.enrich",
        "scraper.pipelines",
        "scraper.sources",
        "scraper.worker",
        *NETWORK,
    ),
    "scraper/enrich": ("scraper.pages", "scraper.spiders", "scraper.pipelines", "scrapy"),
    "scraper/items.py": ALL,
    "scraper/errors.py": ALL,
    "scraper/arxiv_id.py": ("scraper.records", "scraper.pages", "scraper.settings", *STORAGE),
    "scraper/paper_id.py": ("scraper.records", "scraper.pages", "scraper.settings", *STORAGE),
    "api": ("scrapy", "twisted", "bs4", "lxml"),
}
# What api may import of scraper: contracts, not machinery.
OF_SCRAPER = (
    "scraper.records",
    "scraper.crawls",
    "scraper.schedules",
    "scraper.harvests",
    "scraper.cards",
    "scraper.health",
    "scraper.load",
    "scraper.edges",
    "scraper.limits",
    "scraper.logs",
    "scraper.memory",
    "scraper.indexing",
    "scraper.refresh",
    "scraper.settings",
    "scraper.errors",
    "scraper.paper_id",
    "scraper.normalise",  # pure: words and names as the records know them
    "scraper.arxiv_id",
    "scraper.__version__",
)
# The entry points start what they find by name, inside the function that needs it.
ENTRY_POINTS = {
    "api/cli.py": ("scraper.pages", "scraper.enrich", "scraper.sample", "scraper.worker"),
    "api/operate.py": ("scraper.doctor",),
    "api/serve.py": ("scraper.sample",),
}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """(module or module.name, whether it is imported only when it is used)."""
    tree = ast.parse(path.read_text("utf-8"))
    lazy = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, id(node) in lazy
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write the whole name of what is imported"
            for name in node.names:
                yield f"{node.module}.{name.name}", id(node) in lazy


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


FILES = sorted(path for name in OURS for path in (ROOT / name).rglob("*.py"))


def test_there_is_something_to_look_at() -> None:
    names = {str(path.relative_to(ROOT)) for path in FILES}
    assert {"scraper/records/store.py", "scraper/pages/abs_page.py", "api/app.py"} <= names
    for place in (*FORBIDDEN, *ENTRY_POINTS):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    file = str(path.relative_to(ROOT))
    forbidden = [
        package
        for place, packages in FORBIDDEN.items()
        if file == place or file.startswith(f"{place}/")
        for package in packages
    ]
    wrong = []
    for module, lazy in imports(path):
        inner = file.startswith("api/") and within(module, ("scraper",))
        allowed = within(module, OF_SCRAPER) if inner else not within(module, tuple(forbidden))
        if not allowed and not (lazy and within(module, ENTRY_POINTS.get(file, ()))):
            wrong.append(module)
    assert not wrong, f"{file} may not import {', '.join(wrong)}"
