"""The network and the table as a reader uses them: each control once, in real Chromium."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from tests.fakes.semantic_scholar import paper_object
from tests.fakes.web import FakeWeb
from tests.whole.chromium import TALL, chromium
from tests.whole.lens import Lens

pytestmark = pytest.mark.whole

PAPER = "2311.09227"
# Cites the paper, and three others cite it.
CITING = "2405.00002"


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with FakeWeb(tls_host="arxiv.org") as web:
        yield web


@pytest.fixture(scope="module")
def lens(tmp_path_factory: pytest.TempPathFactory, web: FakeWeb) -> Iterator[Lens]:
    with Lens(tmp_path_factory.mktemp("data"), web.environment) as lens:
        lens.collect(PAPER)
        _status, record = lens.ask(f"/api/v1/papers/{PAPER}")
        cited = paper_object(record["title"], ["Elizabeth Seger"], 2023)
        cited["externalIds"]["ArXiv"] = PAPER
        web.add_paper(CITING, citations=3, cites=[cited])
        lens.collect(CITING)
        yield lens


@pytest.fixture(scope="module")
def browser(
    tmp_path_factory: pytest.TempPathFactory, web: FakeWeb, lens: Lens
) -> Iterator[BrowserContext]:
    with chromium(tmp_path_factory.mktemp("profile"), web.tls_port, lens.url) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin="https://arxiv.org")
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    page = browser.new_page()
    session = browser.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    page.set_viewport_size(TALL)
    page.goto(f"https://arxiv.org/abs/{PAPER}")
    expect(page.locator("arxiv-lens")).to_have_attribute("data-state", "ready", timeout=60_000)
    expect(page.locator("a.node")).to_have_count(51)
    yield page
    page.close()


@pytest.fixture
def graph(page: Page) -> Locator:
    page.wait_for_timeout(600)  # at rest
    return page.locator("[data-part=graph]")


def record_of(lens: Lens) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = lens.ask(f"/api/v1/papers/{PAPER}")[1]
    return found


_SPOTS = """
(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = { green: 0, blue: 0 };
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = data.slice(at, at + 3);
    if (g > 120 && g > r + 40 && g > b + 30) found.green++;
    if (b > 150 && b > r + 60 && b > g + 40) found.blue++;
  }
  return found;
}
"""


def spots(page: Page, graph: Locator) -> dict[str, int]:
    """How many pixels have the full colour of what cites the paper, and of what it cites."""
    page.mouse.move(5, 5)
    page.wait_for_timeout(200)
    found: dict[str, int] = graph.locator("canvas").evaluate(_SPOTS)
    return found


def test_a_search_puts_what_it_finds_in_front(page: Page, graph: Locator) -> None:
    before = spots(page, graph)
    graph.locator("[data-action=graph-search]").fill("audit")
    found = spots(page, graph)
    assert 0 < found["green"] < before["green"] / 5
    expect(graph.locator("a.node")).to_have_count(51)


def test_colours_by_year_and_topic_have_their_legend(page: Page, graph: Locator) -> None:
    legend = graph.locator(".legend")
    expect(legend).to_contain_text("cites it")
    before = spots(page, graph)
    graph.locator("[data-action=graph-colour]").select_option("year")
    expect(legend).to_contain_text(re.compile(r"20\d\d.*20\d\d"))
    assert spots(page, graph)["green"] < before["green"] / 5  # lines that cross are a little green
    graph.locator("[data-action=graph-colour]").select_option("cluster")
    topics = legend.locator("li")
    assert topics.count() > 2
    assert all(len(name) > 2 for name in topics.all_inner_texts())


def test_filters_leave_what_fits(graph: Locator, lens: Lens) -> None:
    rows = record_of(lens)["citations"] + record_of(lens)["references"]
    years = [row["year"] for row in rows if isinstance(row["year"], int)]
    nodes = graph.locator("a.node")
    graph.locator("[data-action=graph-filter]").click()
    graph.locator("[data-action=graph-from]").fill("2024")
    expect(nodes).to_have_count(1 + sum(year >= 2024 for year in years))
    graph.locator("[data-action=graph-until]").fill("2024")
    expect(nodes).to_have_count(1 + years.count(2024))
    graph.get_by_role("button", name="Show all again").click()
    expect(nodes).to_have_count(51)
    graph.locator("[data-action=graph-cited]").fill("3")
    expect(nodes).to_have_count(2)
    graph.locator("[data-action=graph-cited]").fill("")
    graph.locator("[data-action=graph-influential]").check()
    expect(nodes).to_have_count(1)


def test_a_node_s_own_neighbours_and_theirs(page: Page, graph: Locator) -> None:
    nodes = graph.locator("a.node")
    row = page.locator("tbody tr", has_text=f"On the paper {CITING}")
    node = graph.locator(f"a.node[data-id='{row.get_attribute('data-id')}']")
    node.focus()
    page.keyboard.press("Space")
    expect(row.locator(".tick input")).to_be_checked()
    expect(graph.locator(".chosen")).to_contain_text(f"On the paper {CITING}")
    graph.locator("[data-action=expand]").click()
    expect(graph.locator(".said")).to_have_text("3 more papers are shown.")
    expect(nodes).to_have_count(54)
    expect(graph.locator(".legend")).to_contain_text("further")


def test_the_whole_second_step(graph: Locator) -> None:
    graph.locator("[data-action=graph-hop]").check()
    expect(graph.locator("a.node")).to_have_count(54)


def saved(page: Page, graph: Locator, kind: str) -> Download:
    graph.locator("[data-action=graph-save]").click()
    with page.expect_download() as download:
        graph.locator(f"[data-action=graph-{kind}]").click()
    assert download.value.suggested_filename == f"{PAPER}-network.{kind}"
    return download.value


def test_it_is_saved_as_a_picture(page: Page, graph: Locator) -> None:
    drawn = saved(page, graph, "svg").path().read_text()
    svg = ET.fromstring(drawn)
    assert len(svg.findall(".//{*}circle")) == 51
    assert "Seger 2023" in drawn
    box = graph.locator("canvas").bounding_box()
    assert box
    picture = saved(page, graph, "png").path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert (width, height) == (2 * round(box["width"]), 2 * round(box["height"]))


def test_it_takes_the_whole_screen(page: Page, graph: Locator) -> None:
    stage = graph.locator(".stage")
    graph.locator("[data-action=full-screen]").click()
    page.wait_for_timeout(300)
    assert stage.evaluate("stage => stage.matches(':fullscreen')")
    graph.locator("[data-action=full-screen]").click()
    page.wait_for_timeout(300)
    assert not stage.evaluate("stage => stage.matches(':fullscreen')")


def test_it_is_zoomed_and_moved_by_wheel_drag_keys_and_fingers(page: Page, graph: Locator) -> None:
    canvas = graph.locator("canvas")
    box = canvas.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    corner = (box["x"] + 15, box["y"] + 15)
    fitted = canvas.screenshot()

    def changed() -> bool:
        page.mouse.move(*corner)
        page.wait_for_timeout(200)
        before, shown[0] = shown[0], canvas.screenshot()
        return before != shown[0]

    shown = [fitted]
    page.mouse.move(*corner)
    page.mouse.move(corner[0] + 3, corner[1])  # whoever moves within it means it
    page.mouse.wheel(0, -300)
    assert changed()
    page.mouse.down()
    page.mouse.move(corner[0] + 60, corner[1] + 30, steps=4)
    page.mouse.up()
    assert changed()
    graph.locator(".net").focus()
    for key in ("+", "-", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        assert changed(), key
    session = page.context.new_cdp_session(page)
    pinch = {"x": middle[0], "y": middle[1], "scaleFactor": 1.6, "relativeSpeed": 2000}
    session.send("Input.synthesizePinchGesture", pinch)
    assert changed()
    graph.locator("[data-action=zoom-fit]").click()
    graph.locator(".net").focus()
    changed()
    page.mouse.move(5, 5)
    page.wait_for_timeout(200)
    assert spots(page, graph)["green"] > 0


def test_the_table_is_sorted_by_every_column(page: Page, lens: Lens) -> None:
    table = page.locator("[data-part=table]")
    for column in ("title", "authors", "year", "citations"):
        head = table.locator(f"th.{column}")
        head.locator("button").click()
        orders = [head.get_attribute("aria-sort")]
        first = table.locator("tbody tr").first.get_attribute("data-id")
        head.locator("button").click()
        orders.append(head.get_attribute("aria-sort"))
        assert set(orders) == {"ascending", "descending"}
        assert table.locator("tbody tr").first.get_attribute("data-id") != first
    rows = sorted(record_of(lens)["citations"], key=lambda row: -int(str(row["citation_count"])))
    assert table.locator("th.citations").get_attribute("aria-sort") == "ascending"
    table.locator("th.citations button").click()
    assert table.locator("tbody tr").first.get_attribute("data-id") == rows[0]["id"]


def test_what_is_chosen_or_all_of_it_is_exported(page: Page, lens: Lens) -> None:
    table = page.locator("[data-part=table]")

    def exported(kind: str) -> str:
        table.locator("[data-action=export]").click()
        with page.expect_download() as download:
            table.locator(f"[data-action=export-{kind}]").click()
        return str(download.value.path().read_text())

    assert len(json.loads(exported("json"))) == len(record_of(lens)["citations"]) == 38
    for row in (0, 3):
        table.locator("tbody .tick input").nth(row).check()
    titles = [table.locator("tbody td.title a").nth(row).inner_text() for row in (0, 3)]
    assert [row["title"] for row in json.loads(exported("json"))] == titles
    assert len(re.findall(r"^@\w+\{", exported("bibtex"), re.MULTILINE)) == 2
    assert exported("ris").count("ER  -") == 2
    assert len(exported("csv").strip().splitlines()) == 3

    copy = table.locator("[data-action=copy-bibtex]").first
    copy.click()
    expect(copy).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@")
    assert titles[0][:20] in copied
