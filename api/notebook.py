# %% [markdown]
# # A walk through the API
#
# Opens as a notebook in Jupyter (with Jupytext), VS Code, Spyder and PyCharm, and runs as a script:
# `python api/notebook.py`. It wants a server (`make run`) and nothing but Python.

# %%
"""A walk through the API, cell by cell."""

import csv
import io
import json
import os
import sys
import time
from collections import Counter
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SERVER = os.environ.get("ARXIVLENS_SERVER", "http://127.0.0.1:8765")
PAPER = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1][0].isdigit() else "2311.09227"


def get(path: str, **query: object) -> bytes:
    """The body of an answer; what goes wrong is told in the server's own sentence."""
    return send(Request(f"{SERVER}/api/v1/{path}?{urlencode(query)}"))


def send(request: Request) -> bytes:
    """The same of any request."""
    try:
        with urlopen(request) as answer:
            body: bytes = answer.read()
            return body
    except HTTPError as error:
        sys.exit(json.loads(error.read())["detail"])


# %% [markdown]
# ## Have a paper collected
# Asking again for one that is fresh costs its sources nothing.

# %%
body = json.dumps({"target": PAPER, "refresh": False}).encode()
wanted = Request(f"{SERVER}/api/v1/crawls", body, {"Content-Type": "application/json"})
crawl: dict[str, Any] = json.loads(send(wanted))
while crawl["state"] in ("queued", "running"):
    time.sleep(0.5)
    crawl = json.loads(get(f"crawls/{crawl['id']}"))
print(f"{PAPER}: {crawl['state']}")

# %% [markdown]
# ## What it says, and on what

# %%
record: dict[str, Any] = json.loads(get(f"papers/{PAPER}", fields="title,summary,terms,counts"))
print(record["title"])
print(record["summary"] and record["summary"]["text"])
print(", ".join(each["term"] for each in record["terms"]))

# %% [markdown]
# ## Who built on it, year by year
# A list as CSV is what a table in pandas is made of: `pandas.read_csv(f"{SERVER}/api/v1/…")`.

# %%
table = csv.DictReader(io.StringIO(get(f"papers/{PAPER}/citations", format="csv").decode()))
years = Counter(row["year"] or "unknown" for row in table)
for year, count in sorted(years.items()):
    print(f"{year:>7} {'█' * count} {count}")

# %% [markdown]
# ## What else to read

# %%
for each in json.loads(get(f"papers/{PAPER}/similar", limit=5))["items"]:
    print(f"{each['paper']['title']}: {'; '.join(each['why'])}")

# %% [markdown]
# ## Search, page after page

# %%
cursor: str | None = ""
titles: list[str] = []
while cursor is not None and len(titles) < 50:
    page = json.loads(get("papers", query="open", sort="citations", limit=20, cursor=cursor))
    titles += [each["title"] for each in page["items"]]
    cursor = page["next"]
print(f"{page['total']} papers with the word open; the first: {titles[0] if titles else 'none'}")
