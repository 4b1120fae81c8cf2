"""The command `arxivlens`. What a command needs is imported when it runs: `--help` is quick."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from api.crawls_command import crawls
from api.export_command import export
from api.operate import COMMANDS
from api.schedule_command import schedule
from api.terminal import pairs
from api.tokens import token
from scraper.errors import ArxivLensError, BadInput
from scraper.settings import Settings


class _Commands(click.Group):
    """A group whose commands end with our sentence instead of a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ArxivLensError as error:
            _stop(str(error), 2 if isinstance(error, BadInput) else 1)


def _stop(sentence: str, status: int) -> NoReturn:
    click.secho(f"Error: {sentence}", err=True, fg="red")
    sys.exit(status)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="arxivlens")
def main() -> None:
    """What a paper says, what it is built on, who built on it, what else to read."""


@main.command()
@click.option("--host", help="Address to listen on; beyond this machine it takes tokens.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--sample", is_flag=True, help="Load the sample where nothing is on record.")
@click.option("--no-worker", is_flag=True, help="Serve only; workers run elsewhere.")
def serve(host: str | None, port: int | None, sample: bool, no_worker: bool) -> None:
    """Serve the API and the pages, with a worker beside them."""
    from api.serve import serve as run

    run(host, port, sample=sample, worker=not no_worker)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def worker(arguments: tuple[str, ...]) -> None:
    """Draw crawls and run them, until stopped."""
    from scraper.worker import main as run

    run(arguments)


@main.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--refresh", is_flag=True, help="Collect even what is still fresh.")
def crawl(ids: tuple[str, ...], refresh: bool) -> None:
    """Collect papers from all their sources, and say what each source answered."""
    from api.follow import follow

    if not follow(Settings.load(), ids, refresh=refresh):
        sys.exit(1)


@main.command()
@click.argument("spider")
@click.argument("target")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]…")
@click.option("--refresh", is_flag=True, help="From the beginning, whatever was done before.")
def spider(spider: str, target: str, parameters: tuple[str, ...], refresh: bool) -> None:
    """Run one spider, and say what came of it: `spider listing cs.AI period=2311`.

    The spiders, their targets and parameters are listed at /api/v1/spiders.
    """
    from api.follow import follow_one

    given = pairs(parameters)
    if not follow_one(Settings.load(), spider, target, given, refresh=refresh):
        sys.exit(1)


@main.command()
@click.option("--set", "set_", default="all", help="cs, cs.AI, hep-th or a set; all unless given.")
@click.option("--from", "since", metavar="DAY", help="Unless given: since the last harvest.")
@click.option("--until", metavar="DAY", help="Unless given: up to now.")
def harvest(set_: str, since: str | None, until: str | None) -> None:
    """Harvest arXiv's records by OAI-PMH; one that was stopped goes on where it was."""
    from api.harvest import harvest as run

    if not run(Settings.load(), set_, since, until):
        sys.exit(1)


@main.command()
@click.argument("file", required=False, metavar="[FILE.jsonl]")
@click.option("--citations", metavar="FILE.csv", help="Edges: citing,cited by arXiv id or DOI.")
def load(file: str | None, citations: str | None) -> None:
    """Load arXiv's metadata snapshot, one JSON object a line, and citations.

    `-` is standard input; gzip, xz and bzip2 are unpacked. Doing it again changes nothing.
    """
    from api.load import load as run

    if not (file or citations):
        raise BadInput("Name a file to load, or --citations FILE.csv.")
    if file == citations == "-":
        raise BadInput("Standard input is one file: papers or citations.")
    run(Settings.load(), file, citations)


@main.command()
def mcp() -> None:
    """Serve the records to an assistant that starts this command (Model Context Protocol)."""
    try:
        from api.mcp import run
    except ModuleNotFoundError as error:
        raise BadInput("This needs the package `mcp`: pip install 'arxivlens[mcp]'.") from error
    run(Settings.load())


@main.command()
@click.argument("paper", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="The whole record, as the API gives it.")
def show(paper: str, as_json: bool) -> None:
    """Show what is on record of a paper."""
    from api.show import lines, record

    found = record(Settings.load(), paper)
    if as_json:
        click.echo(_json(found))
    else:
        click.echo("\n".join(lines(found)))


@main.command()
@click.argument("kind")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
def parse(kind: str, files: tuple[str, ...]) -> None:
    """Read saved pages with the parser of their KIND: one JSON object a line, in the order given.

    A page that cannot be read is named on standard error, and the status is 1.
    """
    from scraper.pages.kinds import parser

    read = parser(kind)
    failed = False
    for name in files:
        try:
            click.echo(_json(read(Path(name).read_bytes())))
        except (ArxivLensError, OSError) as error:
            failed = True
            what = error.strerror if isinstance(error, OSError) else error
            click.secho(f"{click.format_filename(name)}: {what}", err=True, fg="red")
    if failed:
        sys.exit(1)


@main.command()
@click.argument("file", type=click.File("rb"), default="-")
def summarize(file: Any) -> None:
    """Pick a quick summary: one a line, empty where there is none.

    FILE holds one abstract as text, or JSON lines with `abstract` and, if known, `title`.
    """
    from scraper.enrich.summary import summarize as pick

    for title, abstract in _texts(file):
        summary = pick(abstract, title)
        click.echo(summary.text if summary else "")


@main.command()
@click.argument("file", type=click.File("rb"), default="-")
def terms(file: Any) -> None:
    """Find key terms: one JSON list of [term, weight] a line.

    FILE holds one abstract as text, or JSON lines with `abstract` and, if known, `title`. How
    rare a term is, the papers on record say too, from some hundreds of them on.
    """
    from scraper.enrich.corpus import background_at
    from scraper.enrich.terms import key_terms

    background = background_at(Settings.load().database)
    for title, abstract in _texts(file):
        found = key_terms(title, abstract, background=background)
        click.echo(_json([[each.term, round(each.weight, 3)] for each in found]))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()  # whatever the terminal speaks


def _texts(file: Any) -> Iterator[tuple[str, str]]:
    """(title, abstract) of each paper in a file of JSON lines or of one abstract."""
    text = file.read().decode("utf-8-sig", "replace")
    if not re.match(r'\s*\{\s*["}]', text):
        yield "", text
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict) or not isinstance(given.get("abstract"), str):
            raise BadInput(f"Line {number} is no JSON object with an `abstract`.")
        yield _whole(given.get("title") or ""), _whole(given["abstract"])


def _whole(text: object) -> str:
    # Half a surrogate pair, which JSON can spell, is nothing that can be printed.
    return str(text).encode("utf-8", "replace").decode()


for command in (*COMMANDS, crawls, export, schedule, token):
    main.add_command(command)


if __name__ == "__main__":
    main()
