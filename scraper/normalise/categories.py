"""arXiv's categories: the present name of each, and what a reader calls it.

The names are those of https://arxiv.org/category_taxonomy; an archive that a category has taken in
(`alg-geom`) and a category that stands in two archives (`math.MP`) go by the name that arXiv shows.
"""

import json
from importlib.resources import files

_TABLE = json.loads(files("scraper").joinpath("data/categories.json").read_text("utf-8"))
_NAMES: dict[str, str] = _TABLE["names"]
_NOW: dict[str, str] = _TABLE["now"]


def terms() -> set[str]:
    """Every category that arXiv has or had."""
    return {*_NAMES, *_NOW}


def canonical(term: str) -> str:
    """`math.AG` for `alg-geom`; a term that arXiv has not renamed, or does not know, as it is."""
    return _NOW.get(term, term)


def label(term: str) -> str:
    """`Computers and Society` for `cs.CY`; a term that arXiv does not know, as it is."""
    return _NAMES.get(canonical(term), term)
