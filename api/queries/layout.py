"""Where the papers of a graph lie: like ones near each other, each in its place at every visit.

Nothing is left to chance or to the order of the papers. Each is drawn to a direction of its own,
given by its words, each of which has one by its hash, less what all have in common; and to the
papers like it. That is a system of linear equations, whose solution changes little where little is
added. Then all push each other apart, in a number of steps that is fixed.
"""

from collections.abc import Mapping, Sequence
from math import tau
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_PULL = 4.0  # of what is alike, against a paper's own direction
_BY_NAME = 0.25  # a paper's own direction by its name, against that by its words
_NEAR, _FAR, _FURTHER = 0.7, 1.25, 1.8  # how far from the centre: the likest, the least, hop two
_ROOM, _SHARE = 0.4, 2.4  # between two papers: so much, less from where all would fill a circle
_STEPS, _PUSH, _HOME = 20, 0.3, 0.2


def places(
    names: Sequence[str],
    words: Sequence[Mapping[str, float]],
    alike: Matrix,
    centre: NDArray[np.float64],
    further: NDArray[np.bool_],
) -> Matrix:
    """(x, y) of each paper but the one at the centre, which is 0, 0; the usual distance is 1.

    `alike` says how alike two papers are, `centre` how like each is to the one at the centre, 0 to
    1; `further` are those of the second hop, which lie without.
    """
    count = len(names)
    if not count:
        return np.zeros((0, 2))
    own = np.array([_direction(name, each) for name, each in zip(names, words, strict=True)])
    named = np.array([_direction(name, {}) for name in names])
    # The word that brought them all together would draw them all to one side.
    own += _BY_NAME * named - own.mean(0)
    pull = _PULL / max(alike.sum(1).mean(), 1e-9)
    # (1 + pull · degree) x - pull · alike x = own: symmetric, and its diagonal outweighs its rows.
    system = -pull * alike
    np.fill_diagonal(system, 1 + pull * alike.sum(1))
    drawn = np.linalg.solve(system, own)
    lengths = np.maximum(np.hypot(*drawn.T), 1e-9)
    distance = np.where(further, _FURTHER, _FAR - (_FAR - _NEAR) * np.minimum(1, 2 * centre))
    # Who is drawn hither and thither has no clear direction, and lies nearer to the centre.
    distance *= np.tanh(1.5 * lengths / np.sqrt((lengths**2).mean()))
    # Papers in the very same words would push each other nowhere.
    return _apart(drawn * (distance / lengths)[:, None] + 0.03 * named)


def _direction(name: str, words: Mapping[str, float]) -> tuple[float, float]:
    angles = np.array([crc32(word.encode()) for word in words or (name,)]) / 2**32 * tau
    weights = np.array(list(words.values()) or [1.0])
    x, y = weights @ np.cos(angles), weights @ np.sin(angles)
    length = max(np.hypot(x, y), 1e-9)
    return x / length, y / length


def _apart(home: Matrix) -> Matrix:
    """Nobody on another's room, or the centre's, as far as that goes, and nobody far from home."""
    room = np.float32(min(_ROOM, _SHARE / np.sqrt(len(home) + 1)))
    homes = np.vstack([np.zeros(2), home]).astype(np.float32)
    x, y = homes.T.copy()
    for _ in range(_STEPS):
        dx, dy = x[:, None] - x, y[:, None] - y
        gap = np.sqrt(dx * dx + dy * dy) + np.float32(1e-6)
        push = np.maximum(room - gap, 0) / gap * np.float32(_PUSH)
        x += (push * dx).sum(1) + np.float32(_HOME) * (homes[:, 0] - x)
        y += (push * dy).sum(1) + np.float32(_HOME) * (homes[:, 1] - y)
        x[0] = y[0] = 0
    return np.stack([x[1:], y[1:]], 1).astype(float)
