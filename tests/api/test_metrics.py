"""What Prometheus is told."""

from datetime import timedelta

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update

from scraper import crawls, pace
from scraper.records import Budget, Crawl, Database, utc_now
from scraper.sample import PAPER


def _told(client: FlaskClient) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_what_answered(both: FlaskClient) -> None:
    count = "arxivlens_requests_total"
    asked = (
        ((count, "GET", "ready-made record", "200"), f"/api/v1/papers/{PAPER}"),
        ((count, "GET", "front.front", "200"), "/"),
        ((count, "GET", "papers.record", "404"), "/api/v1/papers/1501.00001"),
        ((count, "GET", "none", "404"), "/nowhere"),
        ((count, "GET", "front.front", "421"), "/"),
    )
    before = _told(both)
    for name, path in asked:
        both.get(path, headers={"Host": "evil.example"} if name[-1] == "421" else {})
    after = _told(both)
    for name, _path in asked:
        assert after[name] - before.get(name, 0) == 1, name


def test_a_method_of_somebodys_own_is_no_new_series(client: FlaskClient) -> None:
    client.open("/", method="BREW")
    assert not any("BREW" in name for name in _told(client))


def test_crawls_queue_and_sources(client: FlaskClient, records: Database) -> None:
    with records.writing() as session:
        crawls.request(session, "paper", "1501.00001")
        session.execute(update(Crawl).values(requested_at=utc_now() - timedelta(seconds=90)))
        session.add(Budget(day=utc_now().date(), spent=7))
        pace.rest(session, "arxiv", utc_now() + timedelta(seconds=60))
    told = _told(client)
    assert told["arxivlens_crawls", "paper", "queued"] == 1
    assert 90 <= told["arxivlens_queue_age_seconds", "readers"] < 100
    assert told["arxivlens_queue_age_seconds", "bulk"] == 0
    assert 50 < told["arxivlens_source_resting_seconds", "arxiv"] <= 60
    assert told["arxivlens_source_strikes", "arxiv"] == 1
    assert told["arxivlens_budget_spent", "Scheduled refresh"] == 7
    assert told["arxivlens_budget_daily", "Scheduled refresh"] == 200


def test_ready_is_more_than_alive(both: FlaskClient) -> None:
    assert both.get("/readyz").status_code == 200
    database: Database = both.application.extensions["lens.database"]
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert both.get("/readyz").status_code == 503
    assert both.get("/healthz").status_code == 200
