"""The panel's types of what goes over the wire, made from the OpenAPI document.

`python -m tests.api.wire` (`make types`) writes them anew; a test holds the file against the
document.
"""

import subprocess
import tempfile
from pathlib import Path

from flask.testing import FlaskClient

from api.app import create_app
from scraper.settings import Settings

_EXTENSION = Path(__file__).parents[2] / "extension"
FILE = _EXTENSION / "src" / "api" / "wire.ts"


def types(document: bytes) -> str:
    """TypeScript for the schemas of an OpenAPI document."""
    made = subprocess.run(
        ["node", "types.mjs"], cwd=_EXTENSION, input=document, capture_output=True, check=True
    )
    return made.stdout.decode()


def document(client: FlaskClient) -> bytes:
    """The document as it is served."""
    return client.get("/openapi.json").data


def main() -> None:
    """Write the file anew."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=f"sqlite:///{folder}/lens.db"))
        FILE.write_text(types(document(app.test_client())), "utf-8")


if __name__ == "__main__":
    main()
