"""The database's own clock: the one that all workers share."""

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class epoch(FunctionElement[float]):  # noqa: N801 - it reads as the SQL function that it is
    """Seconds since 1970, to the millisecond, at the moment of reading and not of the BEGIN."""

    type = Float()
    inherit_cache = True


@compiles(epoch, "sqlite")
def _of_sqlite(element: epoch, compiler: SQLCompiler, **given: Any) -> str:
    # unixepoch('subsec') is NULL before SQLite 3.42.
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(epoch, "postgresql")
def _of_postgresql(element: epoch, compiler: SQLCompiler, **given: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"
