"""Collects papers and their citation tables, and keeps one record per paper.

The way through: `spiders` ask `sources`, `pages` read the answers into `items`, `normalise` and
`records` make them one record, `enrich` adds what readers want. `crawls` tells the whole story.
"""

from importlib.metadata import version

__version__ = version("arxivlens")
