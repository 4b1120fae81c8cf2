"""A server that speaks ArxivLens's API and means harm: every text of every record is an attack.

    with Hostile() as server:
        server.url                      # what the extension is told to ask
        server.seen                     # every request: (method, path, headers, body)

Record n, `GET /api/v1/papers/2401.0000n`, carries the n-th of `PAYLOADS` wherever text may stand;
its lists carry the others.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_SCRIPT = "window.broken=(window.broken||0)+1"
PAYLOADS: tuple[str, ...] = (
    f"<script>{_SCRIPT}</script>",
    f"<img src=x onerror='{_SCRIPT}'>",
    f"<svg onload='{_SCRIPT}'><circle r=9></svg>",
    f"<svg><script>{_SCRIPT}</script></svg>",
    f'<iframe srcdoc="<script>parent.{_SCRIPT}</script>"></iframe>',
    f"<math><mtext><table><mglyph><style><img src=x onerror='{_SCRIPT}'></style></math>",
    f"<details open ontoggle='{_SCRIPT}'>x</details>",
    f"<input autofocus onfocus='{_SCRIPT}'>",
    f"<video><source onerror='{_SCRIPT}'></video>",
    f"<body onload='{_SCRIPT}'>",
    f"<a href='javascript:{_SCRIPT}'>x</a>",
    f"<form action='javascript:{_SCRIPT}'><button>x</button></form>",
    f"<object data='javascript:{_SCRIPT}'></object>",
    f"<embed src='javascript:{_SCRIPT}'>",
    "<link rel=stylesheet href='https://evil.example/a.css'>",
    "<style>@import 'https://evil.example/a.css';*{background:url(https://evil.example/b)}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href='https://evil.example/'>",
    f"javascript:{_SCRIPT}",
    f"JaVaScRiPt:{_SCRIPT}//",
    f" \x01javascript:{_SCRIPT}",
    f"java\nscript:{_SCRIPT}",
    f"data:text/html,<script>{_SCRIPT}</script>",
    "data:text/html;base64,PHNjcmlwdD57e308L3NjcmlwdD4=",
    f"blob:https://arxiv.org/{_SCRIPT}",
    "file:///etc/passwd",
    "vbscript:msgbox(1)",
    "https://user:secret@evil.example/",
    "//evil.example/x",
    "http://[::1",
    "https://evil.example/\"onmouseover='x",
    f"[x](javascript:{_SCRIPT})",
    "![x](https://evil.example/pixel.png)",
    f"[x]: javascript:{_SCRIPT}\n\n[x]",
    f"<javascript:{_SCRIPT}>",
    "`<script>` **<b>** _<i>_ ~~<s>~~",
    "> " * 500 + "deep",
    "[" * 2000,
    "*" * 3000 + "a" + "*" * 3000,
    f"$\\href{{javascript:{_SCRIPT}}}{{x}}$",
    f"$\\unicode{{x3c}}script\\unicode{{x3e}}{_SCRIPT}$",
    "$\\includegraphics{https://evil.example/a.png}$",
    f"$\\text{{<img src=x onerror='{_SCRIPT}'>}}$",
    "$" + "{" * 5000 + "$",
    "$" + "\\frac" * 900 + "$",
    "$" + "x^" * 900 + "$",
    "$" * 5001,
    "\\def\\a{\\a\\a}$\\a$",
    "\u202e\u202devil\u2066gnp.exe\u2069",
    "\u200b\u200c\u200d\ufeff\u2060",
    "a" + "\u0301" * 4000,
    "\ud800 half a pair",
    "\x00\x01\x02\x07\x1b[31m",
    "ﷺ" * 500,
    "W" * 100_000,
    "word " * 4_000,
    "{{constructor.constructor('x')()}}",
    "${alert(1)}",
    "__proto__",
    "constructor",
    "toString",
    "%s%s%n%x",
    "'; DROP TABLE paper; --",
    '=HYPERLINK("https://evil.example","x")',
    "$1 $2 \u0001" + "0\u0001 $$",
    "<arxiv-lens data-state=ready></arxiv-lens>",
    "</section></arxiv-lens><script>x</script>",
    "&lt;script&gt;&#60;img&#62;",
)
PAPERS = tuple(f"2401.{number:05}" for number in range(1, len(PAYLOADS) + 1))
_ROWS = 5
_LONGEST_IN_ROW = 2_000  # else one answer were of many megabytes
_BRIEF = ("id", "title", "authors", "year", "counts", "summary")


def _payload(number: int) -> str:
    return PAYLOADS[number % len(PAYLOADS)]


def _row(number: int) -> dict[str, Any]:
    text = _payload(number)[:_LONGEST_IN_ROW]
    return {
        "id": text[:300] if number % 2 else f"s2:{number:040x}",
        "title": text,
        "authors": [text, text],
        "more_authors": 3,
        "year": 2024,
        "venue": text,
        "published": text,
        "citation_count": 7,
        "influential": True,
        "intents": [text],
        "contexts": [text],
        "url": text,
        "arxiv_id": text,
    }


def _record(number: int) -> dict[str, Any]:
    text = _payload(number)
    rows = [_row(number + step) for step in range(1, _ROWS + 1)]
    source = {
        "name": text,
        "part": "citations",
        "state": text,
        "fetched_at": text,
        "count": 1,
        "total": 1,
        "message": text,
        "url": text,
    }
    return _row(number) | {
        "id": PAPERS[number],
        "arxiv_id": text,
        "version": 1,
        "abstract": text,
        "authors": [{"name": text}, {"name": text * (1_000_000 // len(text))}],
        "categories": [{"term": text, "label": text, "primary": True}] * 2,
        "updated": text,
        "comments": text,
        "doi": text,
        "journal_ref": text,
        "report_number": text,
        "msc_classes": text,
        "acm_classes": text,
        "license": {"url": text, "label": text},
        "withdrawn": True,
        "versions": [{"version": 1, "submitted": text}],
        "summary": {"text": text, "source": text, "model": text},
        "terms": [{"term": text, "weight": 0.5}],
        "counts": {"citations": _ROWS, "references": _ROWS, "comments": 1},
        "citations": rows,
        "references": rows[::-1],
        "similar": [{"paper": row, "score": 0.5, "why": [text]} for row in rows],
        "sources": [source, source | {"state": "ok"}],
        "refresh_after": "2999-01-01T00:00:00Z",
    }


def _graph(number: int) -> dict[str, Any]:
    rows = [_row(number + step) for step in range(_ROWS)]
    nodes = [
        row
        | {"role": _payload(number) if at % 2 else "citation", "x": at, "y": 1e308, "cluster": at}
        for at, row in enumerate(rows)
    ]
    center = {"id": PAPERS[number], "role": "paper", "x": 0, "y": 0, "cluster": None}
    return {
        "center": PAPERS[number],
        "nodes": [_row(number) | center, *nodes],
        "edges": [{"source": row["id"], "target": PAPERS[number]} for row in rows],
        "clusters": [{"id": at, "name": _payload(number + at), "size": 9} for at in range(9)],
        "total": {"citations": _ROWS, "references": _ROWS},
    }


def _comment(number: int, step: int) -> dict[str, Any]:
    text = _payload(number + step)
    return {
        "id": _ROWS * number + step,
        "paper": PAPERS[number],
        "author": text,
        "text": text,
        "created": text,
        "edited": None,
        "reply_to": _ROWS * number if step else None,
        "mine": number % 2 == 0,
    }


def _answer(path: str, body: bytes) -> Any:
    if path.startswith("/api/v1/papers/batch"):
        records = [_record(PAPERS.index(paper)) for paper in json.loads(body)["ids"]]
        return {"items": [{name: record[name] for name in _BRIEF} for record in records]}
    parts = path.partition("?")[0].removeprefix("/api/v1/papers/").split("/")
    if parts[0] not in PAPERS:
        return None
    number = PAPERS.index(parts[0])
    if parts[1:] == ["graph"]:
        return _graph(number)
    if parts[1:] == ["comments"]:
        items = [_comment(number, step) for step in range(_ROWS)]
        return {"items": items, "total": len(items), "next": None}
    return _record(number)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def do_DELETE(self) -> None:
        self._reply()

    def do_PATCH(self) -> None:
        self._reply()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _reply(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, dict(self.headers), body))
        found = _answer(self.path, body)
        # Halves of pairs travel as JSON escapes.
        sent = json.dumps(found or {"type": "about:blank", "detail": PAYLOADS[0]}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is no error of the test."""


class Hostile:
    def __init__(self) -> None:
        self._server = _Server()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.seen = self._server.seen

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
