"""Bodies that are made to hurt, and a process of its own to give them to every parser.

    python -m tests.scraper.pages.hostile PARSER     # a line of JSON: what became of each

It ends with what it took at most: `{"name": …, "seconds": …, "error": …}` of each body, and
`{"peak": MEGABYTES}`.
"""

import importlib
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import PageError

DEEP = 100_000
LONG = 1_000_000


def html(content: bytes) -> bytes:
    head = b"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>"
    return head + content + b"</body></html>"


def _entities(root: bytes, use: bytes) -> bytes:
    declared = b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return b"<!DOCTYPE %s [<!ENTITY a0 'lol'>%s]>%s" % (root, declared, use)


def _any(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    page = html("<p>Größe ∑ 数</p>".encode())
    feed = "<feed><title>Größe</title></feed>".encode()
    answer = '{"data": [{"title": "Größe"}]}'.encode()
    yield from {
        "empty": b"",
        "blank": b" \r\n\t" * LONG,
        "nul": b"\0" * LONG,
        "high bytes": b"\xff\xfe\xfd" * (LONG // 3),
        "gzip": b"\x1f\x8b\x08\x00" + dice.randbytes(1000),
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
        "bom": b"\xef\xbb\xbf" * 100_000,
        "captcha": html(b"<form>Are you human?</form>"),
        "cut page": b"<!DOCTYPE html><html><head><title>x",
        "redirect": b"<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>",
        "newlines": b"\n" * LONG,
        "less than": b"<" * LONG,
        "greater than": b">" * LONG,
        "ampersands": html(b"&" * LONG),
        "entities": html(b"&lt;" * (LONG // 4)),
        "numbers": html(b"&#x10ffff;&#0;&#xd800;&#99999999999;" * 20_000),
    }.items()
    for size in (1, 10, 1_000, 100_000, LONG):
        yield f"garbage {size}", dice.randbytes(size)
        yield f"printable garbage {size}", bytes(dice.choices(range(32, 127), k=size))
        yield f"brackets {size}", bytes(dice.choices(b"<>/='\"&;![]{},:-", k=size))
    for body, kind in ((page, "page"), (feed, "feed"), (answer, "answer")):
        for encoding in (
            "utf-16",
            "utf-16-be",
            "utf-32",
            "latin-1",
            "utf-7",
            "cp037",
            "gb18030",
            "utf-8-sig",
            "shift_jis",
            "utf-16-le",
        ):
            text = body.decode()
            yield f"{kind} in {encoding}", text.encode(encoding, "replace")
        yield f"{kind} twice", body + body
        yield f"{kind} with a tail", body + b"\0" * 1000
        yield f"{kind} with NULs", body.replace(b" ", b"\0")
        for cut in (1, len(body) // 2, len(body) - 1):
            yield f"{kind} cut at {cut}", body[:cut]


def _json() -> Iterator[tuple[str, bytes]]:
    keys = (b"paperId", b"data", b"recommendedPapers", b"id", b"results", b"message", b"meta")
    for key in keys:
        for name, value in {
            "number": b"1" * LONG,
            "exponent": b"1e" + b"9" * LONG,
            "string": b'"' + b"x" * LONG + b'"',
            "surrogates": b'"' + b"\\ud835" * 100_000 + b'"',
            "nul": b'"' + b"\\u0000" * 100_000 + b'"',
            "array": b"[" * DEEP + b"]" * DEEP,
            "object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
            "unclosed": b"[" * DEEP,
            "nothing": b"null",
            "infinity": b"[NaN, Infinity, -Infinity, 1e999]",
            "rows": b"[" + b'{"paperId":{},"title":[],"citingPaper":[1]},' * 5000 + b"1]",
            "authors": b'[{"title":"x","id":"https://openalex.org/W1","authors":['
            + b'{"name":"A, B, C"},' * 20_000
            + b"null]}]",
            "keys": b"{" + b",".join(b'"%d":%d' % (n, n) for n in range(100_000)) + b"}",
        }.items():
            yield f"{key.decode()} {name}", b'{"%s":%s}' % (key, value)
    for name, inner in (("array", b"["), ("object", b'{"a":')):
        yield f"bare {name}", inner * DEEP
    index = b'{"id":"https://openalex.org/W1","title":"x","abstract_inverted_index":{%s}}'
    yield "index of one word", index % (b'"a":[' + b"0," * 300_000 + b"1]")
    yield "index far away", index % b'"a":[99999999999999],"b":[-5],"c":["x"]'
    yield (
        "reference list",
        b'{"id":"https://openalex.org/W1","referenced_works":[%s"x"]}'
        % (b'"https://openalex.org/W2",' * 300_000),
    )


def _xml() -> Iterator[tuple[str, bytes]]:
    for root in (b"feed", b"rss", b"OAI-PMH"):
        open_, close = b"<" + root + b">", b"</" + root + b">"
        for name, body in {
            "deep": open_ + b"<entry>" * DEEP + b"</entry>" * DEEP + close,
            "deep channel": open_ + b"<channel><item>" * DEEP + close,
            "cut": open_ + b"<entry>" * DEEP,
            "laughs": _entities(root, open_ + b"&a9;" + close),
            "laughing attribute": _entities(root, open_ + b"<a b='&a9;'/>" + close),
            "laughing title": _entities(
                root, open_ + b"<entry><title>&a9;</title></entry>" + close
            ),
            "parameter": b"<!DOCTYPE %s [<!ENTITY %% p SYSTEM 'http://127.0.0.1:9/'>%%p;]>" % root
            + open_
            + close,
            "file": b"<!DOCTYPE %s [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" % root
            + open_
            + b"<entry><title>&x;</title></entry>"
            + close,
            "attribute": open_ + b"<entry a='" + b"x" * LONG + b"'/>" + close,
            "attributes": open_
            + b"<entry "
            + b" ".join(b"a%d=''" % n for n in range(50_000))
            + b"/>"
            + close,
            "name": open_ + b"<" + b"x" * LONG + b"/>" + close,
            "namespaces": open_
            + b"<e "
            + b" ".join(b"xmlns:n%d='u%d'" % (n, n) for n in range(3000))
            + b"/>"
            + close,
            "entries": open_ + b"<entry><id/></entry><channel/><error/>" * 20_000 + close,
            "comments": open_ + b"<!-- x -->" * 100_000 + close,
            "instructions": open_ + b"<?x y?>" * 100_000 + close,
            "cdata": open_ + b"<entry><title><![CDATA[" + b"]]" * 100_000 + b"]]>" + close,
            "text": open_ + b"<entry><title>" + b"x, (" * (LONG // 4) + b"</title></entry>" + close,
            "controls": open_ + bytes(range(1, 32)) * 20_000 + b"&#1;" * 20_000 + close,
            "declared utf-16": b"<?xml version='1.0' encoding='utf-16'?>" + open_ + close,
            "declared nonsense": b"<?xml version='1.0' encoding='klingon'?>" + open_ + close,
        }.items():
            yield f"{root.decode()} {name}", body


def _html(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    for part in (
        b"<div>",
        b"<div id='dlpage'><dl><dt>",
        b"<div id='dlpage'><dl id='articles'><dt><a name='1'>[1]</a><dd><div class='meta'>",
        b"<div id='abs'><div class='metatable'>",
        b"<div id='abs'><div class='authors'><a>",
        b"<div id='abs'><div class='submission-history'><b>",
        b"<table><tr><th>Title<th>Authors<tr><td>",
        b"<table>",
        b"<ul class='ltx_biblist ltx_document'><li class='ltx_bibitem'>",
        b"<span class='ltx_bibblock'>",
        b"<a href='http://[x'>",
        b"<a href='//arxiv.org/abs/2401.00001'>",
        b"<math>",
        b"<svg><style>",
        b"<select><option>",
        b"<template>",
        b"<p><b><i>",
        b"<!--",
        b"<meta name='citation_author' content='A'>",
        b"<meta name='citation_date' content='2024/99/99'>",
    ):
        name = part.decode()
        yield f"nested {name}", html(part * DEEP)
        yield f"long {name}", html(part + b"x, (" * (LONG // 4))
        yield f"bytes {name}", html(part + dice.randbytes(20_000).replace(b"<", b""))
    yield "attribute", html(b"<div id='dlpage' class='" + b"x " * LONG + b"'>")
    yield "attributes", html(b"<div " + b" ".join(b"a%d=1" % n for n in range(DEEP)) + b">")
    for name, one in (("bare", b" a%d"), ("hiding <", b" a%d='<'"), ("hiding >", b" a%d='>'")):
        yield f"attributes {name}", html(b"<div" + b"".join(one % n for n in range(DEEP)) + b">")
    yield "megabyte name", html(b"<" + b"x" * LONG + b">")
    yield "unclosed", html(b"<div class='" + b"x" * LONG)
    yield "script", html(b"<script>" + b"</scrip" * 100_000)
    yield "flood", html(b"<div id='dlpage'><ul class='ltx_biblist'><table>" + b"<b>" * 2_000_000)
    yield "twelve megabytes", html(b"<div id='abs'>" + b"x" * 12_000_000)
    yield "sixteen megabytes of words", html(b"<p>" + b"and, " * 3_200_000)


def bodies() -> Iterator[tuple[str, bytes]]:
    """Each with its name; the same each time."""
    dice = random.Random(7)
    yield from _any(dice)
    yield from _json()
    yield from _xml()
    yield from _html(dice)


def main(parser: str) -> None:
    """Give the parser all of them."""
    parse = importlib.import_module(f"scraper.pages.{parser}").parse
    for name, body in bodies():
        began, error = time.process_time(), None
        try:
            parse(body)
        except PageError:
            pass
        except Exception as caught:
            error = repr(caught)[:200]
        seconds = time.process_time() - began
        print(json.dumps({"name": name, "seconds": seconds, "error": error}))
    # Not getrusage's: that begins with what the process held that started this one.
    (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    print(json.dumps({"peak": int(peak) / 1024}))


if __name__ == "__main__":
    main(sys.argv[1])
