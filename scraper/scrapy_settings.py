"""Scrapy's own settings: read by `scrapy crawl …` and by the worker alike.

The order of the pipelines and middlewares is readable here and nowhere else.
"""

from scraper import __version__
from scraper.settings import Settings

_ours = Settings.load()

BOT_NAME = "arxivlens"
SPIDER_MODULES = ["scraper.spiders"]
USER_AGENT = f"ArxivLens/{__version__} (+{_ours.contact or 'a reader of arXiv'})"

ITEM_PIPELINES = {"scraper.pipelines.store.StorePipeline": 500}
DOWNLOADER_MIDDLEWARES = {
    "scraper.spiders.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # After redirects and decompression on the way in.
    "scraper.spiders.politeness.PolitenessMiddleware": 560,
    # The last before a request leaves, redirects included.
    "scraper.spiders.turns.TurnMiddleware": 900,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # it knows no Retry-After
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}

# The pace is kept by scraper.pace over all workers; here only one connection to arXiv.
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_SLOTS = {
    "arxiv": {"concurrency": 1, "delay": 0, "jitter": 0},
    # A model on a laptop answers one or two at a time.
    "language_model": {"concurrency": 2, "delay": 0, "jitter": 0},
}
CONCURRENT_REQUESTS = 32
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "ArxivLens"

# What is fetched is hostile: bounded in size and time, certificates checked, nothing remembered.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # a page of arXiv's OAI-PMH has a few megabytes
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 3
TWISTED_DNS_RESOLVER = "scraper.resolver.PublicResolver"
DOWNLOAD_HANDLERS = {
    "http": "scraper.handler.OnceHandler",
    "https": "scraper.handler.OnceHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}
LOG_LEVEL = "WARNING"
STATS_DUMP = False
