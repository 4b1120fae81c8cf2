"""What the log says, in either form, and what it never says."""

import io
import json
import logging

import pytest

from scraper import logs
from scraper.settings import Settings

_KEYS = {
    "ARXIVLENS_S2_API_KEY": "s2-sesame",
    "ARXIVLENS_OPENALEX_API_KEY": "oa-sesame-longer",
    "ARXIVLENS_LLM_API_KEY": "sesame",
    "ARXIVLENS_DATABASE_URL": "postgresql://lens:open%20up@db/lens",
}


class Written:
    """A log of one form, apart from the test run's own, and what is written to it."""

    def __init__(self, form: str) -> None:
        configuration = logs.configuration(Settings.load())
        self.form, self._stream = form, io.StringIO()
        self.log = logging.Logger("scraper.worker", configuration["loggers"]["scraper"]["level"])
        handler = logging.StreamHandler(self._stream)
        handler.setFormatter(configuration["formatters"]["ours"]["()"]())
        self.log.addHandler(handler)

    @property
    def text(self) -> str:
        return self._stream.getvalue()


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Each form of the log, in a process whose settings hold secrets."""
    for name, value in _KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ARXIVLENS_LOG", request.param)
    return Written(request.param)


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_line_says_what_it_is_about(written: Written) -> None:
    logs.begin()
    with logs.about(request="4bf92f35", crawl=7):
        with logs.about(source="arxiv"):
            written.log.info("Answered", extra={"told": {"state": "ok"}})
        written.log.info("Ended")
    written.log.info("Alone")
    one, two, three = map(json.loads, written.text.splitlines())
    assert one.pop("time").endswith("Z")
    assert one == {
        "level": "info",
        "logger": "scraper.worker",
        "message": "Answered",
        "request": "4bf92f35",
        "crawl": 7,
        "source": "arxiv",
        "state": "ok",
    }
    assert (two["request"], "source" in two) == ("4bf92f35", False)
    assert "request" not in three


@pytest.mark.parametrize("written", ["text"], indirect=True)
def test_a_person_reads_what_matters(written: Written) -> None:
    written.log.info("Answered")
    with logs.about(request="4bf92f35"):
        written.log.warning("The source %s rests", "arXiv")
    (line,) = written.text.splitlines()
    assert line.endswith("[scraper.worker] WARNING: The source arXiv rests request=4bf92f35")


def test_a_record_is_one_line_whatever_it_says(written: Written) -> None:
    hostile = "one\ntwo\r\nthree\x1b[2J\u2028four\ud800"
    written.log.warning("%s", hostile, extra={"told": {"a": hostile}})
    assert written.text.count("\n") == 1
    assert written.form == "json" or len(written.text.splitlines()) == 1
    assert "\x1b" not in written.text


@pytest.mark.parametrize(
    "said",
    [
        *(value for name, value in _KEYS.items() if "URL" not in name),
        _KEYS["ARXIVLENS_DATABASE_URL"],
        "password 'open up' refused",
        "Authorization: Bearer lens_0123456789abcdefghijABCDEFGHIJ",
        "lens_0123456789abcdefghijABCDEFGHIJ-_xyz",
        "Authorization: basic dXNlcjpwYXNz",
        "GET https://api.openalex.org/works?api_key=dXNlcjpwYXNz&page=2",
        "access_token=dXNlcjpwYXNz",
    ],
)
def test_no_secret_is_written(written: Written, said: str) -> None:
    written.log.error("Failed: %s", said, extra={"told": {"error": said}})
    try:
        raise ValueError(said)
    except ValueError:
        written.log.exception("Broke")
    assert "[hidden]" in written.text
    for secret in ("sesame", "open%20up", "open up", "0123456789abcdefghij", "dXNlcjpwYXNz"):
        assert secret not in written.text
    assert "Traceback" in written.text


def test_what_is_no_secret_stays(written: Written) -> None:
    said = "The bearers of bad news, s2:649def34, lens:0123456789abcdef, https://arxiv.org/abs/1"
    written.log.error(said)
    assert said in written.text
