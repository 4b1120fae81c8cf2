"""The graph of a paper: who is in it, where each lies, and which belong together."""

import math
import statistics
from collections.abc import Iterable
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from api.schemas.record import Graph, GraphNode
from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records import Database, find
from scraper.records.store import store_list, store_papers
from scraper.sample import PAPER
from tests.api.test_papers import API, S2, cite, plain

TOPICS = {
    "quantum walks": ("search", "graphs", "lattice", "entanglement", "mixing time", "decoherence"),
    "protein folding": ("pathways", "funnel", "contact maps", "lattice", "chaperone", "kinetics"),
    "speech recognition": ("noise", "acoustic", "decoder", "pathways", "dialects", "children"),
}


def graph(client: FlaskClient, limit: int | None = None, **asked: object) -> Graph:
    """The graph of the sample's paper, checked for what every graph must be."""
    query = {**asked} if limit is None else {"limit": limit, **asked}
    found = Graph.model_validate_json(client.get(f"{API}{PAPER}/graph", query_string=query).data)
    names = [node.id for node in found.nodes]
    assert len(names) == len(set(names))
    assert names[0] == found.center
    assert found.nodes[0].role == "paper"
    assert (found.nodes[0].x, found.nodes[0].y, found.nodes[0].cluster) == (0, 0, None)
    assert {end for edge in found.edges for end in (edge.source, edge.target)} <= set(names)
    assert len(names) - 1 <= (limit or 60)
    for node in found.nodes[1:]:
        cites = any(e.source == node.id and e.target == found.center for e in found.edges)
        cited = any(e.target == node.id and e.source == found.center for e in found.edges)
        role = {(True, False): "citation", (False, True): "reference", (True, True): "both"}
        assert node.role == role.get((cites, cited), "further")
        assert math.hypot(node.x, node.y) < 4
    clusters = [node.cluster for node in found.nodes if node.cluster is not None]
    assert [each.id for each in found.clusters] == list(range(len(found.clusters)))
    assert [each.size for each in found.clusters] == [clusters.count(c.id) for c in found.clusters]
    return found


def test_the_graph_shows_both_sides(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    twice = plain(3)
    ids = cite(records, [plain(1), plain(2), twice], [plain(4), twice])
    with records.writing() as session:  # and one edge among the neighbours
        store_list(
            session, ids[plain(1).s2_id or ""], S2, "references", [CitationItem(paper=plain(4))]
        )
    found = graph(both)
    roles = {node.id: node.role for node in found.nodes}
    assert roles["s2:" + (twice.s2_id or "")] == "both"
    assert roles["s2:" + (plain(4).s2_id or "")] == "reference"
    assert list(roles.values()).count("citation") == 37 + 2
    among = [edge for edge in found.edges if found.center not in (edge.source, edge.target)]
    assert [(e.source[-1], e.target[-1]) for e in among] == [("1", "4")]
    assert (found.total.citations, found.total.references) == (40, 2)


@pytest.mark.parametrize("limit", [1, 2, 3, 10, 11, 500])
def test_a_limit_is_shared_between_the_sides(
    client: FlaskClient, records: Database, limit: int
) -> None:
    cite(records, [plain(n) for n in range(1, 30)], [plain(n) for n in range(25, 60)])
    found = graph(client, limit)
    shown = [node.role for node in found.nodes[1:]]
    if limit <= 10:
        assert shown.count("citation") == limit // 2
    if limit == 500:
        assert shown.count("both") == 5
        assert len(shown) == 37 + 59
    assert (found.total.citations, found.total.references) == (66, 35)


def test_the_influential_and_the_most_cited_come_first(
    client: FlaskClient, records: Database
) -> None:
    with records.writing() as session:
        number = session.scalar(find.paper_id(PaperId.parse(PAPER)))
        rows = [
            CitationItem(paper=plain(1, citation_count=5), influential=False),
            CitationItem(paper=plain(2, citation_count=900)),
            CitationItem(paper=plain(3, citation_count=1), influential=True),
        ]
        store_list(session, number or 0, S2, "citations", rows)
    assert [node.id[-1] for node in graph(client, 3).nodes[1:]] == ["3", "2", "1"]


def test_the_record_of_a_paper_alone_has_an_empty_graph(
    client: FlaskClient, records: Database
) -> None:
    with records.writing() as session:
        store_papers(session, S2, [PaperItem(arxiv_id="1501.00001", title="Alone")])
    found = client.get(API + "1501.00001/graph").json
    assert found
    assert (len(found["nodes"]), found["edges"]) == (1, [])
    assert found["total"] == {"citations": 0, "references": 0}


def on_topics(each: int) -> list[PaperItem]:
    """So many papers on each topic; the more cited the sooner shown."""
    return [
        PaperItem(
            title=f"{topic.capitalize()} and {about[n % 6]}: {about[(n // 6 + n) % 6]} {n}",
            s2_id=f"{1000 * place + n:040x}",
            year=2020,
            citation_count=1000 - n,
        )
        for place, (topic, about) in enumerate(TOPICS.items(), 1)
        for n in range(each)
    ]


def link(records: Database, ids: dict[str, int], items: Iterable[PaperItem]) -> None:
    """Each paper cites the three before it on its topic."""
    papers = list(items)
    with records.writing() as session:
        for at, item in enumerate(papers):
            before = [CitationItem(paper=p) for p in papers[max(0, at - 3) : at]]
            same = [row for row in before if _topic(row.paper) == _topic(item)]
            store_list(session, ids[item.s2_id or ""], S2, "references", same)


def _topic(item: PaperItem) -> str:
    return next(topic for topic in TOPICS if (item.title or "").lower().startswith(topic))


def far(one: GraphNode, other: GraphNode) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)


def test_every_visit_finds_it_as_it_was(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    items = on_topics(10)
    link(records, cite(records, items), items)
    assert graph(both) == graph(both)
    nodes = graph(both).nodes[1:]
    assert 0.7 < statistics.median(math.hypot(node.x, node.y) for node in nodes) < 1.4
    assert min(far(*pair) for pair in combinations(nodes, 2)) > 0.05


def test_a_few_new_papers_hardly_move_the_others(client: FlaskClient, records: Database) -> None:
    """The measure: of the papers that stay, half move by less than a tenth of the usual distance
    from the centre, and 19 of 20 by less than a third, when 3 come to 61.
    """
    items = on_topics(9)
    known = [item for n, item in enumerate(items) if n % 9]
    ids = cite(records, known)
    link(records, ids, known)
    before = {node.id: node for node in graph(client, 100).nodes}
    ids |= cite(records, items)
    link(records, ids, items)
    after = {node.id: node for node in graph(client, 100).nodes}
    assert len(after) == len(before) + 3
    moved = sorted(far(node, after[name]) for name, node in before.items())
    assert moved[len(moved) // 2] < 0.1
    assert moved[-len(moved) // 20] < 0.33


def test_papers_on_one_topic_lie_and_belong_together(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    items = on_topics(8)
    odd = PaperItem(title="Tulips", s2_id="f" * 40, year=2020)
    link(records, cite(records, [*items, odd]), items)
    found = graph(both, 100)
    topic = {f"s2:{item.s2_id}": _topic(item) for item in items}
    names = {each.id: each.name for each in found.clusters}
    inside, between = [], []
    nodes = [node for node in found.nodes if node.id in topic]
    for node in nodes:
        assert node.cluster is not None
        assert topic[node.id] in names[node.cluster].lower()
    for one, other in combinations(nodes, 2):
        near = topic[one.id] == topic[other.id]
        (inside if near else between).append(far(one, other))
    assert statistics.mean(inside) < 0.7 * statistics.mean(between)
    assert [node.cluster for node in found.nodes if node.id == f"s2:{odd.s2_id}"] == [None]


def test_a_paper_alone_has_no_cluster(client: FlaskClient) -> None:
    assert graph(client, 2).clusters == []


def test_the_second_hop_is_those_that_most_of_the_first_know(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    first = [plain(n, citation_count=1000 - n) for n in range(1, 7)]
    ids = cite(records, first)
    beyond = [plain(n, citation_count=n) for n in range(101, 110)]
    with records.writing() as session:
        for n, item in enumerate(first):
            known = [*beyond[: 6 - n], beyond[6], first[0]]
            rows = [CitationItem(paper=p) for p in known if p != item]
            store_list(session, ids[item.s2_id or ""], S2, "references", rows)
        (seventh, *_) = store_papers(session, S2, [beyond[7]])
        store_list(session, seventh, S2, "references", [CitationItem(paper=p) for p in first[:3]])
    found = graph(both, 8, hop=2)
    roles = [(node.role, int(node.id[-3:], 16)) for node in found.nodes[1:]]
    assert roles[:4] == [("citation", n) for n in range(1, 5)]
    # By how many of these four: all; all; 4; then of those with three links the most cited.
    assert roles[4:] == [("further", n) for n in (107, 103, 102, 101)]
    assert {node.role for node in graph(both, 500).nodes} == {"paper", "citation"}
    whole = graph(both, 500, hop=2)
    assert {int(node.id[-3:], 16) for node in whole.nodes if node.role == "further"} == {
        *range(101, 109)
    }


def test_what_the_second_hop_does_not_need_the_first_has(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    first = [plain(n, citation_count=1000 - n) for n in range(1, 13)]
    ids = cite(records, first)
    with records.writing() as session:
        rows = [CitationItem(paper=plain(n)) for n in (101, 102)]
        store_list(session, ids[first[0].s2_id or ""], S2, "references", rows)
    roles = [node.role for node in graph(both, 10, hop=2).nodes]
    assert roles == ["paper", *["citation"] * 8, *["further"] * 2]


def test_graphml_says_the_same(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    hostile = 'A <b>title</b> & "quotes" \x07 \ufffe \u2028 λ 漢字 \U0001f600 ]]>'
    items = [*on_topics(6), PaperItem(title=hostile, s2_id="e" * 40, year=2020)]
    link(records, cite(records, items), items[:-1])
    answer = both.get(f"{API}{PAPER}/graph?format=graphml&limit=100")
    assert answer.content_type == "application/graphml+xml; charset=utf-8"
    spaces = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ET.fromstring(answer.data)
    keys = {key.get("id"): key.get("attr.type") for key in root.iterfind("g:key", spaces)}
    found = graph(both, 100)
    nodes = root.findall("g:graph/g:node", spaces)
    assert [node.get("id") for node in nodes] == [node.id for node in found.nodes]
    names = {each.id: each.name for each in found.clusters}
    for element, node in zip(nodes, found.nodes, strict=True):
        data = {each.get("key"): each.text for each in element}
        assert data.keys() <= keys.keys()
        assert float(data["x"] or "") == node.x
        assert data.get("year") == (str(node.year) if node.year else None)
        assert data.get("cluster") == names.get(node.cluster if node.cluster is not None else -1)
        assert (data.get("title") or "").split()[:2] == (node.title or "").split()[:2]
    edges = root.findall("g:graph/g:edge", spaces)
    assert [(each.get("source"), each.get("target")) for each in edges] == [
        (edge.source, edge.target) for edge in found.edges
    ]


@pytest.mark.parametrize("form", ["json", "graphml"])
def test_who_has_it_already_gets_it_no_more(
    client: FlaskClient, records: Database, form: str
) -> None:
    url = f"{API}{PAPER}/graph?format={form}"
    etag = client.get(url).headers["ETag"]
    known = {"If-None-Match": etag}
    again = client.get(url, headers=known)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    cite(records, [plain(1)])
    assert client.get(url, headers=known).status_code == 200


@pytest.mark.parametrize("query", ["hop=0", "hop=3", "hop=x", "format=gml", "format=", "limit=501"])
def test_what_no_graph_has_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{API}{PAPER}/graph?{query}")
    assert answer.status_code == 400
    assert (answer.json or {})["type"].endswith("/bad-request")


@pytest.mark.parametrize("title", [None, "", "?", "x", "$x$", "大規模言語モデル", "word " * 2000])
def test_any_title_will_do(client: FlaskClient, records: Database, title: str | None) -> None:
    before = len(graph(client, 100).nodes)
    with records.writing() as session:
        number = session.scalar(find.paper_id(PaperId.parse(PAPER)))
        rows: list[Any] = [
            CitationItem(paper=PaperItem(title=title, s2_id=f"{n:040x}")) for n in range(1, 5)
        ]
        store_list(session, number or 0, S2, "citations", rows)
    assert len(graph(client, 100).nodes) == before + 4
