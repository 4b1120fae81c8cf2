"""The OpenAPI document, made from the routes' own declarations, and what they do with bad input."""

from typing import Any

from flask import Flask, request
from spectree import Response as Declared
from spectree import SpecTree
from spectree.model_adapter.protocol import ModelAdapter

from api.errors import Problem
from api.schemas.base import ProblemShape
from scraper import __version__


def _refuse(
    _request: object,
    _response: object,
    error: Exception | None,
    _instance: object,
    adapter: ModelAdapter[Any, Exception, Any],
) -> None:
    if error is not None:
        first = adapter.validation_errors(error)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        what = first["msg"].removeprefix("Value error, ")
        raise Problem(400, "bad-request", f"{where}: {what[:1].lower()}{what[1:]}.")


spec = SpecTree(
    "flask",
    title="ArxivLens",
    version=__version__,
    description="What a paper says, what it is built on, who built on it, what else to read.",
    annotations=True,
    mode="strict",
    before=_refuse,
    validation_error_status=400,
    validation_error_model=ProblemShape,
)


def answers(*refusals: int, **models: Any) -> Declared:
    """`answers(404, HTTP_200=Record)`: what a route may answer; refusals are problems."""
    return Declared(**models, **{f"HTTP_{status}": ProblemShape for status in refusals})


def openapi(app: Flask) -> dict[str, Any]:
    """The document as it is served."""
    with app.app_context():
        document: dict[str, Any] = spec.spec
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation.get("responses", {}).items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    content["application/problem+json"] = content.pop("application/json")
    return document


def require_object() -> None:
    """Refuse a body that is no JSON object, before it is taken for an empty one."""
    if request.method == "POST" and not isinstance(request.get_json(silent=True), dict):
        raise Problem(400, "bad-request", "The body is no JSON object.")
