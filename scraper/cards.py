"""What can be asked of each spider, without importing it: its card.

A target and parameters are checked here, once, for all three ways in: the command line, `scrapy
crawl NAME -a …` and the API, whose document shows the same JSON Schema.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from scraper.arxiv_id import ARCHIVES, ArxivId
from scraper.errors import BadArxivId, BadPaperId, BadParameter, BadTarget, UnknownSpider
from scraper.normalise import categories
from scraper.paper_id import PaperId

_MOST_IDS = 2_000
_LONGEST_URL = 2_000
# The sets of arXiv's OAI-PMH are groups, archives in them, and categories in these.
_GROUPS = ("cs", "econ", "eess", "math", "physics", "q-bio", "q-fin", "stat")
_KNOWN = sorted({*_GROUPS, *categories.terms(), *ARCHIVES})
EVERYTHING = "all"


class Parameters(BaseModel):
    """What a spider takes beside its target: nothing, unless it says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ListingParameters(Parameters):
    """Which of a category's lists."""

    period: str = Field(
        "new",
        pattern=r"^(new|recent|pastweek|[0-9]{2}(0[1-9]|1[0-2])|[0-9]{4}-(0[1-9]|1[0-2])"
        r"|(199[1-9]|20[0-9]{2}))$",
        description="new, recent, pastweek, a month (2311 or 2023-11) or a year.",
    )


def _date(value: object) -> date | None:
    try:
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(f"{str(value)[:40]!r} is no date; write it like 2024-01-31")


Day = Annotated[date | None, BeforeValidator(_date)]


class HarvestParameters(Parameters):
    """Which records."""

    model_config = ConfigDict(populate_by_name=True)

    from_: Day = Field(
        None, alias="from", description="The first day of the changes; not given: from the first."
    )
    until: Day = Field(None, description="The last day; not given: up to now.")
    format: Literal["arXivRaw", "arXiv"] = Field(
        "arXivRaw", description="arXivRaw has the versions; arXiv has the authors' names in parts."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(f"from {self.from_} is later than until {self.until}")
        return self


class TableParameters(Parameters):
    """What the page's table is."""

    paper: str | None = Field(
        None,
        max_length=600,
        description="The paper that the list is of; not given: the one in the page's address,"
        " as in /abs/2311.09227.",
    )
    part: Literal["citations", "references"] = Field(
        "citations", description="Whether its papers cite the paper, or it cites them."
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """A target and parameters that a spider can work on."""

    target: str
    given: Parameters
    about: PaperId | None = None  # the paper that the answers are about; None: many

    @property
    def parameters(self) -> dict[str, Any] | None:
        """As the crawl keeps them: only what was given, in the same order always."""
        said = self.given.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return dict(sorted(said.items())) or None


@dataclass(frozen=True, slots=True)
class SpiderCard:
    """What can be asked of a spider."""

    name: str
    description: str
    target: str  # what `target` is, in words
    read: Callable[[str], str]  # a target to its one form; raises BadInput
    takes: type[Parameters] = Parameters
    form: Mapping[str, Any] | None = None  # JSON Schema of the target; None: a paper's id
    bulk: bool = False  # many papers: after the readers, and one request at a time

    def wish(self, target: str, parameters: Mapping[str, Any] | None = None) -> Wish:
        """Raises BadPaperId, BadTarget or BadParameter, which names the parameter."""
        try:
            given = self.takes.model_validate(dict(parameters or {}))
        except ValidationError as error:
            raise self._refusal(error) from error
        target = self.read(target)
        if isinstance(given, TableParameters):
            return Wish(target, given, _about(target, given))
        return Wish(target, given, None if self.bulk else PaperId.parse(target))

    def _refusal(self, error: ValidationError) -> BadParameter:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "parameters"
        if first["type"] == "extra_forbidden":
            known = ", ".join(self.takes.model_json_schema()["properties"]) or "none"
            return BadParameter(name, f"{self.name} has no such parameter; it takes {known}.")
        if first["type"] == "string_pattern_mismatch":
            what = f"{str(first['input'])[:60]!r} will not do; it is "
            what += str(self.takes.model_fields[name].description).rstrip(".")
        else:
            what = first["msg"].removeprefix("Value error, ")
            what = what[:1].lower() + what[1:]
        return BadParameter(name, f"{what}.")


def _about(target: str, given: TableParameters) -> PaperId:
    if given.paper is not None:
        return PaperId.parse(given.paper)
    try:
        return PaperId.parse(unquote(urlsplit(target).path).partition("/abs/")[2])
    except BadPaperId as error:
        raise BadParameter(
            "paper", "the page's address names no paper; say whose list it is."
        ) from error


def _paper(target: str) -> str:
    return str(PaperId.parse(target))


def _category(target: str) -> str:
    term = target.strip()
    if term not in _KNOWN:
        raise BadTarget(_misspelt(term, "category"))
    return term


def _categories(target: str) -> str:
    return "+".join(dict.fromkeys(_category(term) for term in re.split(r"[+,\s]+", target.strip())))


def _misspelt(term: str, what: str) -> str:
    near = difflib.get_close_matches(term, _KNOWN, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "arXiv's are like cs, cs.AI or hep-th."
    return f"There is no {what} {term[:60]!r}; {hint}"


def _ids(target: str) -> str:
    ids = []
    for each in re.split(r"[,\s]+", target.strip(" ,\n")):
        try:
            ids.append(ArxivId.parse(each).paper)
        except BadArxivId as error:
            raise BadTarget(str(error)) from error
    if len(ids) > _MOST_IDS:
        raise BadTarget(f"That is {len(ids)} ids; ask for up to {_MOST_IDS} at once.")
    return ",".join(dict.fromkeys(ids))


def _set(target: str) -> str:
    """`physics:hep-th` for `hep-th`, `cs:cs:AI` for `cs.AI`; sets themselves as they are."""
    name = target.strip()
    if name == EVERYTHING:
        return name
    group, *rest = name.split(":")
    if rest:
        term = ".".join(rest)
        if group in _GROUPS and len(rest) < 3 and term in _KNOWN:
            return name
        raise BadTarget(_misspelt(name, "set"))
    if name in _GROUPS:
        return name
    if name not in _KNOWN:
        raise BadTarget(_misspelt(name, "set"))
    archive, _, category = name.partition(".")
    group = archive if archive in _GROUPS else "physics"
    return ":".join(part for part in (group, archive, category) if part)


def _page(target: str) -> str:
    url = target.strip()
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
        _ = parts.port
    except ValueError:
        right = False
    if not right or len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable():
        raise BadTarget(f"{url[:80]!r} is no address of a page; write it like https://host/page.")
    return url.partition("#")[0]


# What can be counted on; the readers above take more.
_FORM_OF_CATEGORY = {"type": "string", "enum": _KNOWN}
_FORM_OF_SET = {"type": "string", "enum": [EVERYTHING, *_KNOWN]}
_AN_ID = "(1[5-9]|2[0-9])(0[1-9]|1[0-2])\\.[0-9]{5}"
_FORM_OF_IDS = {
    "type": "string",
    "pattern": f"^{_AN_ID}(,{_AN_ID}){{0,99}}$",
    "examples": ["2311.09227,2401.00001"],
}
_FORM_OF_PAGE = {
    "type": "string",
    "pattern": "^https?://[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?(\\.[a-z]{2,10}){0,3}(:[1-9][0-9]{1,3})?"
    f"/abs/{_AN_ID}$",
    "examples": ["https://lens.example.org/abs/2311.09227"],
}

_PAPER = "a paper's id"
_ARXIV = "an arXiv id"

SPIDERS: Mapping[str, SpiderCard] = MappingProxyType(
    {
        card.name: card
        for card in (
            SpiderCard("paper", "Collects one paper from all its sources.", _PAPER, _paper),
            SpiderCard("abs_page", "Reads the paper's page on arXiv.", _ARXIV, _paper),
            SpiderCard("s2_paper", "Asks Semantic Scholar about the paper.", _PAPER, _paper),
            SpiderCard("s2_citations", "Asks Semantic Scholar who cites it.", _PAPER, _paper),
            SpiderCard("s2_references", "Asks Semantic Scholar what it cites.", _PAPER, _paper),
            SpiderCard("s2_similar", "Asks Semantic Scholar for papers like it.", _PAPER, _paper),
            SpiderCard("openalex_work", "Asks OpenAlex about the paper.", _PAPER, _paper),
            SpiderCard("openalex_citations", "Asks OpenAlex who cites it.", _PAPER, _paper),
            SpiderCard("openalex_references", "Asks OpenAlex what it cites.", _PAPER, _paper),
            SpiderCard("bibliography", "Reads the paper's HTML version on arXiv.", _ARXIV, _paper),
            SpiderCard(
                "crossref_work",
                "Asks Crossref about the published paper and what it cites.",
                "a paper's id; Crossref knows those with a DOI",
                _paper,
            ),
            SpiderCard(
                "citation_table",
                "Reads the table of papers on a page, another ArxivLens's too.",
                "the page's address; its host is a source, or in ARXIVLENS_PAGE_HOSTS",
                _page,
                TableParameters,
                form=_FORM_OF_PAGE,
            ),
            SpiderCard(
                "listing",
                "Reads one of arXiv's lists of a category's papers.",
                "a category or an archive",
                _category,
                ListingParameters,
                form=_FORM_OF_CATEGORY,
                bulk=True,
            ),
            SpiderCard(
                "rss",
                "Reads arXiv's RSS feed of the day's papers.",
                "one or more categories, as in cs.AI+cs.CL",
                _categories,
                form=_FORM_OF_CATEGORY,
                bulk=True,
            ),
            SpiderCard(
                "atom_feed",
                "Reads arXiv's Atom feed of the day's papers.",
                "one or more categories, as in cs.AI+cs.CL",
                _categories,
                form=_FORM_OF_CATEGORY,
                bulk=True,
            ),
            SpiderCard(
                "atom_api",
                "Asks arXiv's query API about papers, a hundred at a time.",
                f"up to {_MOST_IDS} arXiv ids with commas between them",
                _ids,
                form=_FORM_OF_IDS,
                bulk=True,
            ),
            SpiderCard(
                "oai",
                "Harvests arXiv's records by OAI-PMH.",
                "a set, as in cs, cs:cs:AI or physics:hep-th; or all",
                _set,
                HarvestParameters,
                form=_FORM_OF_SET,
                bulk=True,
            ),
        )
    }
)


def card_of(spider: str) -> SpiderCard:
    """Raises UnknownSpider."""
    if spider not in SPIDERS:
        raise UnknownSpider(spider, sorted(SPIDERS))
    return SPIDERS[spider]
