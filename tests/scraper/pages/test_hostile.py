"""Every parser against bodies that are made to hurt: it reads them or says why not, and soon."""

import importlib
import json
import pkgutil
import subprocess
import sys
import time
from types import ModuleType

import pytest

import scraper.pages
from scraper.errors import PageError
from tests.conftest import ROOT
from tests.scraper.pages.hostile import bodies, html

MOST_MEGABYTES, MOST_SECONDS = 512, 30


def _parsers() -> list[ModuleType]:
    names = [module.name for module in pkgutil.iter_modules(scraper.pages.__path__)]
    modules = [importlib.import_module(f"scraper.pages.{name}") for name in names]
    return [module for module in modules if hasattr(module, "parse")]


@pytest.mark.parametrize("parser", _parsers(), ids=lambda each: each.__name__.rpartition(".")[2])
def test_hostile_bodies(parser: ModuleType) -> None:
    stem = parser.__name__.rpartition(".")[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.scraper.pages.hostile", stem],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    *told, end = map(json.loads, done.stdout.splitlines())
    assert len(told) == len(list(bodies())) >= 300
    assert [each for each in told if each["error"]] == []
    assert [each for each in told if each["seconds"] > MOST_SECONDS] == []
    assert end["peak"] < MOST_MEGABYTES


@pytest.mark.parametrize("parser", _parsers(), ids=lambda each: each.__name__.rpartition(".")[2])
@pytest.mark.parametrize(
    "flood",
    [
        html(b"<div id='dlpage'><ul class='ltx_biblist ltx_document'><table>" + b"<b>" * 2_000_000),
        b"<feed>" + b"<a/>" * 2_000_000 + b"</feed>",
        b'{"data":[' + b"[]," * 5_000_000 + b"1]}",
    ],
    ids=["html", "xml", "json"],
)
def test_floods_are_refused_before_they_are_read(parser: ModuleType, flood: bytes) -> None:
    began = time.process_time()
    with pytest.raises(PageError):
        parser.parse(flood)
    assert time.process_time() - began < 1
