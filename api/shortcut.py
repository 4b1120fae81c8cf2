"""The whole record without Flask: what is asked most goes out before the framework is woken.

Whatever is out of the ordinary is left to the application behind: another method, a query, a name
other than an arXiv id, a paper without a ready-made record, a request that the door refuses or that
is too much, a database that does not answer. It answers the ordinary case just the same; a test
compares them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from api.answer import ready_made
from api.door import Door
from api.metrics import READY_MADE, ROUTE
from api.queries.document import Documents
from api.quota import Quotas
from scraper.errors import BadPaperId
from scraper.paper_id import PaperId

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = "/api/v1/papers/"


class Shortcut:
    """A WSGI application before another."""

    def __init__(
        self, behind: "WSGIApplication", door: Door, documents: Documents, quotas: Quotas
    ) -> None:
        self._behind, self._door, self._documents = behind, door, documents
        self._quotas = quotas

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if (
            path.startswith(_PREFIX)
            and ":" not in path
            and environ["REQUEST_METHOD"] == "GET"
            and not environ.get("QUERY_STRING")
            and not self._door.refusal(environ)
            and (found := self._found(path.removeprefix(_PREFIX)))
        ):
            standing = self._quotas.take(self._quotas.address(environ))
            if standing and standing.left < 0:
                return self._behind(environ, start)
            environ[ROUTE] = READY_MADE
            status, headers, body = ready_made(environ, *found)
            if standing:
                headers += standing.headers.items()
            start(status, headers)
            return [body]
        return self._behind(environ, start)

    def _found(self, name: str) -> tuple[str, bytes] | None:
        try:
            return self._documents.held(PaperId.parse(name))
        except (BadPaperId, SQLAlchemyError):
            return None
