"""The records: one row per paper, and all that belongs to it.

`store` writes, `find` reads, `document` makes the whole record as the panel needs it, `engine`
opens the database, `migrations` bring it to the present schema.
"""

from scraper.records.aids import Similar, Summary, Term
from scraper.records.base import Base, utc_now
from scraper.records.citations import Citation
from scraper.records.comments import Comment, Report
from scraper.records.corpus import Corpus, Counted
from scraper.records.crawls import Budget, Crawl, Opening, SpiderCount
from scraper.records.documents import Document
from scraper.records.engine import Database
from scraper.records.papers import (
    Apart,
    Author,
    Authorship,
    Category,
    Identity,
    Paper,
    Statement,
    Version,
)
from scraper.records.questions import Question, Spending
from scraper.records.schedules import Schedule
from scraper.records.search import Search
from scraper.records.sources import SourceRate, SourceState
from scraper.records.tokens import Token
from scraper.records.words import Embedding, Posting, WordCount, Wording

__all__ = [
    "Apart",
    "Author",
    "Authorship",
    "Base",
    "Budget",
    "Category",
    "Citation",
    "Comment",
    "Corpus",
    "Counted",
    "Crawl",
    "Database",
    "Document",
    "Embedding",
    "Identity",
    "Opening",
    "Paper",
    "Posting",
    "Question",
    "Report",
    "Schedule",
    "Search",
    "Similar",
    "SourceRate",
    "SourceState",
    "Spending",
    "SpiderCount",
    "Statement",
    "Summary",
    "Term",
    "Token",
    "Version",
    "WordCount",
    "Wording",
    "utc_now",
]
