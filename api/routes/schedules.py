"""Scheduled crawls: have something collected again and again, let that rest, end it."""

import logging
from datetime import UTC, datetime, time
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import select

from api.access import caller
from api.answer import as_json
from api.errors import Problem
from api.schemas.base import Page
from api.schemas.schedule import ScheduleChange, ScheduleRequest, ScheduleShape
from api.session import reading, writing
from api.spec import CHANGES, CRAWLS, POSTS, READS, answers, spec
from scraper import schedules
from scraper.errors import NotFound
from scraper.records import Schedule

_log = logging.getLogger(__name__)

blueprint = Blueprint("schedules", __name__, url_prefix="/api/v1/schedules")


@blueprint.post("")
@spec.validate(
    resp=answers(
        *POSTS,
        "bad-paper-id",
        "bad-target",
        "bad-parameter",
        "unknown-spider",
        "schedule-exists",
        "too-many-schedules",
        HTTP_201=ScheduleShape,
    ),
    operation_id="createSchedule",
    tags=[CRAWLS],
)
def create(json: ScheduleRequest) -> Response:
    """Have something collected again and again: every day, every week, every so many hours.

    Whichever worker runs when a time comes makes a crawl, which names this schedule; times that no
    worker was there for are made up for by one crawl, and while the last crawl is under way none is
    made. A harvest (`oai`) without `from` is each time one of what changed since the last.
    """
    caller().need("curate")
    with writing() as session:
        made = schedules.create(
            session,
            json.spider,
            json.target,
            json.parameters,
            every_hours=json.every_hours,
            at=time.fromisoformat(json.at) if json.at else None,
        )
        body = _shape(made)
    _log.info("Scheduled", extra={"told": {"schedule": body["id"], "spider": json.spider}})
    return as_json(body, 201, Location=url_for("schedules.one", schedule_id=body["id"]))


@blueprint.get("")
@spec.validate(
    resp=answers(*READS, HTTP_200=Page[ScheduleShape]), operation_id="listSchedules", tags=[CRAWLS]
)
def listed() -> Response:
    """All schedules, the next to be due first, those that are paused last."""
    with reading() as session:
        found = session.scalars(select(Schedule).order_by(*schedules.ORDER))
        items = [_shape(each) for each in found]
    return as_json({"items": items, "total": len(items), "next": None})


@blueprint.get("/<row:schedule_id>")
@spec.validate(
    resp=answers(*READS, "schedule-unknown", "not-found", HTTP_200=ScheduleShape),
    operation_id="getSchedule",
    tags=[CRAWLS],
)
def one(schedule_id: int) -> Response:
    """A schedule, and when it is due."""
    with reading() as session:
        if (found := session.get(Schedule, schedule_id)) is None:
            raise _unknown(schedule_id)
        return as_json(_shape(found))


@blueprint.patch("/<row:schedule_id>")
@spec.validate(
    resp=answers(*POSTS, "schedule-unknown", "not-found", HTTP_200=ScheduleShape),
    operation_id="changeSchedule",
    tags=[CRAWLS],
)
def change(schedule_id: int, json: ScheduleChange) -> Response:
    """Let a schedule rest, or go on with the next of its times."""
    caller().need("curate")
    try:
        with writing() as session:
            return as_json(_shape(schedules.pause(session, schedule_id, json.paused)))
    except NotFound as error:
        raise _unknown(schedule_id) from error


@blueprint.delete("/<row:schedule_id>")
@spec.validate(
    resp=answers(*CHANGES, "schedule-unknown", "not-found", HTTP_204=None),
    operation_id="deleteSchedule",
    tags=[CRAWLS],
)
def delete(schedule_id: int) -> Response:
    """End a schedule; the crawls that it made stay."""
    caller().need("curate")
    try:
        with writing() as session:
            schedules.delete(session, schedule_id)
    except NotFound as error:
        raise _unknown(schedule_id) from error
    return Response(status=204)


def _unknown(number: int) -> Problem:
    return Problem("schedule-unknown", f"There is no schedule {number}.")


def _shape(schedule: Schedule) -> dict[str, Any]:
    return {
        "id": schedule.id,
        "spider": schedule.spider,
        "target": schedule.target,
        "parameters": schedule.parameters or {},
        "every_hours": schedule.every // schedules.HOUR,
        "next": None if schedule.paused else datetime.fromtimestamp(schedule.due, UTC),
        "paused": schedule.paused,
        "created": schedule.created,
        "last_crawl": schedule.last_crawl,
    }
