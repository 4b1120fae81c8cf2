"""The OpenAPI document, made from the routes' own declarations, and the check of what comes in.

What goes out is not checked a second time: that is the tests' work.
"""

import json as json_
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from spectree import Response as Declared
from spectree import SpecTree, Tag
from spectree.plugins.flask_plugin import FlaskPlugin

from api.atom import MEDIA_TYPE as ATOM
from api.body import body
from api.errors import KINDS, Problem
from api.export.formats import FORMATS
from api.schemas.base import PAPER_ID, NoQuery, ProblemShape, wire_name
from scraper import __version__

PAPERS = Tag(name="Papers", description="What is on record of a paper.")
CRAWLS = Tag(name="Crawls", description="Have a paper collected, and follow it.")
COMMENTS = Tag(name="Comments", description="What readers write about a paper.")

# What any route may answer by its kind, besides its own.
READS = (
    "bad-request",
    "bad-token",
    "wrong-origin",
    "wrong-host",
    "quota-exceeded",
    "storage-unavailable",
)
CHANGES = (*READS, "token-missing", "token-too-narrow")
OF_A_BODY = ("body-too-slow", "body-too-large", "not-json")
POSTS = (*CHANGES, *OF_A_BODY)


def answers(*refusals: str, **models: Any) -> Declared:
    """`answers(*READS, "paper-unknown", HTTP_200=Record)`: what a route may answer."""
    names: dict[int, list[str]] = {}
    for name in refusals:
        names.setdefault(KINDS[name].status, []).append(f"`{name}`")
    problems = {
        f"HTTP_{status}": (ProblemShape, ", ".join(names[status])) for status in sorted(names)
    }
    return Declared(**models, **problems)


M = TypeVar("M", bound=BaseModel)


class _Plugin(FlaskPlugin):
    """Flask's, with our own strictness and our own description of ids."""

    def validate(
        self,
        func: Callable[..., Any],
        query: type[BaseModel] | None,
        json: type[BaseModel] | None,
        *_declared: Any,
        **given: Any,
    ) -> Any:
        if query:
            given["query"] = checked(query, arguments())
        elif request.query_string:
            checked(NoQuery, arguments())
        if json:
            if request.mimetype != "application/json":
                raise Problem("not-json", "Send JSON, with Content-Type: application/json.")
            given["json"] = checked(json, body())
        return func(**given)

    def parse_path(self, route: Any, descriptions: Any) -> tuple[str, list[dict[str, Any]]]:
        path, parameters = super().parse_path(route, descriptions)
        return path, [{**each, **_IN_PATH[each["name"]]} for each in parameters]


def arguments() -> dict[str, Any]:
    """The query of the request: a list where a name stands more than once."""
    asked = request.args.to_dict(flat=False)
    return {name: each[0] if len(each) == 1 else each for name, each in asked.items()}


def checked(model: type[M], given: dict[str, Any] | bytes) -> M:
    """What is given as the model has it; a Problem `bad-request` that says what is wrong."""
    try:
        if isinstance(given, bytes):
            return model.model_validate_json(given)
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:100] or "the body"
        what = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            fields = model.model_fields.items()
            known = ", ".join(field.alias or name for name, field in fields) or "none"
            raise Problem("bad-request", f"There is no {where!r} here; known: {known}.") from error
        raise Problem("bad-request", f"{where}: {what[:1].lower()}{what[1:]}.") from error


_NUMBER = {"schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999}, "example": 1}
_IN_PATH: dict[str, dict[str, Any]] = {
    "paper": {
        "schema": PAPER_ID,
        "description": (
            "An arXiv id, its slash as it is or escaped, its version dropped; or `doi:…`, `s2:…`,"
            " `openalex:…`, `lens:…`."
        ),
        "examples": {
            "new": {"value": "2311.09227"},
            "old": {"value": "hep-th/9901001"},
            "DOI": {"value": "doi:10.1000/182"},
        },
    },
    "crawl_id": {**_NUMBER, "description": "As the crawl's `id` says."},
    "schedule_id": {**_NUMBER, "description": "As the schedule's `id` says."},
    "comment_id": {**_NUMBER, "description": "As the comment's `id` says."},
}

spec = SpecTree(
    backend=_Plugin,
    title="ArxivLens",
    version=__version__,
    description=(
        "What a paper says, what it is built on, who built on it, what else to read.\n\n"
        "Nothing here needs a key. Absent is null, moments are in UTC, and a list comes in pages:"
        " pass its `next` as `cursor`. A parameter or a field that is not known is refused.\n\n"
        "Every error is a problem detail (RFC 9457): the last part of its `type` is its name, which"
        " stays; `detail` says what was wrong and what to do.\n\n"
        "A server that others reach counts what each client asks for in a minute, by token or by"
        " address: `RateLimit-Policy` and `RateLimit` say how much that is and what is left"
        " (draft-ietf-httpapi-ratelimit-headers), and 429 says when to go on. A batch counts one"
        " for every 50 ids, a list that is sent whole 20."
    ),
    license={"name": "MIT"},
    mode="strict",
    naming_strategy=wire_name,
    nested_naming_strategy=lambda _parent, child: child.replace("Shape", ""),
    validation_error_status=400,
    validation_error_model=ProblemShape,
)

_TEXT = {"type": "string"}
_IN_FORMATS = frozenset({"searchPapers", "getGraph", "listCitations", "listReferences"})
_FEEDS = frozenset({"feedCitations", "feedPapers"})
_ETAG = {"description": "The answer's state; send it back as If-None-Match.", "schema": _TEXT}
_LOCATION = {"description": "Where what was made can be asked for.", "schema": _TEXT}
_RETRY = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": _TEXT,
    "description": "ETags that the caller holds; where one still fits the answer is 304.",
}


_making = threading.Lock()


def openapi() -> dict[str, Any]:
    """The document as it is served; the first call needs the application's context."""
    with _making:
        return _document()


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = spec.spec
    examples = json_.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
    for path in document["paths"].values():
        for method, operation in path.items():
            if method == "get":
                operation["responses"].setdefault("304", {"description": "Not Modified"})
            _complete(operation, examples)
    schemas = document["components"]["schemas"]
    _admit_parts(document["paths"], schemas)
    for name in [name for name in schemas if name.endswith("Query")]:
        del schemas[name]  # its fields stand among the parameters
    return document


def _admit_parts(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A record comes whole, or as the `fields` that were asked for."""
    schemas["PartOfRecord"] = {
        **schemas["Record"],
        "title": "PartOfRecord",
        "description": "The `fields` of a record that were asked for, and its `id`.",
        "required": ["id"],
    }
    content = paths["/api/v1/papers/{paper}"]["get"]["responses"]["200"]["content"]
    either = [{"$ref": f"#/components/schemas/{name}"} for name in ("Record", "PartOfRecord")]
    content["application/json"]["schema"] = {"anyOf": either}


def _complete(operation: dict[str, Any], examples: dict[str, Any]) -> None:
    name = operation["operationId"]
    responses = dict(sorted(operation["responses"].items()))
    operation["responses"] = responses
    if "requestBody" in operation:
        sent = operation["requestBody"]["content"]["application/json"]
        sent["example"] = examples["requests"][name]
    for status, response in responses.items():
        content = response.get("content", {})
        if status >= "400":
            content["application/problem+json"] = content.pop("application/json")
        elif name in _FEEDS and status == "200":
            example = examples["answers"][name]
            response["content"] = {ATOM: {"schema": _TEXT, "example": example}}
        elif content:
            content["application/json"]["example"] = examples["answers"][name]
            for form in FORMATS.values() if name in _IN_FORMATS else ():
                content[form.media_type] = {"schema": _TEXT}
        if status in ("201", "202"):
            response["headers"] = {"Location": _LOCATION}
        if status in ("429", "503"):
            response["headers"] = {"Retry-After": _RETRY}
    for parameter in operation["parameters"]:
        schema = parameter["schema"]
        if "anyOf" in schema:  # null is said by leaving the parameter out
            (given,) = (each for each in schema.pop("anyOf") if each != {"type": "null"})
            schema |= given
        if schema.get("default", "") is None:
            del schema["default"]
        if schema.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
    if "304" in responses:
        operation["parameters"].append(_IF_NONE_MATCH)
        for status in ("200", "304"):
            responses[status]["headers"] = {"ETag": _ETAG}
