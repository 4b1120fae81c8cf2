"""How the spiders did so far."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.cards import SPIDERS
from scraper.records import Crawl, SpiderCount


def statistics(session: Session) -> dict[str, dict[str, Any]]:
    """{requests, answers by outcome, last_run} of each spider.

    `last_run` is of the crawls asked of this very spider; its requests are those on behalf of
    others, too.
    """
    found: dict[str, dict[str, Any]] = {
        name: {"requests": 0, "answers": {}, "last_run": None} for name in SPIDERS
    }
    for spider, outcome, count in session.execute(
        select(SpiderCount.spider, SpiderCount.outcome, SpiderCount.count).order_by(
            SpiderCount.outcome
        )
    ):
        if spider in found and outcome == "requests":
            found[spider]["requests"] = count
        elif spider in found:
            found[spider]["answers"][outcome] = count
    last = select(Crawl.spider, func.max(Crawl.finished_at)).group_by(Crawl.spider)
    for spider, moment in session.execute(last):
        if spider in found:
            found[spider]["last_run"] = moment
    return found
