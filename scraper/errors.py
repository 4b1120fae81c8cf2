"""Every error that ArxivLens raises on purpose.

ArxivLensError
 ├── BadInput            what the caller gave cannot be used
 │    ├── BadArxivId     no arXiv identifier in it
 │    ├── BadPaperId     neither an arXiv id nor `doi:…`, `s2:…`, `openalex:…`
 │    ├── BadTarget      not what the spider can be pointed at
 │    ├── BadParameter   a spider takes no such parameter, or not that value
 │    ├── BadSetting     an ARXIVLENS_* variable is wrong
 │    ├── UnknownSpider  no spider of that name
 │    ├── ScheduledAlready  the same is collected by a schedule; `schedule` is its number
 │    └── TooManySchedules  as many as there may be
 ├── NotFound            nothing on record under that name
 ├── PageError           an answer that a parser cannot read
 │    ├── NotThisPage    the bytes are some other page (an error page, a redirect notice, …)
 │    │    └── TokenExpired  a harvest must begin again at the last day that is stored
 │    ├── PageIncomplete the page was cut short
 │    ├── LayoutUnknown  the right page, but a part that must be there is not where it was
 │    └── NoSummary      a language model's answer that is nothing to show a reader
 ├── SourceError         a source did not give an answer
 │    ├── SourceUnknown  the source answered: no such paper
 │    ├── SourceResting  the source asked us to wait (429, 503 or 403); `until` says how long
 │    └── SourceDown     no connection, a time-out, a 5xx, an unreadable answer
 │         └── QuestionRefused  a 4xx: it is our question that is wrong
 ├── Overloaded          no more is taken on now; `seconds` says when to ask again
 │    ├── QueueFull      as many crawls wait as may
 │    └── DiskFull       the disk has come to its reserve
 ├── LeaseLost           a worker no longer holds the crawl that it works on
 └── StorageError        the database refused
      └── SchemaTooNew   a newer ArxivLens wrote this database

Each message is one sentence that says what was wrong and, where there is one, what to do.
"""

from datetime import datetime


class ArxivLensError(Exception):
    """The root: `except ArxivLensError` catches what is ours and nothing else."""


class BadInput(ArxivLensError):
    """What the caller gave cannot be used."""


class BadArxivId(BadInput):
    """No arXiv identifier in `text`."""

    def __init__(self, text: str) -> None:
        self.text = text
        shown = text if len(text) <= 80 else text[:77] + "…"
        super().__init__(
            f"{shown!r} is not an arXiv identifier;"
            " write it like 2311.09227, 2311.09227v2 or hep-th/9901001."
        )


class BadPaperId(BadInput):
    """Neither an arXiv id nor `doi:…`, `s2:…` or `openalex:…`."""

    def __init__(self, text: str) -> None:
        self.text = text
        shown = text if len(text) <= 80 else text[:77] + "…"
        super().__init__(
            f"{shown!r} names no paper; write an arXiv identifier like 2311.09227 or"
            " hep-th/9901001, or one like doi:10.1000/182 or"
            " s2:649def34f8be52c8b66281af98ae884c09aef38b."
        )


class BadTarget(BadInput):
    """Not what the spider can be pointed at."""


class BadParameter(BadInput):
    """A spider takes no such parameter, or not that value; `name` is the parameter."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        super().__init__(f"{name}: {problem}")


class BadSetting(BadInput):
    """An ARXIVLENS_* variable is wrong; `name` is the variable."""

    def __init__(self, name: str, problem: str) -> None:
        self.name, self.problem = name, problem
        super().__init__(f"{name}: {problem}")


class UnknownSpider(BadInput):
    """No spider of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name = name
        super().__init__(f"There is no spider {name!r}; there are {', '.join(known)}.")


class ScheduledAlready(BadInput):
    """The same is collected by a schedule, whose number is `schedule`."""

    def __init__(self, schedule: int) -> None:
        self.schedule = schedule
        super().__init__(
            f"Schedule {schedule} collects that already; delete it first to have another time."
        )


class TooManySchedules(BadInput):
    """As many as there may be."""


class NotFound(ArxivLensError):
    """Nothing on record under that name."""


class PageError(ArxivLensError):
    """An answer that a parser cannot read."""


class NotThisPage(PageError):
    """The bytes are some other page: an error page, a redirect notice, another site."""


class TokenExpired(NotThisPage):
    """The resumption token is no longer good: begin again at the last day that is stored."""


class PageIncomplete(PageError):
    """The page was cut short."""


class LayoutUnknown(PageError):
    """The right page, but a part that must be there is not where it was."""


class NoSummary(PageError):
    """A language model's answer that is nothing to show a reader; the message says why."""


class SourceError(ArxivLensError):
    """A source did not give an answer; `source` is its name."""

    def __init__(self, source: str, message: str) -> None:
        self.source = source
        super().__init__(message)


class SourceUnknown(SourceError):
    """The source answered that it has no such paper."""


class SourceResting(SourceError):
    """The source asked us to wait; no request goes out before `until`."""

    def __init__(self, source: str, until: datetime, message: str) -> None:
        self.until = until
        super().__init__(source, message)


class SourceDown(SourceError):
    """No connection, a time-out, a 5xx, or an answer that cannot be read."""


class QuestionRefused(SourceDown):
    """The source will not answer this question (400 and the like), which says nothing of others."""


class Overloaded(ArxivLensError):
    """No more is taken on now; `seconds` is when to ask again."""

    def __init__(self, message: str, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(message)


class QueueFull(Overloaded):
    """As many crawls wait as may."""


class DiskFull(Overloaded):
    """The disk has come to its reserve."""


class LeaseLost(ArxivLensError):
    """A worker no longer holds the crawl that it works on."""


class StorageError(ArxivLensError):
    """The database refused."""


class SchemaTooNew(StorageError):
    """A newer ArxivLens wrote this database."""
