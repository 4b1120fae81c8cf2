"""A language model's answer in OpenAI's protocol: `POST /chat/completions`.

https://platform.openai.com/docs/api-reference/chat/create; llama.cpp, Ollama and vLLM speak it too.
"""

from scraper.errors import LayoutUnknown
from scraper.pages import fields, json_body

LONGEST = 600  # characters; more is no quick summary


def parse(body: bytes) -> str:
    """The summary that the model wrote.

    Raises LayoutUnknown where there is none, or one that is cut off or too long to be one, and
    NotThisPage or PageIncomplete as for every JSON answer.
    """
    answer = json_body.read_object(body, "choices")
    choice = next(fields.objects(answer["choices"]), {})
    text = fields.text(fields.object_(choice.get("message")).get("content"))
    if not text:
        raise LayoutUnknown("The model wrote nothing.")
    if len(text) > LONGEST or choice.get("finish_reason") == "length":
        raise LayoutUnknown(f"The model wrote more than {LONGEST} characters, or was cut off.")
    return text
