"""The same extension in real Firefox: on a paper's page, a list and a paper's own text."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.whole.firefox import Firefox, firefox
from tests.whole.lens import Lens

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(shutil.which("firefox-esr") is None, reason="there is no firefox-esr"),
]

PAPER = "2311.09227"
_SAMPLES = Path(__file__).parents[1] / "samples"
_STATE = "return document.querySelector('arxiv-lens')?.dataset.state"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    folder = tmp_path_factory.mktemp("firefox")
    (folder / "data").mkdir()
    with FakeWeb(tls_host="arxiv.org") as web:
        text = (_SAMPLES / "bibliography" / "marked_by_latexml" / "answer.html").read_bytes()
        web.add(f"/html/{PAPER}", Answer(text))
        page = (_SAMPLES / "listing" / "math_recent" / "answer.html").read_bytes()
        web.add("/list/math/recent", Answer(page))
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


def test_a_list_has_its_lines(browser: Firefox) -> None:
    browser.ask("WebDriver:Navigate", url="https://arxiv.org/list/math/recent")
    browser.run("document.querySelector('arxiv-lens-line').scrollIntoView()")
    assert browser.wait("return document.querySelector('arxiv-lens-line[data-state]') !== null")


def test_a_paper_s_own_text_has_its_toggle(browser: Firefox) -> None:
    browser.ask("WebDriver:Navigate", url=f"https://arxiv.org/html/{PAPER}")
    browser.wait(
        """const drawer = document.querySelector("arxiv-lens-drawer");
           drawer?.shadowRoot.querySelector("[data-action=drawer]").click();
           return drawer !== null;"""
    )
    assert browser.wait(f"{_STATE} === 'ready'")
