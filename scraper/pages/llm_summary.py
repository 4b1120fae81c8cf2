"""A language model's quick summary: the answer to `POST /v1/chat/completions`.

What a model writes is a stranger's text: it is a summary only where it looks like one.
"""

import re

from scraper.errors import LayoutUnknown, NoSummary
from scraper.pages import fields, json_body

LONGEST = 600  # characters
_LEAST, _MOST = 5, 90  # words; forty were asked for
_THOUGHT = re.compile(r"\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_PREAMBLE = re.compile(r"(?:TL;?DR|(?:Quick )?Summary)\s*[:—–-]\s*", re.IGNORECASE)
_QUOTED = re.compile(r"""["'“‘«](.*)["'”’»]""", re.DOTALL)
_MARKUP = re.compile(r"</?[a-zA-Z!]|```|\]\(|^\s*[#>*|-]\s|\*\*|__|https?://|www\.", re.MULTILINE)
_ADDRESSED = re.compile(
    r"(?:I'?m sorry|I am sorry|Sorry|I cannot|I can'?t|I'm unable|I am unable|As an AI|Sure\b"
    r"|Certainly\b|Here(?:'s| is)\b|Of course\b|Please\b|You(?:r)?\b)",
    re.IGNORECASE,
)


def parse(body: bytes) -> str:
    """The summary, one or two sentences of plain text.

    Raises NoSummary for an answer that was given but is empty, cut off, over-long or no sentence,
    and NotThisPage, PageIncomplete or LayoutUnknown for one that is no chat completion.
    """
    choices = json_body.rows(json_body.read_object(body, "choices")["choices"], "choices")
    choice = choices[0] if choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise LayoutUnknown("The answer has no message.")
    content = message.get("content")
    if content is not None and not isinstance(content, str):
        raise LayoutUnknown("The message is no text.")
    if choice.get("finish_reason") == "length":
        raise NoSummary("it was cut off at the length that was asked for")
    written = _without(_THOUGHT, content or "").strip()
    if _MARKUP.search(written):
        raise NoSummary("it holds markup or an address")
    return _sentence(fields.text(written) or "")


def _sentence(text: str) -> str:
    text = _without(_PREAMBLE, text)
    if quoted := _QUOTED.fullmatch(text):
        text = quoted[1].strip()
    words = len(text.split())
    if not text:
        raise NoSummary("it is empty")
    if len(text) > LONGEST or words > _MOST:
        raise NoSummary(f"it is too long ({words} words)")
    if words < _LEAST or text[-1] not in ".!?" or not text[0].isalnum() or text[0].islower():
        raise NoSummary("it is no sentence")
    if _ADDRESSED.match(text):
        raise NoSummary("it talks to us instead of summing up")
    return text


def _without(opening: re.Pattern[str], text: str) -> str:
    found = opening.match(text)
    return text[found.end() :] if found else text
