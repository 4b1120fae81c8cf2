"""What a process that lives long gives back of its memory.

Python takes whatever is longer than half a kilobyte from the C library. glibc's has an arena for
each thread, and raises the length from which a block is a mapping of its own whenever one is freed;
of answers of all lengths there remain holes, and a process seems to grow for hours. With the limits
fixed (mallopt(3)) a long block goes back when it is freed.
"""

import ctypes
import sys

# Of <malloc.h>. Both lengths are those that glibc begins with.
_ARENA_MAX, _ARENAS = -8, 1
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _BYTES = -3, -1, 128 * 1024


def give_back() -> None:
    """From now on, in this process; to be called before its threads begin.

    Another C library than glibc's is left alone.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, _ARENAS)
        library.mallopt(_MMAP_THRESHOLD, _BYTES)
        library.mallopt(_TRIM_THRESHOLD, _BYTES)
