"""The packages as the stores get them: small, asking for little, writing text alone."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

_DIST = Path(__file__).parents[2] / "extension" / "dist"
_MOST = 150_000
_HOSTS = {
    *("arxiv.org", "www.arxiv.org", "export.arxiv.org", "browse.arxiv.org"),
    *("ar5iv.labs.arxiv.org", "ar5iv.org"),
}

pytestmark = pytest.mark.parametrize("browser", ["chrome", "firefox"])


def manifest(browser: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_DIST / browser / "manifest.json").read_text())
    return found


def test_a_package_is_small(browser: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted((_DIST / browser).rglob("*")):
            package.write(file, file.relative_to(_DIST / browser))
    assert len(packed.getvalue()) <= _MOST


def test_a_package_asks_for_arxiv_and_the_server_and_nothing_else(browser: str) -> None:
    asked = manifest(browser)
    assert asked["permissions"] == ["storage", "activeTab"]
    assert asked["host_permissions"] == ["http://127.0.0.1/*"]
    assert asked["optional_host_permissions"] == ["https://*/*"]
    assert "web_accessible_resources" not in asked
    assert "externally_connectable" not in asked
    matches = [match for script in asked["content_scripts"] for match in script["matches"]]
    assert {re.sub(r"https://([^/]+)/.*", r"\1", match) for match in matches} == _HOSTS


def test_a_package_writes_text_and_runs_nothing_that_it_did_not_bring(browser: str) -> None:
    assert manifest(browser)["content_security_policy"] == {
        "extension_pages": "script-src 'self'; object-src 'none'"
    }
    for script in (_DIST / browser).glob("*.js"):
        found = re.findall(
            r"\binnerHTML|\bouterHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            script.read_text(),
        )
        assert found == [], script.name
