"""Who may come in. The server is for this machine's reader, not for the pages they visit.

Every request must name a host that is ours, else a page elsewhere could rebind its own name to
127.0.0.1 and read everything. Whatever changes something must come from our own page, from a
browser extension or from no browser at all: `Origin` and `Sec-Fetch-Site` say so, and a page's
script can forge neither. Reading, too, is not for other sites' scripts and frames: how an answer
fails would tell them what is on record; a link to us is fine. Nothing is ever shared with other
origins: no CORS headers go out.
"""

import re
import socket
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from api.errors import Problem
from scraper.settings import address_of, is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:chrome|moz)-extension://[0-9a-z-]{1,64}")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"none", "same-origin"})  # `none`: typed, bookmarked, or not by a page

_HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    # With no-referrer a browser would send `Origin: null` with our own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
]


class Door:
    """The door of a server that listens on `host`, and is `name` to those who come by a proxy."""

    def __init__(self, host: str, name: str | None = None) -> None:
        address = address_of(host)
        # Behind a proxy on this machine everybody comes from here.
        self.loopback = is_loopback(host) and name is None
        self._everywhere = address is not None and address.is_unspecified
        self._names = _LOOPBACK | {f"[{host}]" if ":" in host else host.lower()}
        if name:
            self._names |= {name.lower()}
        if self._everywhere:
            self._names |= {socket.gethostname().lower()}

    def refusal(self, request: Mapping[str, Any]) -> Problem | None:
        """Why a request, given as its WSGI environment, may not come in; None: it may."""
        host = request.get("HTTP_HOST", "")
        if not self._is_ours(host):
            return Problem(
                "wrong-host",
                f"This server is not {host[:100]!r}; ask it as http://127.0.0.1 or by the"
                " address that it was started with.",
            )
        if request["REQUEST_METHOD"] in _SAFE:
            if not _may_read(request):
                return Problem("wrong-origin", "Pages of other sites may link here, and no more.")
        elif not _may_write(request, host.lower()):
            return Problem("wrong-origin", "Pages of other sites may change nothing here.")
        return None

    def _is_ours(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        if not match:
            return False
        name = match[1].lower()
        # A page cannot rebind an address, only a name.
        return name in self._names or (
            self._everywhere and address_of(name.strip("[]")) is not None
        )


def _may_read(request: Mapping[str, Any]) -> bool:
    return (
        request.get("HTTP_SEC_FETCH_SITE", "none") in _OWN_SITE
        or request.get("HTTP_SEC_FETCH_DEST") == "document"
    )


def _may_write(request: Mapping[str, Any], host: str) -> bool:
    origin = request.get("HTTP_ORIGIN")
    if origin is not None and _EXTENSION.fullmatch(origin):
        return True
    own_site = request.get("HTTP_SEC_FETCH_SITE", "none") in _OWN_SITE
    return own_site and origin in (None, f"http://{host}", f"https://{host}")


def guarded(behind: "WSGIApplication") -> "WSGIApplication":
    """The application with the headers that tell browsers to keep other sites out, too."""

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start(status, headers + _HEADERS, *error)

        return behind(environ, begin)

    return application
