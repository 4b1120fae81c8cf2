"""OpenAlex's answer about one work: `GET /works/{id}`."""

from scraper.errors import LayoutUnknown
from scraper.items import CitationItem, PaperItem, WorkItem
from scraper.pages import fields, json_body, openalex_object


def parse(body: bytes) -> WorkItem:
    """Raises NotThisPage, PageIncomplete, or LayoutUnknown where the identifier is none."""
    answer = json_body.read_object(body, "id")
    paper = openalex_object.paper(answer)
    if paper is None:
        raise LayoutUnknown("OpenAlex's answer has no identifier of a work.")
    cited = fields.texts(answer.get("referenced_works"))
    ids = dict.fromkeys(name for work in cited if (name := fields.openalex_id(work)))
    return WorkItem(
        paper=paper,
        references=tuple(CitationItem(paper=PaperItem(openalex_id=name)) for name in ids),
    )
