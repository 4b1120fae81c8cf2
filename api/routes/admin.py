"""The curators' page: crawls, sources, budgets, comments, tokens; all of it without JavaScript.

Who comes from another machine signs in with a token, which the browser then keeps in a cookie that
no script can read, that is sent to these pages alone and by no other site's doing. Tokens are made
on the server's own machine only: whoever steals an admin's cannot make themselves another.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from api.access import OWNER, caller, holder, revoke
from api.errors import Problem
from api.queries import admin
from api.routes.comments import decide, take_away
from api.session import ADMIN, COOKIE, SIGN_IN, reading, writing
from scraper import crawls, health, schedules
from scraper.cards import card_of
from scraper.records import Comment, Crawl, Schedule, Token, find, utc_now

_SHOWN = 50  # of each list
_SIGNED_IN = 12 * 3600  # seconds

blueprint = Blueprint("admin", __name__, url_prefix=ADMIN)


@blueprint.after_request
def keep_nothing(answer: Response) -> Response:
    """What is here is for this reader and this moment."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("")
def page() -> BaseResponse | tuple[str, int]:
    """Everything on one page; for strangers the form to sign in with."""
    who = caller()
    if not who.may("curate"):
        return _sign_in_form("", 401)
    settings = current_app.extensions["lens.settings"]
    with reading() as session:
        tokens = session.scalars(select(Token).order_by(Token.revoked.is_not(None), Token.id))
        text = render_template(
            "admin.html",
            signed_in=who != OWNER,
            sources=health.sources(session, settings),
            budgets=health.budgets(session, settings),
            under_way=admin.under_way(session),
            open=session.scalars(find.open_crawls(_SHOWN)).all(),
            failed=session.scalars(admin.failed(_SHOWN)).all(),
            schedules=admin.scheduled(session),
            reported=admin.reported(session, _SHOWN),
            hidden=session.execute(admin.hidden(_SHOWN)).all(),
            tokens=tokens.all() if who.may("admin") else None,
            own=who.token,
            now=utc_now(),
        )
    return Response(text)


@blueprint.post(SIGN_IN.removeprefix(ADMIN))
def sign_in() -> BaseResponse | tuple[str, int]:
    """Have the browser keep a curator's token."""
    token = request.form.get("token", "").strip()
    try:
        with reading() as session:
            holder(session, token).need("curate")
    except Problem as problem:
        return _sign_in_form(problem.detail, problem.status)
    answer = _back()
    encrypted = request.is_secure or request.headers.get("Origin", "").startswith("https:")
    answer.set_cookie(
        COOKIE,
        token,
        max_age=_SIGNED_IN,
        path=ADMIN,
        secure=encrypted,  # a proxy speaks to us in the clear; the browser knows
        httponly=True,
        samesite="Strict",
    )
    return answer


@blueprint.post("/session/end")
def sign_out() -> BaseResponse:
    """Have the browser forget it."""
    answer = _back()
    answer.delete_cookie(COOKIE, path=ADMIN, httponly=True, samesite="Strict")
    return answer


def _action(rule: str, scope: str = "curate") -> Callable[[Callable[..., None]], None]:
    """A button: what it does in one transaction, and back to the page."""

    def decorate(act: Callable[..., None]) -> None:
        @wraps(act)
        def pressed(number: int) -> BaseResponse:
            caller().need(scope)
            with writing() as session:
                act(session, number)
            return _back(rule.split("/")[1])

        blueprint.post(rule)(pressed)

    return decorate


@_action("/crawls/<row:number>/cancel")
def cancel(session: Session, number: int) -> None:
    """Cancel a crawl."""
    crawls.cancel(session, number)


@_action("/crawls/<row:number>/retry")
def retry(session: Session, number: int) -> None:
    """Ask for a crawl again; one of many papers goes on where it stopped."""
    crawl = _known(session, Crawl, number)
    again = not card_of(crawl.spider).bulk
    crawls.request(session, crawl.spider, crawl.target, crawl.parameters, refresh=again)


@_action("/schedules/<row:number>/pause")
def rest(session: Session, number: int) -> None:
    """Let a schedule rest."""
    schedules.pause(session, _known(session, Schedule, number).id, paused=True)


@_action("/schedules/<row:number>/resume")
def resume(session: Session, number: int) -> None:
    """Let a schedule go on with the next of its times."""
    schedules.pause(session, _known(session, Schedule, number).id, paused=False)


@_action("/schedules/<row:number>/delete")
def unschedule(session: Session, number: int) -> None:
    """End a schedule."""
    schedules.delete(session, _known(session, Schedule, number).id)


@_action("/comments/<row:number>/hide")
def hide(session: Session, number: int) -> None:
    """Let curators alone see a comment."""
    decide(session, _known(session, Comment, number), hidden=True)


@_action("/comments/<row:number>/keep")
def keep(session: Session, number: int) -> None:
    """Let everybody see a comment, whatever was reported of it."""
    decide(session, _known(session, Comment, number), hidden=False)


@_action("/comments/<row:number>/delete")
def delete(session: Session, number: int) -> None:
    """Delete a comment."""
    take_away(session, _known(session, Comment, number))


@_action("/tokens/<row:number>/revoke", "admin")
def end(session: Session, number: int) -> None:
    """Let a token hold no more."""
    revoke(session, number)


def _known(session: Session, kind: type[Any], number: int) -> Any:
    found = session.get(kind, number)
    if found is None:
        name = kind.__name__.lower()
        raise Problem(f"{name}-unknown", f"There is no {name} {number} any more.")
    return found


def _back(part: str | None = None) -> BaseResponse:
    return redirect(url_for("admin.page", _anchor=part), 303)


def _sign_in_form(problem: str, status: int) -> tuple[str, int]:
    return render_template("sign_in.html", problem=problem, known=caller().token), status
