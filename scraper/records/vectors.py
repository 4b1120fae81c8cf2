"""Vectors as they are kept: float16 is as near as a cosine needs, and half of float32."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_KEPT = np.dtype("<f2")


def packed(vector: Sequence[float]) -> bytes:
    """The direction of a vector; empty for one that has none."""
    values = np.asarray(vector, np.float64)
    most = np.abs(values).max(initial=0.0)
    if not np.isfinite(most) or most == 0:
        return b""
    values = values / most  # whose square no float holds, that fits then
    kept: bytes = (values / np.linalg.norm(values)).astype(_KEPT).tobytes()
    return kept


def unpacked(kept: Sequence[bytes]) -> NDArray[np.float32]:
    """The vectors as rows; of those of one model all are equally long."""
    return np.frombuffer(b"".join(kept), _KEPT).reshape(len(kept), -1).astype(np.float32)
