"""What all tables share: names of constraints, types, and the clock."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, Date, DateTime, Dialect, MetaData, String, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from scraper.clock import utc_now as utc_now


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with time zone UTC in Python; SQLite keeps it as text without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def kept(text: str) -> str:
    """The text as both databases keep it: PostgreSQL takes no NUL, UTF-8 no half of a pair."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNKEPT.sub("\ufffd", text)


class PlainText(TypeDecorator[str]):
    """Text of any length, as strangers wrote it but for what no database keeps."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else kept(value)


def dump_json(value: Any) -> str:
    """JSON whose strings are as PlainText keeps them."""
    try:
        text = orjson.dumps(value).decode()
    except TypeError:  # half of a pair, or a number of more than 64 bits
        text = ""
    if not text or "\\u0000" in text:
        text = json.dumps(_kept_within(value), ensure_ascii=False, separators=(",", ":"))
    return text


def _kept_within(value: Any) -> Any:
    if isinstance(value, str):
        return kept(value)
    if isinstance(value, dict):
        return {name: _kept_within(each) for name, each in value.items()}
    return [_kept_within(each) for each in value] if isinstance(value, list) else value


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """The root of the models; its metadata is what the migrations are checked against."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as declared
        datetime: UtcDateTime,
        date: Date,
        str: PlainText,
        dict[str, Any]: Json,
        list[str]: Json,
        list[dict[str, Any]]: Json,
    }


def table(model: type[Base]) -> Table:
    """The table of a model, for statements that need not make objects or look for them."""
    assert isinstance(model.__table__, Table)
    return model.__table__


Name = String(32)
