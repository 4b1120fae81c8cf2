import pytest

from scraper.errors import NotThisPage, PageError, PageIncomplete
from scraper.pages import xml_body

LAUGHS = b"<!DOCTYPE feed [<!ENTITY a0 'lol'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"broken xml",
        b"<!DOCTYPE html><html><body><p>Are you human?</body></html>",
        b"<html><head/><body/></html>",
        b'{"data": []}',
        b"<feed></feed>more",
        b"<feed>\xff\xfe</feed>",
        b"<feed>&unknown;</feed>",
        LAUGHS + b"<feed>&a9;</feed>",
        LAUGHS + b"<feed><entry title='&a9;'></entry></feed>",
        b'<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/hostname">]><feed>&x;</feed>',
        b'<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/feed.dtd"><feed></feed>',
        b"<feed>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</feed>",
        "<feed>ü</feed>".encode("utf-16"),
    ],
)
def test_what_is_no_such_answer_is_refused(body: bytes) -> None:
    with pytest.raises(NotThisPage):
        xml_body.read(body, "feed")


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><feed><entry><title>A tit",
        b"<feed><entry></entry>",
        b"<feed>" + b"<a>" * 100_000,
    ],
)
def test_a_cut_off_answer_is_told_from_another_page(body: bytes) -> None:
    with pytest.raises(PageIncomplete):
        xml_body.read(body, "feed")


def test_characters_that_xml_forbids_cost_only_themselves() -> None:
    root = xml_body.read(b"<feed><t>a\x01b&#x1F;c&#8;d&#9;e&#xA;f&#x41;</t></feed>", "feed")
    assert xml_body.text(root, "t") == "a b c d e fA"


def test_elements_go_by_their_local_name() -> None:
    root = xml_body.read(
        b"<f:feed xmlns:f='urn:f'><entry><!-- no --><?no no?>"
        b"<name> A <!-- no --><b>B</b><?no no?> </name></entry><f:entry/></f:feed>",
        "feed",
    )
    assert len(list(xml_body.children(root, "entry"))) == 2
    assert xml_body.text(root, "entry", "name") == "A B"
    assert xml_body.text(root, "entry", "nothing") is None
    assert xml_body.text(root, "nothing", "name") is None
    assert list(xml_body.children(None, "entry")) == []


def test_a_megabyte_attribute_is_only_long() -> None:
    assert xml_body.read(b'<feed a="' + b"x" * 5_000_000 + b'"/>', "feed").tag == "feed"
    with pytest.raises(PageError):
        xml_body.read(b'<feed a="' + b"x" * 20_000_000 + b'"/>', "feed")
