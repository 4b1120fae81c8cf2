"""`arxivlens token`: who may change something from another machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from scraper.settings import Settings


@click.group()
def token() -> None:
    """Make, list and revoke the tokens that other machines need to change anything."""


@token.command()
@click.argument("name")
@click.option("--role", default="reader", help="reader, curator or admin; reader unless given.")
@click.option("--scope", "scopes", multiple=True, help="Only this of its role.")
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="How long it holds.")
def create(name: str, role: str, scopes: tuple[str, ...], days: float | None) -> None:
    """Make a token for NAME and print it: this once, it is kept nowhere."""
    from api.access import create as make

    with _writing() as session:
        made, secret = make(session, name, role, scopes, days)
        may = ", ".join(made.scopes)
        click.echo(f"Token {made.id} for {name}, a {role} who may: {may}.", err=True)
    click.echo(secret)


@token.command("list")
def list_() -> None:
    """List the tokens, those that hold no more as well."""
    from sqlalchemy import select

    from api.terminal import printable
    from scraper.records import Token, utc_now

    with _writing() as session:
        for each in session.scalars(select(Token).order_by(Token.id)):
            ended = each.expires and each.expires < utc_now()
            state = "revoked" if each.revoked else "expired" if ended else "holds"
            until = f" until {each.expires:%Y-%m-%d}" if state == "holds" and each.expires else ""
            scopes = ",".join(each.scopes)
            click.echo(printable(f"{each.id}  {state}{until}  {each.role}  {scopes}  {each.name}"))


@token.command()
@click.argument("number", type=int, metavar="ID")
def revoke(number: int) -> None:
    """Let a token hold no more, from the next request on."""
    from api.access import revoke as end

    with _writing() as session:
        ended = end(session, number)
        click.echo(f"Token {number} ({ended.name}) holds no more.")


@contextmanager
def _writing() -> Iterator[Any]:
    from scraper.records.schema import opened

    with opened(Settings.load().database) as database, database.writing() as session:
        yield session
