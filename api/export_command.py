"""`arxivlens export`: papers to a file or to standard output, with a progress bar."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from scraper.errors import BadInput, NotFound
from scraper.settings import Settings

if TYPE_CHECKING:
    from api.export.sources import Source
    from api.queries.lists import Direction
    from scraper.records import Database

_FORMATS = ("jsonl", "csv", "bibtex", "ris", "graphml")


@click.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Unless given: by the FILE.")
@click.option("--output", "-o", "file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--citations", metavar="ID", help="The papers that cite this one.")
@click.option("--references", metavar="ID", help="The papers that this one cites.")
@click.option("--graph", metavar="ID", help="This paper's neighbourhood, up to 500 papers.")
@click.option("--query", help='Words, "words together", beginn*.')
@click.option("--category", help="cs.LG, or cs for all of its own.")
@click.option("--author", help="A name, or a part of it.")
@click.option("--from", "from_", metavar="YEAR", help="The first year.")
@click.option("--to", metavar="YEAR", help="The last year.")
@click.option("--has-summary", metavar="true|false", help="Whether a summary is on record.")
@click.option("--min-citations", metavar="N", help="As many citations or more.")
@click.option("--influential", metavar="true|false", help="Of citations and references.")
@click.option("--has-arxiv-id", metavar="true|false", help="Of citations and references.")
@click.option("--sort", help="As in the API: date, citations, relevance, influential.")
@click.option("--fields", metavar="NAME,…", help="Of a search in JSON lines: only these.")
def export(form: str | None, file: Path | None, **given: str | None) -> None:
    """Write papers for other programs: all on record, or those that the options ask for.

    The options are the parameters of the API. FILE appears when it is whole; unless it is given,
    all goes to standard output.
    """
    from api.export.formats import FORMATS
    from scraper.records.schema import opened

    asked = {name.rstrip("_"): each for name, each in given.items() if each is not None}
    name = form or _of_file(file)
    with opened(Settings.load().database) as database:
        source = _source(database, asked)
        with database.reading() as session:
            total = source.total(session)
        with _target(file) as out:
            for part in _watched(source, total, FORMATS[name].write(database, source)):
                out.write(part)
    if file:
        click.echo(f"{file}: {total:,} papers, {file.stat().st_size / 1e6:.1f} MB.", err=True)


def _of_file(file: Path | None) -> str:
    from api.export.formats import FORMATS

    found = [name for name, each in FORMATS.items() if file and file.suffix == f".{each.extension}"]
    if file and not found:
        raise BadInput(f"{file} says no format; name one with --format.")
    return found[0] if found else "jsonl"


def _source(database: "Database", asked: dict[str, str]) -> "Source":
    from api.errors import Problem
    from api.export.sources import Found, Listed, These
    from api.queries.choose import chosen
    from api.schemas.base import NoQuery
    from api.schemas.lists import ListQuery
    from api.schemas.search import SearchQuery
    from api.spec import checked

    of = [name for name in ("citations", "references", "graph") if name in asked]
    if len(of) > 1:
        raise BadInput(f"Choose one of --{of[0]} and --{of[1]}.")
    number = _number(database, asked.pop(of[0])) if of else 0
    try:
        if not of:
            query = checked(SearchQuery, asked)
            return Found(database, query.question, query.order, query.fields)
        if of == ["graph"]:
            checked(NoQuery, asked)
            with database.reading() as session:
                choice = chosen(session, number, 500, 1)
            return These([number, *choice.citing, *choice.cited])
        listed = checked(ListQuery, asked)
    except Problem as problem:
        raise BadInput(problem.detail) from problem
    part: Direction = "citations" if of == ["citations"] else "references"
    return Listed(database, number, part, listed.sifting, listed.sort)


def _number(database: "Database", name: str) -> int:
    from scraper.paper_id import PaperId
    from scraper.records import find

    paper = PaperId.parse(name)
    with database.reading() as session:
        number = find.number(session, paper)
    if number is None:
        raise NotFound(f"No record of {paper} yet; `arxivlens crawl {paper}` collects it.")
    return number


def _watched(source: "Source", total: int, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts, while a bar shows how many papers were read."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    from api.terminal import bar

    columns = TextColumn("Papers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with bar(*columns) as shown:
        task = shown.add_task("", total=total)
        for part in parts:
            yield part
            shown.update(task, completed=source.read)


@contextmanager
def _target(file: Path | None) -> Iterator[BinaryIO]:
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.replace(file)
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
