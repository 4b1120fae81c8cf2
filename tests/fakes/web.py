"""A fake web of sources: one threaded HTTP server on loopback under the sources' own paths.

    with FakeWeb() as web:                      # or the fixture `fake_web`
        web.url                                 # http://127.0.0.1:PORT, root of every source
        web.environment                         # ARXIVLENS_*_URL variables that point here
        web.delay = 0.3                         # seconds before every answer of a source
        web.gate.clear(), web.gate.set()        # no source answers in between
        web.fail("/abs/", Fault.BROKEN)         # from now on, every path that begins so
        web.fail("/graph/", Fault.BUSY_SECONDS, times=2, retry_after=5)
        web.heal()                              # no faults any more
        web.slow = 30                           # seconds that Fault.SLOW takes
        web.add("/abs/9999.99999", Answer(b"…"))  # any further answer, by its path
        web.add("/oai?verb=ListRecords&resumptionToken=a", Answer(b"…"))  # or by path and query
        web.add_paper("2401.00001", citations=1000, references=100)  # a paper with made-up rows
        web.seen                                # every request: source, method, path, at, headers
        web.most_at_once["arxiv"]           # requests that a source had to answer at the same time
        web.count("arxiv"), web.arrivals("arxiv")   # requests of a source, their monotonic times
        web.model.says = "…"                # what the language model at web.url answers
        web.wait_for("arxiv", 3)                # until so many have arrived

    with FakeWeb(tls_host="arxiv.org") as web:  # speaks TLS as that host too,
        web.tls_port                            # for a browser; such requests are source "browser"

It knows arXiv:2311.09227 whole (abs page; at Semantic Scholar and OpenAlex 37 citations, 12
references, at the first 2 similar papers: tests/samples/whole/ORIGIN) and every abs page under
tests/samples/abs_page; the query API knows the papers of `add_paper`, and `web.oai.records` are
what OAI-PMH gives. Lists, feeds, Crossref and HTML versions are only what `add` has put there. A
paper that a source does not know is answered as the real source does. Sources are named as in
scraper.sources: "arxiv", "semantic_scholar", "openalex", "crossref", "citation_table" (what
`add` puts under /tables/) and "language_model"; a path of no source counts as "other".
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote

import pytest

from tests.fakes import abs_page, atom_api
from tests.fakes.answer import Answer, Fault
from tests.fakes.certificate import tls_context
from tests.fakes.language_model import LanguageModel
from tests.fakes.oai import Oai
from tests.fakes.openalex import OpenAlex
from tests.fakes.semantic_scholar import KnownPaper, SemanticScholar, citing, paper_object
from tests.fakes.server import Server

_SAMPLES = Path(__file__).parents[1] / "samples"
_SOURCES = {
    "/abs/": "arxiv",
    "/list/": "arxiv",
    "/html/": "arxiv",
    "/api/query": "arxiv",
    "/oai": "arxiv",
    "/rss/": "arxiv",
    "/atom/": "arxiv",
    "/graph/": "semantic_scholar",
    "/recommendations/": "semantic_scholar",
    "/works": "openalex",
    "/v1/": "language_model",
    "/crossref/": "crossref",
    "/tables/": "citation_table",
}


@dataclass(frozen=True)
class Seen:
    source: str
    method: str
    path: str  # with its query, as sent
    at: float  # time.monotonic() at arrival
    headers: dict[str, str]
    body: bytes


@dataclass
class _Failing:
    prefix: str
    fault: Fault
    times: int | None
    retry_after: float


class FakeWeb:
    def __init__(self, tls_host: str | None = None) -> None:
        self.delay = 0.0
        self.slow = 30.0
        self.seen: list[Seen] = []
        self.most_at_once: Counter[str] = Counter()  # requests of a source that it had together
        self._open: Counter[str] = Counter()
        self.stopped = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self._changed = threading.Condition()
        self._failing: list[_Failing] = []
        self._answers: dict[str, Answer] = {}
        self._entries: dict[str, str] = {}  # of the query API, by paper
        self._semantic_scholar = SemanticScholar()
        self._openalex = OpenAlex()
        self.model = LanguageModel()
        self.oai = Oai()
        self._servers = [Server(self)]
        if tls_host:
            self._servers.append(Server(self, tls_context(tls_host)))
            self.tls_port = self._servers[1].server_port
        self.url = f"http://127.0.0.1:{self._servers[0].server_port}"
        self.environment = {
            "ARXIVLENS_ARXIV_URL": self.url,
            "ARXIVLENS_ARXIV_API_URL": f"{self.url}/api/query",
            "ARXIVLENS_ARXIV_OAI_URL": f"{self.url}/oai",
            "ARXIVLENS_ARXIV_RSS_URL": self.url,
            "ARXIVLENS_S2_URL": self.url,
            "ARXIVLENS_OPENALEX_URL": self.url,
            "ARXIVLENS_CROSSREF_URL": f"{self.url}/crossref",
        }
        # Not among them: a language model is asked only where the user names one.
        self.model_environment = {
            "ARXIVLENS_LLM_URL": self.url,
            "ARXIVLENS_LLM_MODEL": "parrot-1",
            "ARXIVLENS_LLM_API_KEY": "sesame",
        }
        self._add_recorded()

    def __enter__(self) -> Self:
        for server in self._servers:
            server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopped.set()
        self.gate.set()
        for server in self._servers:
            server.stop()

    def add(self, path: str, answer: Answer) -> None:
        self._answers[path] = answer

    def add_paper(
        self,
        arxiv_id: str,
        citations: int = 0,
        references: int = 0,
        abstract: str | None = None,
        cites: Iterable[dict[str, Any]] = (),
    ) -> None:
        """A paper with an abs page and so many made-up rows, and those it `cites`; no TLDR."""
        title = f"On the paper {arxiv_id}"
        rows = [
            citing(paper_object(f"Citing {arxiv_id}, part {n}", [f"Ada Citing{n}"], 2024))
            for n in range(citations)
        ]
        cited = [
            {"citedPaper": paper_object(f"Cited by {arxiv_id}, {n}", [f"Bo Cited{n}"], 2020)}
            for n in range(references)
        ]
        cited += [{"citedPaper": paper} for paper in cites]
        abstract = abstract or f"What the paper {arxiv_id} says."
        self._know(
            KnownPaper(
                _known(arxiv_id, title, ["Ada Lovelace"], 2024, len(rows), len(cited))
                | {"abstract": abstract},
                rows,
                cited,
            )
        )
        page = abs_page.render(
            arxiv_id,
            title,
            ["Lovelace, Ada"],
            abstract,
            "2 pages",
            date(2024, 1, 2),
            [("cs.DL", "Digital Libraries")],
        )
        self.add(f"/abs/{arxiv_id}", Answer(page))
        self._entries[arxiv_id] = atom_api.entry(arxiv_id, title, "Ada Lovelace", abstract, "cs.DL")

    def forget(self, path: str) -> None:
        """Take back what `add` put there."""
        self._answers.pop(path, None)

    def fail(
        self, prefix: str, fault: Fault, times: int | None = None, retry_after: float = 2
    ) -> None:
        """Fail so on every path that begins with `prefix`; the latest word on a path counts."""
        self._failing.insert(0, _Failing(prefix, fault, times, retry_after))

    def heal(self) -> None:
        self._failing.clear()

    def count(self, source: str | None = None) -> int:
        return sum(source in (None, seen.source) for seen in self.seen)

    def arrivals(self, source: str) -> list[float]:
        return [seen.at for seen in self.seen if seen.source == source]

    def wait_for(self, source: str, count: int, timeout: float = 60) -> None:
        with self._changed:
            arrived = self._changed.wait_for(lambda: self.count(source) >= count, timeout)
        assert arrived, f"{source} saw {self.count(source)} requests, not {count}"

    # What the server asks of this web.

    def note(
        self, method: str, path: str, headers: dict[str, str], body: bytes, browser: bool
    ) -> None:
        seen = Seen(
            "browser" if browser else _source(path), method, path, time.monotonic(), headers, body
        )
        with self._changed:
            self.seen.append(seen)
            self._changed.notify_all()

    @contextmanager
    def at_once(self, path: str) -> Iterator[None]:
        """While a request is answered."""
        name = _source(path)
        with self._changed:
            self._open[name] += 1
            self.most_at_once[name] = max(self.most_at_once[name], self._open[name])
        try:
            yield
        finally:
            with self._changed:
                self._open[name] -= 1

    def fault_for(self, path: str) -> tuple[Fault, float] | None:
        with self._changed:
            for failing in self._failing:
                if path.startswith(failing.prefix) and failing.times != 0:
                    if failing.times is not None:
                        failing.times -= 1
                    return failing.fault, failing.retry_after
        return None

    def answer_to(self, target: str, body: bytes) -> Answer:
        """The answer to a path with its query."""
        path, _, asked = target.partition("?")
        query = dict(parse_qsl(asked))
        if answer := self._answers.get(target) or self._answers.get(unquote(path)):
            return answer
        if page := self._pages.get(unquote(path)):
            return Answer(page.read_bytes())
        if path.startswith(("/graph/v1/paper/", "/recommendations/v1/papers/forpaper/")):
            return self._semantic_scholar.answer(unquote(path), query, body)
        if path == "/oai":
            return self.oai.answer(query)
        if path == "/api/query":
            return atom_api.answer(query, self._entries)
        if path == "/v1/chat/completions":
            return self.model.answer(body)
        if path.startswith("/works"):
            return self._openalex.answer(unquote(path), query)
        return Answer(self._not_found, status=404)

    def _know(self, known: KnownPaper) -> None:
        self._semantic_scholar.add(known)
        self._openalex.add(known)

    def _add_recorded(self) -> None:
        whole = _SAMPLES / "whole"
        self._not_found = (whole / "not_found.html").read_bytes()
        self._pages = {
            f"/abs/{page.parent.name.replace('_', '/')}": page
            for page in (_SAMPLES / "abs_page").glob("*/page.html")
        }
        seed = json.loads((whole / "seed.json").read_text())
        facts = json.loads((whole / "page.json").read_text())
        page_bytes = abs_page.render(
            seed["arxiv_id"],
            facts["title"],
            facts["authors"],
            seed["abstract"],
            seed["comments"],
            date.fromisoformat(seed["published"]),
            facts["categories"],
        )
        for name in (seed["arxiv_id"], f"{seed['arxiv_id']}v1"):
            self.add(f"/abs/{name}", Answer(page_bytes))
        references = json.loads((whole / "references.json").read_text())["data"]
        authors = [" ".join(reversed(name.split(", ", 1))) for name in facts["authors"]]
        known = _known(
            seed["arxiv_id"], facts["title"], authors, 2023, len(seed["citations"]), len(references)
        ) | {
            "abstract": seed["abstract"],
            "publicationDate": seed["published"],
            "venue": "arXiv.org",
            "tldr": {"model": "tldr@v2.0.0", "text": seed["quick_summary"]},
        }
        self._know(
            KnownPaper(
                known,
                [citing(paper_object(**row)) for row in seed["citations"]],
                references,
                [paper_object(year=int(row["published"][:4]), **row) for row in seed["similar"]],
            )
        )


def _source(path: str) -> str:
    return next((name for start, name in _SOURCES.items() if path.startswith(start)), "other")


def _known(
    arxiv_id: str, title: str, authors: list[str], year: int, citations: int, references: int
) -> dict[str, Any]:
    paper = paper_object(title, authors, year)
    paper["externalIds"] |= {"ArXiv": arxiv_id, "DOI": f"10.48550/arXiv.{arxiv_id}"}
    return paper | {"citationCount": citations, "referenceCount": references, "tldr": None}


@pytest.fixture
def fake_web() -> Iterator[FakeWeb]:
    with FakeWeb() as web:
        yield web
