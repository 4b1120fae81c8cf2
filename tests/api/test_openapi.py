"""The OpenAPI document: valid, with names and examples that a client can be made from."""

import json
import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.errors import KINDS
from api.schemas.base import PAPER_ID
from scraper.paper_id import PaperId
from tests.api.examples import FILE, examples


@pytest.fixture(scope="module")
def document(reader: FlaskClient) -> dict[str, Any]:
    """The document as it is served."""
    answer = reader.get("/openapi.json")
    assert answer.content_type == "application/json"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def operations(document: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) by operationId."""
    return {
        operation["operationId"]: (method, path, operation)
        for path, each in document["paths"].items()
        for method, operation in each.items()
    }


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    errors = list(OpenAPIV31SpecValidator(document).iter_errors())
    assert errors == []


def test_it_holds_every_route_of_the_api_and_no_other(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert {(method, path) for method, path, _ in operations(document).values()} == routes


def test_operations_have_tidy_names(document: dict[str, Any]) -> None:
    assert set(operations(document)) == {
        "getPaper",
        "getPapers",
        "searchPapers",
        "getGraph",
        "listCitations",
        "listReferences",
        "listSimilar",
        "listTerms",
        "listComments",
        "createComment",
        "getComment",
        "changeComment",
        "deleteComment",
        "reportComment",
        "requestCrawl",
        "listCrawls",
        "getCrawl",
        "changeCrawl",
        "cancelCrawl",
        "listSpiders",
        "createSchedule",
        "listSchedules",
        "getSchedule",
        "changeSchedule",
        "deleteSchedule",
        "feedCitations",
        "feedPapers",
    }
    for name, (_method, _path, operation) in operations(document).items():
        assert operation["summary"].endswith("."), name
        assert len(operation["tags"]) == 1, name
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}


def test_shapes_have_clean_names_and_all_are_used(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for name, schema in document["components"]["schemas"].items():
        assert re.fullmatch("[A-Z][A-Za-z]+", name)
        assert not name.endswith(("Shape", "Query"))
        assert f'"#/components/schemas/{name}"' in text, name
        assert schema["description"].endswith("."), name
        assert schema["title"] == name
        assert schema["additionalProperties"] is False


def test_every_parameter_says_what_it_is(document: dict[str, Any]) -> None:
    for name, (_method, path, operation) in operations(document).items():
        assert {f"{{{p['name']}}}" for p in operation["parameters"] if p["in"] == "path"} == set(
            re.findall(r"\{\w+\}", path)
        )
        for parameter in operation["parameters"]:
            assert parameter["description"].endswith("."), name
            assert parameter["schema"]["type"] in (
                "string",
                "integer",
                "boolean",
                "array",
            ), name


def test_answers_are_described_with_their_headers(document: dict[str, Any]) -> None:
    for name, (method, _path, operation) in operations(document).items():
        responses = operation["responses"]
        refusals = {status: each for status, each in responses.items() if status >= "400"}
        expected = {"400", "401", "403", "421", "503"}
        if method in ("post", "patch"):
            expected |= {"413", "415"}
        assert expected <= set(refusals), name
        for status, each in refusals.items():
            (media_type,) = each["content"]
            assert media_type == "application/problem+json"
            kinds = each["description"].replace("`", "").split(", ")
            assert kinds, name
            assert {str(KINDS[kind].status) for kind in kinds} == {status}
        assert "Retry-After" in responses["503"]["headers"]
        for status in {"201", "202"} & set(responses):
            assert "Location" in responses[status]["headers"]
    headers = {p["name"] for p in operations(document)["getPaper"][2]["parameters"]}
    assert "If-None-Match" in headers
    for status in ("200", "304"):
        assert "ETag" in operations(document)["getPaper"][2]["responses"][status]["headers"]


def test_the_examples_are_what_the_application_gives(app: Flask) -> None:
    """`python -m tests.api.examples` writes the file anew."""
    assert json.loads(FILE.read_text("utf-8")) == examples(app)


def test_the_examples_have_the_shapes_they_stand_beside(document: dict[str, Any]) -> None:
    checked = 0
    for _method, _path, operation in operations(document).values():
        media = [each.get("content", {}) for each in operation["responses"].values()]
        media.append(operation.get("requestBody", {}).get("content", {}))
        for content in media:
            if "application/json" in content:
                found = content["application/json"]
                schema = {**found["schema"], "components": document["components"]}
                jsonschema.Draft202012Validator(schema).validate(found["example"])
                checked += 1
    assert checked == 21 + 8


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("2311.09227", True),
        ("2311.09227v12", True),
        ("0704.0001", True),
        ("1412.9999", True),
        ("1501.00001", True),
        ("hep-th/9901001", True),
        ("math.GT/0309136v1", True),
        ("cs/0703150", True),
        ("doi:10.1000/182", True),
        ("doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o", True),
        ("s2:" + "0a" * 20, True),
        ("openalex:W2741809807", True),
        ("lens:0123456789abcdef", True),
        ("0703.0001", False),
        ("1412.00001", False),
        ("1501.0001", False),
        ("2313.00001", False),
        ("2311.09227v0", False),
        ("nothing/9901001", False),
        ("hep-th/0704001", False),
        ("doi:10.1000", False),
        ("s2:xyz", False),
        ("foo", False),
        ("", False),
    ],
)
def test_the_pattern_of_ids_promises_nothing_that_is_refused(name: str, fits: bool) -> None:
    assert bool(re.search(PAPER_ID["pattern"], name)) == fits
    if fits:
        PaperId.parse(name)
