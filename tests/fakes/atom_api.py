"""arXiv's query API, as far as it is asked for ids."""

from collections.abc import Mapping
from html import escape

from tests.fakes.answer import Answer

_FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" \
xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/zVBoTnqcVpmAn7IBomvZOr/vqEw</id>
  <title>arXiv Query</title>
  <updated>2026-04-12T22:09:25Z</updated>
  <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}
</feed>"""
_ENTRY = """  <entry>
    <id>http://arxiv.org/abs/{id}v1</id>
    <title>{title}</title>
    <updated>2024-01-02T16:07:14Z</updated>
    <summary>{abstract}</summary>
    <category term="{category}" scheme="http://arxiv.org/schemas/atom"/>
    <published>2024-01-02T16:07:14Z</published>
    <arxiv:primary_category term="{category}"/>
    <author>
      <name>{author}</name>
    </author>
  </entry>"""


def entry(arxiv_id: str, title: str, author: str, abstract: str, category: str) -> str:
    return _ENTRY.format(
        id=arxiv_id,
        title=escape(title),
        author=escape(author),
        abstract=escape(abstract),
        category=category,
    )


def answer(query: Mapping[str, str], entries: Mapping[str, str]) -> Answer:
    """Those of `id_list` that are known, ten unless `max_results` says more."""
    most = int(query.get("max_results", 10))
    found = [entries[each] for each in query.get("id_list", "").split(",") if each in entries]
    feed = _FEED.format(most=most, total=len(found), entries="\n".join(found[:most]))
    return Answer(feed.encode(), "application/atom+xml; charset=utf-8")
