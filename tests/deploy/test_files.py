"""The files of deploy/ pass their own linters, and say nothing of what is not there."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.cli import main
from scraper.settings import PREFIX, Settings

_ROOT = Path(__file__).parents[2]
_DEPLOY = _ROOT / "deploy"
_BIN = Path(sys.executable).parent
_FILES = sorted(path for path in _DEPLOY.rglob("*") if path.is_file() and path.suffix != ".png")
_KUBERNETES = [path for path in _FILES if path.parent.name == "kubernetes"]
_UNITS = [path for path in _FILES if path.parent.name == "systemd"]


def _passes(*command: str | Path) -> str:
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_ROOT)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_the_image() -> None:
    _passes(_BIN / "hadolint", _DEPLOY / "Dockerfile")


def test_the_compose_file() -> None:
    compose = _DEPLOY / "compose.yaml"
    _passes(_BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", compose)


@pytest.mark.parametrize("file", _KUBERNETES, ids=lambda path: path.name)
def test_the_manifests(file: Path) -> None:
    if file.name == "kustomization.yaml":
        named = re.search(r"resources: \[(.+)\]", file.read_text())
        assert named
        assert {*named[1].split(", "), file.name} == {path.name for path in _KUBERNETES}
    else:
        _passes(_BIN / "kubernetes-validate", "--strict", file)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
@pytest.mark.parametrize("file", _UNITS, ids=lambda path: path.name)
def test_the_units(file: Path, tmp_path: Path) -> None:
    # Their program is not installed here; any other does for what systemd checks.
    unit = tmp_path / file.name.replace("@", "@1")
    unit.write_text(file.read_text().replace("/opt/arxivlens/bin/arxivlens", "/bin/true"))
    for other in _UNITS:
        if other.stem == file.stem and other != file:  # a timer's service
            text = other.read_text().replace("/opt/arxivlens/bin/arxivlens", "/bin/true")
            (tmp_path / other.name).write_text(text)
    assert "arxivlens" not in _passes("systemd-analyze", "verify", unit)


def test_every_setting_exists() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for file in _FILES:
        found = set(re.findall(rf"{PREFIX}[A-Z0-9_]+", file.read_text()))
        assert found <= known, file.name


def test_every_command_exists() -> None:
    shown = set()
    for file in _FILES:
        text = file.read_text()
        shown |= set(re.findall(r"(?:bin/|[`'] ?)arxivlens ([a-z]+)", text))
        shown |= set(re.findall(r"(?:args|command|CMD)\W*[:\[] ?\[?\"?(serve|worker)", text))
    assert shown == {"serve", "worker", "backup", "copy", "doctor"}
    assert shown <= set(main.commands)


def test_what_is_watched_is_told(client: FlaskClient) -> None:
    client.get("/")
    told = set(re.findall(r"^# TYPE (\w+)", client.get("/metrics").text, re.MULTILINE))
    told |= {f"{name}{end}" for name in told for end in ("_total", "_bucket", "_count", "_sum")}
    for name in ("alerts.yml", "grafana.json"):
        text = (_DEPLOY / "watch" / name).read_text()
        watched = set(re.findall(r"arxivlens_[a-z_]+", text))
        assert watched, name
        assert watched <= told, watched - told
    board = json.loads((_DEPLOY / "watch" / "grafana.json").read_text())
    for panel in board["panels"]:  # of two lines of one name only the last is drawn
        names = [target["refId"] for target in panel["targets"]]
        assert len(set(names)) == len(names), panel["title"]


def test_the_wheel_holds_all_that_the_checkout_does(tmp_path: Path) -> None:
    """The image is made of it; whatever is tracked beside the code must be in it."""
    tracked = subprocess.run(
        ["git", "ls-files", "api", "scraper", "pyproject.toml", "README.md", "LICENSE"],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
    ).stdout.split()
    for name in tracked:
        target = tmp_path / "source" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (_ROOT / name).exists():
            shutil.copy(_ROOT / name, target)
    _passes(
        sys.executable,
        *("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
        *("--wheel-dir", tmp_path, tmp_path / "source"),
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {name for name in tracked if name.startswith(("api/", "scraper/"))}
    assert wanted - packed - {"api/static/.gitignore"} == set()
