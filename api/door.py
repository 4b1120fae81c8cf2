"""Who may come in. The server is for this machine's reader, not for the pages they visit.

Every request must name a host that is ours, else a page elsewhere could rebind its own name to
127.0.0.1 and read everything. Whatever changes something must come from our own page, from a
browser extension or from no browser at all: `Origin` and `Sec-Fetch-Site` say so, and a page's
script can forge neither. Nothing is ever shared with other origins: no CORS headers go out.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from api.errors import Problem

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_EXTENSIONS = frozenset({"chrome-extension", "moz-extension"})

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


def register(app: Flask, host: str) -> None:
    """Stand before every route; `host` is the address that the server listens on."""
    hosts = _LOOPBACK | {host}
    beyond_loopback = host not in _LOOPBACK

    @app.before_request
    def check() -> None:
        name = _host_name(request.host)
        if name not in hosts:
            raise Problem(
                421,
                "wrong-host",
                f"This server is not {name[:100]!r}; ask it as http://127.0.0.1 or by the"
                " address that it was started with.",
            )
        if request.method not in _SAFE:
            _check_writer(beyond_loopback)

    @app.after_request
    def guard(response: Response) -> Response:
        for header, value in _HEADERS.items():
            response.headers.setdefault(header, value)
        return response


def _check_writer(beyond_loopback: bool) -> None:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "none")
    if origin is not None:
        parts = urlsplit(origin)
        ours = parts.scheme in ("http", "https") and parts.netloc == request.host
        if not ours and parts.scheme not in _EXTENSIONS:
            raise Problem(403, "wrong-origin", "Pages of other sites may change nothing here.")
    elif site not in ("none", "same-origin"):
        raise Problem(403, "wrong-origin", "Pages of other sites may change nothing here.")
    if beyond_loopback:
        raise Problem(
            403, "read-only", "Beyond this machine the server only reads; write on 127.0.0.1."
        )
    if request.content_length and not request.is_json:
        raise Problem(415, "not-json", "Send JSON, with Content-Type: application/json.")


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
