"""The papers that Semantic Scholar recommends beside one paper.

`GET /recommendations/v1/papers/forpaper/{id}`, best first.
"""

from scraper.items import PaperItem
from scraper.pages import fields, json_body, s2_object

_KEY = "recommendedPapers"


def parse(body: bytes) -> tuple[PaperItem, ...]:
    """Raises NotThisPage, PageIncomplete, or LayoutUnknown where the list is none."""
    answer = json_body.read_object(body, _KEY)
    papers = map(s2_object.paper, fields.objects(json_body.rows(answer[_KEY], _KEY)))
    return tuple({paper.s2_id or paper: paper for paper in papers if paper is not None}.values())
