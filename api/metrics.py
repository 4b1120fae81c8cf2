"""What Prometheus is told: https://prometheus.io/docs/instrumenting/exposition_formats/.

Requests are counted by each of the server's processes in files that they share, and added up by
whichever is asked. Crawls, queue and sources are read off the records when they are asked for, so
that one server tells of all workers.
"""

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.health import budgets
from scraper.limits import MEGABYTE, Limits
from scraper.records import Crawl, Paper, SourceRate, utc_now
from scraper.records.clock import epoch
from scraper.settings import Settings

# It is read when the library is imported; processes begun from here share the folder. In memory,
# where there is a place: on a busy disk the kernel holds up whoever counts in a mapped file.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    _memory = "/dev/shm"  # noqa: S108 - the folder in it is made by mkdtemp
    _folder = tempfile.mkdtemp(
        prefix="arxivlens-metrics-", dir=_memory if os.access(_memory, os.W_OK) else None
    )
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "lens.route"  # in the WSGI environment: what answered
READY_MADE = "ready-made record"
_OWN = CollectorRegistry()  # never asked: the shared files alone tell all
_REQUESTS = Counter(
    "arxivlens_requests",
    "Requests answered, by route, method and status.",
    ["route", "method", "status"],
    registry=_OWN,
)
_SECONDS = Histogram(
    "arxivlens_request_seconds",
    f"The time until an answer began, by route; a {READY_MADE} is not worth timing.",
    ["route"],
    buckets=(0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=_OWN,
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@lru_cache(1000)
def _count(route: str, method: str, status: str) -> Callable[[], None]:
    return _REQUESTS.labels(route, method if method in _METHODS else "other", status[:3]).inc


def measured(behind: "WSGIApplication") -> "WSGIApplication":
    """The application with its requests counted."""

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        began = time.perf_counter()

        def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            route = environ.get(ROUTE, "none")
            _count(route, environ["REQUEST_METHOD"], status)()
            if route != READY_MADE:
                _SECONDS.labels(route).observe(time.perf_counter() - began)
            return start(status, headers, *error)

        return behind(environ, begin)

    return application


def exposition(session: Session, limits: Limits, settings: Settings) -> bytes:
    """All there is to tell, in Prometheus' text format."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Records(session, limits, settings))
    return generate_latest(registry)


class _Records(Collector):
    def __init__(self, session: Session, limits: Limits, settings: Settings) -> None:
        self._session, self._limits, self._settings = session, limits, settings

    def collect(self) -> Iterator[Metric]:
        yield self._crawls()
        yield self._ended()
        yield from self._queue()
        yield from self._sources()
        yield from self._budgets()
        papers = self._session.scalar(select(func.max(Paper.id))) or 0
        if (free := self._limits.free) is not None:
            yield GaugeMetricFamily(
                "arxivlens_disk_free_bytes", "What is free where the SQLite database lies.", free
            )
            yield GaugeMetricFamily(
                "arxivlens_disk_reserve_bytes",
                "Below that no crawl is taken on.",
                self._limits.reserve * MEGABYTE,
            )
        yield GaugeMetricFamily(
            "arxivlens_queue_limit", "How many crawls of a kind may wait.", self._limits.queue
        )
        yield GaugeMetricFamily("arxivlens_papers", "Highest number of a paper.", papers)

    def _crawls(self) -> Metric:
        metric = GaugeMetricFamily(
            "arxivlens_crawls", "Crawls on record, by spider and state.", labels=["spider", "state"]
        )
        states = select(Crawl.spider, Crawl.state, func.count()).group_by(Crawl.spider, Crawl.state)
        for spider, state, count in self._session.execute(states):
            metric.add_metric([spider, state], count)
        return metric

    def _ended(self) -> Metric:
        metric = GaugeMetricFamily(
            "arxivlens_crawls_ended", "Crawls that ended in the last hour.", labels=["state"]
        )
        lately = Crawl.finished_at > utc_now() - timedelta(hours=1)
        states = select(Crawl.state, func.count()).where(lately).group_by(Crawl.state)
        counts = dict(self._session.execute(states).all())
        for state in ("done", "failed", "cancelled"):
            metric.add_metric([state], counts.get(state, 0))
        return metric

    def _queue(self) -> Iterator[Metric]:
        age = GaugeMetricFamily(
            "arxivlens_queue_age_seconds",
            "How long the oldest crawl that is not drawn yet has waited.",
            labels=["for"],
        )
        for name, priority in (("readers", crawls.READER), ("bulk", crawls.BULK)):
            since = self._session.scalar(
                select(func.min(Crawl.requested_at)).where(
                    Crawl.state == "queued", Crawl.priority == priority
                )
            )
            age.add_metric([name], (utc_now() - since).total_seconds() if since else 0.0)
        yield age
        lapsed = select(func.count()).where(Crawl.state == "running", Crawl.lease_until < epoch())
        yield GaugeMetricFamily(
            "arxivlens_leases_lapsed",
            "Crawls whose worker has not been heard of for a lease.",
            self._session.scalar(lapsed) or 0,
        )

    def _sources(self) -> Iterator[Metric]:
        resting = GaugeMetricFamily(
            "arxivlens_source_resting_seconds",
            "How long a source is left alone yet, because it asked us to wait.",
            labels=["source"],
        )
        strikes = GaugeMetricFamily(
            "arxivlens_source_strikes", "Refusals in a row of a source.", labels=["source"]
        )
        behind = GaugeMetricFamily(
            "arxivlens_source_queue_seconds",
            "How long the next request to a source waits for its turn.",
            labels=["source"],
        )
        now = epoch().label("now")
        rates = select(
            SourceRate.source, SourceRate.next_at, SourceRate.resting_until, SourceRate.strikes, now
        )
        for row in self._session.execute(rates):
            resting.add_metric([row.source], max(0.0, row.resting_until - row.now))
            strikes.add_metric([row.source], row.strikes)
            behind.add_metric([row.source], max(0.0, row.next_at - row.now))
        yield from (resting, strikes, behind)

    def _budgets(self) -> Iterator[Metric]:
        spent = GaugeMetricFamily(
            "arxivlens_budget_spent", "Requests of a daily budget spent today.", labels=["budget"]
        )
        daily = GaugeMetricFamily(
            "arxivlens_budget_daily", "Requests that may be spent a day.", labels=["budget"]
        )
        for each in budgets(self._session, self._settings):
            spent.add_metric([each.name], each.spent)
            daily.add_metric([each.name], each.daily)
        yield from (spent, daily)
