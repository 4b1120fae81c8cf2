"""arXiv's own pages out of the samples, for the browsers of the tests, and what stays of them."""

import gzip
import re
from pathlib import Path

from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb

SAMPLES = Path(__file__).parents[1] / "samples"
ABS = sorted(page.parent.name for page in (SAMPLES / "abs_page").glob("*/page.html*"))
LISTS = sorted(page.parent.name for page in (SAMPLES / "listing").glob("*/answer.html"))
TEXTS = sorted(page.parent.name for page in (SAMPLES / "bibliography").glob("*/answer.html"))
# Made of the greatest that there is here: as many authors as any paper of arXiv's has.
CROWDED, AUTHORS = "2103.11059", 2_800

OWN = ["head title", "h1.title", ".authors", "blockquote.abstract", ".metatable", ".dateline"]
OWN += [".submission-history", ".full-text", ".browse", "#footer", "dt", "dd", "h3"]
# What differs from the page as it was sent, our own elements taken away.
CHANGED = """
async (selectors) => {
  const text = await (await fetch(location.href)).text();
  const sent = new DOMParser().parseFromString(text, "text/html");
  const own = (page, selector) => [...page.querySelectorAll(selector)].map((element) => {
    const copy = element.cloneNode(true);
    for (const ours of copy.querySelectorAll("arxiv-lens, arxiv-lens-line")) ours.remove();
    return copy.outerHTML;
  });
  return selectors.filter(
    (each) => JSON.stringify(own(sent, each)) !== JSON.stringify(own(document, each)));
}
"""


def serve(web: FakeWeb) -> None:
    """Puts them where a browser finds them: abs pages, /list/NAME/new, /html/2311.0922Nv1."""
    for name in ABS:  # of some papers only a pinned version is sampled
        for shown in {name, re.sub(r"v\d+$", "", name)} - (set(ABS) - {name}):
            web.add(f"/abs/{shown.replace('_', '/')}", Answer(abs_page(name)))
    web.add(f"/abs/{CROWDED}", Answer(_crowded()))
    styles = Path(__file__).with_name("arxiv.css").read_bytes()
    web.add("/static/browse/0.3.4/css/arXiv.css", Answer(styles, "text/css"))
    for name in LISTS:
        page = (SAMPLES / "listing" / name / "answer.html").read_bytes()
        web.add(f"/list/{name}/new", Answer(page))
    for number, name in enumerate(TEXTS):
        page = (SAMPLES / "bibliography" / name / "answer.html").read_bytes()
        web.add(f"/html/2311.0922{number}v1", Answer(page))


def abs_page(name: str) -> bytes:
    """A paper's page as arXiv sends it."""
    page = SAMPLES / "abs_page" / name / "page.html"
    return page.read_bytes() if page.exists() else gzip.decompress(Path(f"{page}.gz").read_bytes())


def listing(ids: list[str]) -> bytes:
    """A list as arXiv writes it, of these papers, each with the words of the same one."""
    page = (SAMPLES / "listing" / "math_recent" / "answer.html").read_text()
    whole = re.search(r"<dl id='articles'>.*?</dl>", page, re.DOTALL)
    entry = re.search(r"<dt>.*?</dd>", page, re.DOTALL)
    assert whole
    assert entry
    entries = "\n".join(entry[0].replace("0906.3421", paper) for paper in ids)
    return page.replace(whole[0], f"<dl id='articles'>{entries}</dl>").encode()


def _crowded() -> bytes:
    text = abs_page("2103.11058").decode().replace("2103.11058", CROWDED)
    missing = range(AUTHORS - text.count('"citation_author"'))
    names = ["Q" + "".join(chr(ord("a") + int(digit)) for digit in str(n)) for n in missing]
    metas = "".join(f'<meta name="citation_author" content="{name}, X." />' for name in names)
    links = "".join(f'<a href="/search/?query={name}">X. {name}</a>, ' for name in names)
    text = text.replace('<meta name="citation_author"', f'{metas}<meta name="citation_author"', 1)
    return text.replace("Authors:</span>", f"Authors:</span>{links}", 1).encode()
