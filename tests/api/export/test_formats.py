"""What is exported, read back by the programs that others read it with."""

import csv
import io
import json
import re
from typing import Any

import bibtexparser
import networkx as nx
import pytest
import rispy
from flask.testing import FlaskClient

from api.export.bibtex import tex
from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records import Database, find
from scraper.records.store import store_list, store_papers
from scraper.sample import PAPER

API = "/api/v1/papers"
OF = f"{API}/{PAPER}"
HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "+1 & 50% of $O(n_{2})$ #7 {unclosed",
    "-adic\r\nTY  - JOUR\r\nER  - \r\n",
    "@comment{x}, \\input{/etc/passwd} ~^_",
    "Costs of $5 and <b>\x01\x0bbold</b> ]]>",
    "Two\u2028lines\x85of \U0001f600 \u202eletters",
    '"quoted", and; "more"',
    "A $\\frac{1}{2$ that does not close",
]
AUTHORS = ("Anders And, Jr", "The ATLAS Collaboration and others", "Zoë {Łuk} Ng", "=cmd|'/c'!A1")


def database(client: FlaskClient) -> Database:
    found: Database = client.application.extensions["lens.database"]
    return found


def number_of(client: FlaskClient, name: str = PAPER) -> int:
    with database(client).reading() as session:
        number: int = session.scalar(find.paper_id(PaperId.parse(name)))
        return number


def hostile(client: FlaskClient) -> list[dict[str, Any]]:
    """Put such papers on record, citing the sample's; as the list in JSON has them."""
    rows = [
        CitationItem(
            paper=PaperItem(
                s2_id=f"{at:040x}",
                title=title,
                authors=AUTHORS,
                year=2021,
                venue="=Journal & {Sons}",
                doi=f"10.1000/a(b)<{at}>{{x}}",
            ),
            influential=at % 2 == 0,
        )
        for at, title in enumerate(HOSTILE, 1)
    ]
    with database(client).writing() as session:
        store_list(session, number_of(client), "semantic_scholar", "citations", rows)
    answer = client.get(f"{OF}/citations?query=&from=2021&to=2021")
    found: list[dict[str, Any]] = answer.get_json()["items"]
    assert {row["title"] for row in found} >= set(HOSTILE)
    return found


def export(client: FlaskClient, path: str, form: str, **given: str) -> str:
    answer = client.get(path, query_string={"format": form, **given})
    assert answer.status_code == 200, answer.text
    assert answer.content_type.endswith("; charset=utf-8")
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data.decode("utf-8", "strict")


@pytest.mark.parametrize("path", [API, f"{OF}/citations", f"{OF}/graph"])
def test_json_lines_are_the_items_of_the_list(both: FlaskClient, path: str) -> None:
    hostile(both)
    lines = export(both, path, "jsonl").split("\n")
    assert lines.pop() == ""
    found = [json.loads(line) for line in lines]
    if path.endswith("graph"):
        nodes = both.get(path).get_json()["nodes"]
        assert [each["id"] for each in found] == [each["id"] for each in nodes]
    else:
        assert found == both.get(f"{path}?limit=1000").get_json()["items"]


def test_csv_is_read_back_and_holds_no_formula(both: FlaskClient) -> None:
    rows = hostile(both)
    text = export(both, f"{OF}/citations", "csv")
    found = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    for row in rows:
        read = found[row["id"]]
        assert read["title"].removeprefix("'") == row["title"]
        assert read["authors"] == "; ".join(row["authors"])
        assert read["influential"] == {True: "true", False: "false", None: ""}[row["influential"]]
        for cell in read.values():
            assert not re.match("[=+@\t\r\n-]", cell)
    assert len([row for row in found.values() if row["title"].startswith("'")]) == 4


def test_bibtex_is_read_back_and_no_two_keys_are_one(both: FlaskClient) -> None:
    rows = hostile(both)
    library = bibtexparser.parse_string(export(both, f"{OF}/citations", "bibtex"))
    assert not library.failed_blocks
    assert not library.comments
    total = both.get(f"{OF}/citations").get_json()["total"]
    assert len(library.entries) == len({entry.key for entry in library.entries}) == total
    by_title = {entry["title"]: entry for entry in library.entries}
    for row in rows:
        entry = by_title[f"{{{tex(row['title'])}}}"]
        assert len(re.split(r"\sand\s(?![^{]*\})", entry["author"])) == len(row["authors"])
        for field in entry.fields:
            assert field.value.count("{") == field.value.count("}")
            assert "\n" not in field.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% of A & B_1 #2", r"50\% of A \& B\_1 \#2"),
        ("$O(n_{2})$ in practice", "$O(n_{2})$ in practice"),
        (
            r"$\frac{1}{2$",
            r"\$\textbackslash{}frac\textbraceleft{}1\textbraceright{}\textbraceleft{}2\$",
        ),
        ("costs $5", r"costs \$5"),
        ("Ångström ∞", "Ångström ∞"),
        ("~^", r"\textasciitilde{}\textasciicircum{}"),
    ],
)
def test_what_tex_would_read_as_its_own_is_escaped(text: str, expected: str) -> None:
    assert tex(text) == expected


def test_ris_is_read_back_whatever_stands_in_a_line(both: FlaskClient) -> None:
    rows = hostile(both)
    text = export(both, f"{OF}/citations", "ris")
    found = {each["id"]: each for each in rispy.loads(text)}
    assert len(found) == both.get(f"{OF}/citations").get_json()["total"]
    for row in rows:
        read = found[row["id"]]
        assert read["title"] == " ".join(row["title"].split())
        assert [each.strip() for each in read["authors"]] == row["authors"]
        assert read["year"] == str(row["year"])


def test_graphml_is_read_back_and_every_edge_has_its_ends(both: FlaskClient) -> None:
    hostile(both)
    graph = nx.parse_graphml(export(both, f"{OF}/citations", "graphml"), force_multigraph=False)
    rows = both.get(f"{OF}/citations").get_json()["items"]
    paper = {data["paper"]: node for node, data in graph.nodes(data=True)}
    assert set(paper) == {PAPER, *(row["id"] for row in rows)}
    assert {paper[row["id"]] for row in rows} == set(graph.predecessors(paper[PAPER]))
    assert graph.nodes[paper[rows[0]["id"]]]["year"] == rows[0]["year"]


def test_the_whole_corpus_is_one_graph(both: FlaskClient) -> None:
    with database(both).writing() as session:
        (other,) = store_papers(session, "arxiv", [PaperItem(arxiv_id="2001.00001", title="Xylem")])
        cited = [CitationItem(paper=PaperItem(arxiv_id="2001.00002", title="Xylography"))]
        store_list(session, other, "arxiv", "references", cited)
    graph = nx.parse_graphml(export(both, API, "graphml"))
    assert graph.number_of_nodes() == both.get(API).get_json()["total"]
    names = {data["paper"]: node for node, data in graph.nodes(data=True)}
    assert graph.has_edge(names["2001.00001"], names["2001.00002"])
    few = nx.parse_graphml(export(both, API, "graphml", query="xyl*"))
    assert {data["paper"] for _, data in few.nodes(data=True)} == {"2001.00001", "2001.00002"}
    assert few.number_of_edges() == 1


def test_titles_that_only_the_reference_prints_are_there(both: FlaskClient) -> None:
    row = CitationItem(paper=PaperItem(doi="10.1000/untitled"), text="A. Turing, Mind 59 (1950).")
    with database(both).writing() as session:
        store_list(session, number_of(both), "bibliography", "references", [row])
    assert "TI  - A. Turing, Mind 59 (1950)." in export(both, f"{OF}/references", "ris")
