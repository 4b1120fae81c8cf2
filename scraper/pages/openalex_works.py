"""One page of works from OpenAlex: `GET /works?filter=…&cursor=…`."""

from scraper.items import PaperPage
from scraper.pages import fields, json_body, openalex_object


def parse(body: bytes) -> PaperPage:
    """`next` is the cursor. Raises NotThisPage, PageIncomplete, or LayoutUnknown."""
    answer = json_body.read_object(body, "results")
    rows = json_body.rows(answer["results"], "results")
    papers = (openalex_object.paper(work) for work in fields.objects(rows))
    meta = fields.object_(answer.get("meta"))
    return PaperPage(
        papers=tuple(dict.fromkeys(paper for paper in papers if paper)),
        total=fields.count(meta.get("count")),
        # OpenAlex gives a cursor with every page that has rows, the last one included.
        next=fields.text(meta.get("next_cursor")) if rows else None,
    )
