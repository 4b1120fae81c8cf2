"""Who asks, and what they may do: tokens, their roles and scopes.

On loopback whoever asks is this machine's own reader, who may do everything. From elsewhere anyone
may read, as the server's owner has decided by opening it, and nobody may change a thing without a
token. A token that is shown must hold, wherever it is shown.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import Problem
from scraper.errors import BadInput, NotFound
from scraper.records import Token, utc_now

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "comment": "write comments, edit and delete their own, report others'",
        "crawl": "ask for crawls and cancel them",
        "curate": "hide and delete anybody's comments, see what was reported, order the queue, make"
        " schedules",
        "admin": "see all tokens and revoke them",
    }
)
ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "reader": ("comment", "crawl"),
        "curator": ("comment", "crawl", "curate"),
        "admin": tuple(SCOPES),
    }
)
_PREFIX = "lens_"  # so that scanners for lost secrets know one


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks; without a `token`, this machine's own reader or a stranger."""

    token: int | None
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether `scope` is theirs."""
        return scope in self.scopes

    def owns(self, token: int | None) -> bool:
        """Whether what was made with that token, or with none, is theirs."""
        return self == OWNER or (token is not None and token == self.token)

    def need(self, scope: str) -> None:
        """A Problem where `scope` is not theirs."""
        if self.may(scope):
            return
        if self.token is None:
            raise Problem(
                "token-missing",
                "From another machine this needs a token, sent as `Authorization: Bearer …`;"
                " whoever runs the server makes one with `arxivlens token create`.",
            )
        raise Problem(
            "token-too-narrow",
            f"This token may not {SCOPES[scope]}; ask whoever runs the server for one that may.",
        )


OWNER = Caller(None, frozenset(SCOPES))
STRANGER = Caller(None, frozenset())


def caller() -> Caller:
    """Whoever asks in the present request."""
    who: Caller = g.caller
    return who


def bearer(authorization: str) -> str | None:
    """The token in an Authorization header; None where there is none."""
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def holder(session: Session, token: str) -> Caller:
    """Who shows this token. A Problem `bad-token` where it does not hold."""
    found = session.scalar(select(Token).where(Token.digest == _digest(token)))
    now = utc_now()
    if found is None or found.revoked or (found.expires and found.expires < now):
        raise Problem(
            "bad-token",
            "This token does not hold: it was mistyped, revoked or has expired; send another, or"
            " none.",
        )
    return Caller(found.id, frozenset(found.scopes))


def create(
    session: Session, name: str, role: str, scopes: tuple[str, ...] = (), days: float | None = None
) -> tuple[Token, str]:
    """A new token and its secret, which is nowhere to be had again.

    Raises BadInput for a role there is not, and for scopes that are not the role's.
    """
    if role not in ROLES:
        raise BadInput(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
    if beyond := [scope for scope in scopes if scope not in ROLES[role]]:
        raise BadInput(f"A {role} has no scope {beyond[0]!r}; there are {', '.join(ROLES[role])}.")
    secret = _PREFIX + secrets.token_urlsafe(32)
    now = utc_now()
    token = Token(
        name=name,
        role=role,
        scopes=list(scopes or ROLES[role]),
        digest=_digest(secret),
        created=now,
        expires=None if days is None else now + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    return token, secret


def revoke(session: Session, number: int) -> Token:
    """Let a token hold no more, from the next request on. Raises NotFound."""
    token = session.get(Token, number)
    if token is None:
        raise NotFound(f"There is no token {number}; `arxivlens token list` shows them.")
    token.revoked = token.revoked or utc_now()
    return token


def _digest(secret: str) -> str:
    # The secret is 256 random bits: nothing to guess, so nothing to slow down.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
