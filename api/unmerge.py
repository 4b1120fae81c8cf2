"""The command `arxivlens unmerge`: papers that were wrongly joined, taken apart."""

from collections.abc import Iterable, Iterator

from api.terminal import printable
from scraper.errors import BadInput
from scraper.paper_id import PaperId
from scraper.records import Statement
from scraper.records.panel import materialise
from scraper.records.schema import opened
from scraper.records.unmerging import names_on_record, parting, statements, unmerge
from scraper.settings import Settings

_LONGEST = 60  # characters of a title


def listing(settings: Settings, paper: str) -> list[str]:
    """What the sources say of a paper, each under which name. Raises BadPaperId or NotFound."""
    with opened(settings.database) as database, database.reading() as session:
        return list(_lines(statements(session, PaperId.parse(paper))))


def part(settings: Settings, paper: str, name: str, *, dry: bool) -> list[str]:
    """Make a paper of its own of what goes by `name` in `paper`, unless `dry`; what was done.

    Raises BadPaperId, NotFound, and BadInput where that is no name of the paper, or its only one.
    """
    one, other = PaperId.parse(paper), PaperId.parse(name)
    with opened(settings.database) as database, database.writing() as session:
        names = names_on_record(session, one)
        if other not in names:
            known = ", ".join(sorted(map(str, names)))
            raise BadInput(f"{other} is no name of {one}, which goes by {known}.")
        parts = parting(session, other)
        done = ["These go:", *_lines(parts.going), "These stay:", *_lines(parts.staying)]
        if dry:
            return [*done, "Nothing was changed."]
        for number in (parts.paper_id, unmerge(session, other)):
            materialise(session, number)
    return [*done, "They are two papers from now on, whatever a source says."]


def _lines(said: Iterable[Statement]) -> Iterator[str]:
    for each in said:
        scheme, _, value = each.key.partition(":")
        title = str(each.said.get("title") or "(no title)")
        cut = title if len(title) <= _LONGEST else f"{title[:_LONGEST]}…"
        year = each.said.get("year") or ""
        yield printable(f"  {each.source:17} {PaperId(scheme, value)}  {cut}  {year}".rstrip())
