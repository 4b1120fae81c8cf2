"""`arxivlens serve` as processes of its own, seen from outside."""

import os
import socket
from contextlib import suppress
from pathlib import Path

from tests.whole.lens import Lens


class Served(Lens):
    """A running server that can be looked at and killed."""

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    @property
    def log(self) -> str:
        """What it has printed."""
        return (self._folder / "serve.log").read_text()

    def wait(self, seconds: float) -> int:
        """The status that it ends with."""
        return self._process.wait(seconds)


def children(pid: int) -> dict[int, str]:
    """The command lines of a process's children, by their ids (Linux)."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(status.parent.name)] = command.decode().strip()
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and nobody has asked about does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> str:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def environment(data: Path) -> dict[str, str]:
    """Ours without any ARXIVLENS_* setting but the data's place."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARXIVLENS_")}
    return {**kept, "ARXIVLENS_DATA_DIR": str(data)}
