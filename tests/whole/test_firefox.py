"""The same extension in real Firefox: on a paper's page, a list and a paper's own text."""

import shutil
from collections.abc import Iterator

import pytest

from tests.fakes.web import FakeWeb
from tests.whole.firefox import Firefox, firefox
from tests.whole.lens import Lens
from tests.whole.pages import ABS, CHANGED, CROWDED, LISTS, OWN, TEXTS, serve

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(shutil.which("firefox-esr") is None, reason="there is no firefox-esr"),
]

PAPER = "2311.09227"
_STATE = "return document.querySelector('arxiv-lens')?.dataset.state"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    folder = tmp_path_factory.mktemp("firefox")
    (folder / "data").mkdir()
    with FakeWeb(tls_host="arxiv.org") as web:
        serve(web)
        with (
            Lens(folder / "data", web.environment) as lens,
            firefox(folder / "profile", web.tls_port, lens.url) as browser,
        ):
            yield browser


def test_a_paper_never_seen_fills_the_panel(browser: Firefox) -> None:
    browser.ask("WebDriver:Navigate", url=f"https://arxiv.org/abs/{PAPER}")
    assert browser.wait(f"{_STATE} === 'ready'")
    for part in ("graph", "table", "provenance"):  # each comes when it is scrolled to
        browser.wait(
            f"""const root = document.querySelector("arxiv-lens").shadowRoot;
                const part = root.querySelector("[data-part={part}]");
                part.scrollIntoView();
                return part.querySelector(".content").hasChildNodes();"""
        )
    shown = browser.run(
        """const root = document.querySelector("arxiv-lens").shadowRoot;
           return ["summary", "terms", "table", "provenance"].map(
             (part) => root.querySelector(`[data-part=${part}]`).textContent);"""
    )
    assert "risks and benefits" in shown[0]
    assert "foundation models" in shown[1]
    assert "Citations 37" in shown[2]
    assert "37 of 37 citations" in shown[3]


def test_the_network_is_drawn(browser: Firefox) -> None:
    assert browser.wait(
        """const canvas = document.querySelector("arxiv-lens").shadowRoot.querySelector("canvas");
           const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
           for (let at = 0; at < data.length; at += 4) {
             const [red, green, blue] = data.slice(at, at + 3);
             if (green > 120 && green > red + 40 && green > blue + 30) return true;
           }
           return false;"""
    )


def unchanged(browser: Firefox) -> None:
    assert browser.run(f"return ({CHANGED})(arguments[0])", OWN) == []


@pytest.mark.parametrize("name", [*ABS, CROWDED])
def test_a_paper_s_page_has_its_panel_and_stays_whole(name: str, browser: Firefox) -> None:
    browser.ask("WebDriver:Navigate", url=f"https://arxiv.org/abs/{name.replace('_', '/')}")
    assert browser.wait(f"{_STATE} === 'ready'")
    unchanged(browser)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_its_lines(name: str, browser: Firefox) -> None:
    browser.ask("WebDriver:Navigate", url=f"https://arxiv.org/list/{name}/new")
    entries = browser.run("return document.querySelectorAll('dl > dt a[title=Abstract]').length")
    lines = "document.querySelectorAll('arxiv-lens-line"
    assert browser.run(f"return {lines}').length") == entries
    if entries:
        browser.run("document.querySelector('arxiv-lens-line').scrollIntoView()")
        assert browser.wait(f"return {lines}[data-state]').length > 0")
    unchanged(browser)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_paper_s_own_text_has_its_toggle(number: int, browser: Firefox) -> None:
    browser.ask("WebDriver:Navigate", url=f"https://arxiv.org/html/2311.0922{number}v1")
    browser.wait(
        """const drawer = document.querySelector("arxiv-lens-drawer");
           drawer?.shadowRoot.querySelector("[data-action=drawer]").click();
           return drawer !== null;"""
    )
    assert browser.wait(f"return ['ready', 'error'].includes(({_STATE.removeprefix('return ')}))")
