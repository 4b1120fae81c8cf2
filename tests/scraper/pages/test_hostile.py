"""Every parser against bodies that are made to hurt: it reads them or says why not, and soon."""

import contextlib
import importlib
import pkgutil
import random
import time
from types import ModuleType

import pytest

import scraper.pages
from scraper.errors import PageError

DEEP = 20_000
LONG = 300_000


def _parsers() -> list[ModuleType]:
    names = [module.name for module in pkgutil.iter_modules(scraper.pages.__path__)]
    modules = [importlib.import_module(f"scraper.pages.{name}") for name in names]
    return [module for module in modules if hasattr(module, "parse")]


def _html(content: bytes) -> bytes:
    head = b"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>"
    return head + content + b"</body></html>"


def _entities(root: bytes, use: bytes) -> bytes:
    declared = b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return b"<!DOCTYPE %s [<!ENTITY a0 'lol'>%s]>%s" % (root, declared, use)


def _bodies() -> dict[str, bytes]:
    dice = random.Random(7)
    bodies = {
        "empty": b"",
        "blank": b" \r\n\t" * 1000,
        "nul": b"\0" * LONG,
        "garbage": dice.randbytes(LONG),
        "high bytes": b"\xff\xfe\xfd" * 50_000,
        "gzip": b"\x1f\x8b\x08\x00" + dice.randbytes(1000),
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
        "utf-16": "<html><head></head><body>ü</body></html>".encode("utf-16"),
        "bom": b"\xef\xbb\xbf" * 1000,
        "captcha": _html(b"<form>Are you human?</form>"),
        "cut page": b"<!DOCTYPE html><html><head><title>x",
        "redirect": b"<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>",
    }
    # JSON
    for key in (b"paperId", b"data", b"recommendedPapers", b"id", b"results", b"message"):
        for name, value in {
            "number": b"1" * LONG,
            "exponent": b"1e" + b"9" * LONG,
            "string": b'"' + b"x" * LONG + b'"',
            "surrogates": b'"' + b"\\ud835" * 20_000 + b'"',
            "array": b"[" * DEEP + b"]" * DEEP,
            "object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
            "nothing": b"null",
            "rows": b"[" + b'{"paperId":{},"title":[],"citingPaper":[1]},' * 5000 + b"1]",
            "keys": b"{" + b",".join(b'"%d":%d' % (n, n) for n in range(20_000)) + b"}",
        }.items():
            bodies[f"{key.decode()} {name}"] = b'{"%s":%s}' % (key, value)
    # XML
    for root in (b"feed", b"rss", b"OAI-PMH"):
        open_, close = b"<" + root + b">", b"</" + root + b">"
        bodies |= {
            f"{root.decode()} {name}": body
            for name, body in {
                "deep": open_ + b"<entry>" * DEEP + b"</entry>" * DEEP + close,
                "cut": open_ + b"<entry>" * DEEP,
                "laughs": _entities(root, open_ + b"&a9;" + close),
                "laughing attribute": _entities(root, open_ + b"<a b='&a9;'/>" + close),
                "file": b"<!DOCTYPE %s [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" % root
                + open_
                + b"&x;"
                + close,
                "attribute": open_ + b"<entry a='" + b"x" * LONG + b"'/>" + close,
                "namespaces": open_
                + b"<e "
                + b" ".join(b"xmlns:n%d='u%d'" % (n, n) for n in range(3000))
                + b"/>" * 1
                + close,
                "entries": open_ + b"<entry><id/></entry><channel/><error/>" * 5000 + close,
                "controls": open_ + bytes(range(1, 32)) * 5000 + b"&#1;" * 5000 + close,
            }.items()
        }
    # HTML
    for part in (
        b"<div>",
        b"<div id='dlpage'><dl><dt>",
        b"<div id='abs'><div class='metatable'>",
        b"<table><tr><th>Title<th>Authors<tr><td>",
        b"<ul class='ltx_biblist ltx_document'><li class='ltx_bibitem'>",
        b"<span class='ltx_bibblock'>",
        b"<a href='http://[x'>",
        b"<math>",
        b"<!--",
        b"<meta name='citation_author' content='A'>",
    ):
        name = part.decode()
        bodies[f"nested {name}"] = _html(part * DEEP)
        bodies[f"long {name}"] = _html(part + b"x, (" * (LONG // 4))
        bodies[f"bytes {name}"] = _html(part + dice.randbytes(20_000).replace(b"<", b""))
    bodies["attribute"] = _html(b"<div id='dlpage' class='" + b"x " * LONG + b"'>")
    bodies["attributes"] = _html(b"<div " + b" ".join(b"a%d=1" % n for n in range(DEEP)) + b">")
    return bodies


BODIES = _bodies()


@pytest.mark.parametrize("parser", _parsers(), ids=lambda each: each.__name__.rpartition(".")[2])
def test_hostile_bodies(parser: ModuleType) -> None:
    for name, body in BODIES.items():
        began = time.process_time()
        with contextlib.suppress(PageError):
            parser.parse(body)
        assert time.process_time() - began < 5, name


@pytest.mark.parametrize("parser", _parsers(), ids=lambda each: each.__name__.rpartition(".")[2])
@pytest.mark.parametrize(
    "flood",
    [
        _html(
            b"<div id='dlpage'><ul class='ltx_biblist ltx_document'><table>" + b"<b>" * 2_000_000
        ),
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
