"""arXiv's OAI-PMH over made-up records: sets, dates, resumption tokens that can expire, errors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from tests.fakes.answer import Answer


@dataclass(frozen=True)
class OaiRecord:
    """A record in both formats; `title` None stands for metadata that cannot be read."""

    arxiv_id: str
    changed: str = "2024-01-02"
    title: str | None = "A title"
    sets: Sequence[str] = ("cs:cs:AI",)
    deleted: bool = False


@dataclass
class Oai:
    """Answers ListRecords, `page` records at a time, in the order of `records`."""

    records: list[OaiRecord] = field(default_factory=list)
    page: int = 3
    now: str = "2024-06-01T00:00:00Z"
    forget: int = 0  # as many times, a token is no longer known

    def answer(self, query: dict[str, str]) -> Answer:
        if token := query.get("resumptionToken"):
            if self.forget or set(query) != {"verb", "resumptionToken"}:
                self.forget -= 1
                return self._error("badResumptionToken", "The token has expired.")
            asked = dict(pair.split("=", 1) for pair in token.split("|"))
        else:
            asked = {name: query.get(name, "") for name in ("from", "until", "set")}
            asked |= {"at": "0", "format": query.get("metadataPrefix", "")}
        if asked["format"] not in ("arXiv", "arXivRaw"):
            return self._error("cannotDisseminateFormat", "No such format.")
        found = [record for record in self.records if self._fits(record, asked)]
        if not found:
            return self._error("noRecordsMatch", "Nothing.")
        start = int(asked["at"])
        body = "".join(_record(each, asked["format"]) for each in found[start : start + self.page])
        end = start + self.page
        token = (
            "|".join(f"{name}={value}" for name, value in (asked | {"at": str(end)}).items())
            if end < len(found)
            else ""
        )
        return self._wrap(
            f"<ListRecords>{body}<resumptionToken>{token}</resumptionToken></ListRecords>"
        )

    def _fits(self, record: OaiRecord, asked: dict[str, str]) -> bool:
        spec = asked["set"]
        inside = not spec or any(f"{each}:".startswith(f"{spec}:") for each in record.sets)
        return inside and asked["from"] <= record.changed <= (asked["until"] or "9999")

    def _error(self, code: str, sentence: str) -> Answer:
        return self._wrap(f'<error code="{code}">{sentence}</error>')

    def _wrap(self, content: str) -> Answer:
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>{self.now}</responseDate><request/>{content}</OAI-PMH>"
        )
        return Answer(text.encode(), "text/xml; charset=utf-8")


def _record(record: OaiRecord, form: str) -> str:
    status = ' status="deleted"' if record.deleted else ""
    specs = "".join(f"<setSpec>{each}</setSpec>" for each in record.sets)
    header = (
        f"<header{status}><identifier>oai:arXiv.org:{record.arxiv_id}</identifier>"
        f"<datestamp>{record.changed}</datestamp>{specs}</header>"
    )
    if record.deleted:
        return f"<record>{header}</record>"
    if record.title is None:
        return f"<record>{header}<metadata><other/></metadata></record>"
    about = (
        f"<id>{record.arxiv_id}</id><title>{escape(record.title)}</title>"
        "<categories>cs.AI cs.LG</categories><abstract>What it says.</abstract>"
    )
    version = (
        '<version version="v1"><date>Tue, 02 Jan 2024 10:00:00 GMT</date><size>1kb</size>'
        "<source_type>D</source_type></version><authors>Ada Lovelace, Charles Babbage</authors>"
        if form == "arXivRaw"
        else "<created>2024-01-02</created><authors><author><keyname>Lovelace</keyname>"
        "<forenames>Ada</forenames></author></authors>"
    )
    return f"<record>{header}<metadata><{form}>{about}{version}</{form}></metadata></record>"
