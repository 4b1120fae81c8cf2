"""What is to go from the API says so."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.errors import Problem
from api.going import going


def test_every_answer_of_what_is_to_go_says_when(client: FlaskClient) -> None:
    app = client.application

    @app.get("/old")
    @going(date(2027, 1, 1), date(2027, 7, 1), "/api/v1/new")
    def old() -> str:
        raise Problem("not-found", "It is empty.")

    answer = client.get("/old")
    assert answer.status_code == 404
    assert answer.headers["Deprecation"] == "@1798761600"
    assert answer.headers["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert answer.headers["Link"] == '</api/v1/new>; rel="successor-version"'
    assert "Sunset" not in client.get("/healthz").headers


def test_nothing_goes_sooner_than_the_readme_says() -> None:
    with pytest.raises(ValueError, match="too soon"):
        going(date(2027, 1, 1), date(2027, 6, 1), "/x")


def test_the_document_says_the_same(app: Flask, client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    said = {
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation.get("deprecated")
    }
    views = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    told = [rule.rule for rule in views if "going" in app.view_functions[rule.endpoint].__dict__]
    assert len(said) == len(told)
