"""The panel speaks as the server does."""

import json

from flask.testing import FlaskClient

from tests.api.wire import FILE, document, types


def test_the_panel_s_types_are_those_of_the_document(reader: FlaskClient) -> None:
    """`make types` writes them anew."""
    assert FILE.read_text("utf-8") == types(document(reader))


def test_a_change_of_the_document_is_one_of_the_types(reader: FlaskClient) -> None:
    changed = json.loads(document(reader))
    del changed["components"]["schemas"]["Record"]["properties"]["withdrawn"]
    assert FILE.read_text("utf-8") != types(json.dumps(changed).encode())
