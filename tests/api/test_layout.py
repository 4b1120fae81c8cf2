"""Places that depend on the papers alone: not on their order, the process or the machine."""

import numpy as np
import pytest

from api.queries.layout import places

NAMES = ["a", "b", "c", "d"]
WORDS = [{"quantum": 1.0}, {}, {"quantum": 0.6, "walk": 0.8}, {"tree": 1.0}]
ALIKE = np.array(
    [[0.0, 0.1, 0.8, 0.0], [0.1, 0.0, 0.0, 0.3], [0.8, 0.0, 0.0, 0.0], [0.0, 0.3, 0.0, 0.0]]
)
CENTRE = np.array([0.5, 0.0, 0.2, 0.1])


def test_they_are_the_same_everywhere() -> None:
    found = places(["a", "b"], WORDS[:2], np.zeros((2, 2)), np.zeros(2), np.zeros(2, bool))
    assert found == pytest.approx(np.array([[0.768, -0.874], [-0.808, 0.826]]), abs=1e-3)


def test_the_order_makes_no_difference() -> None:
    order = [2, 0, 3, 1]
    found = places(NAMES, WORDS, ALIKE, CENTRE, np.zeros(4, bool))
    other = places(
        [NAMES[at] for at in order],
        [WORDS[at] for at in order],
        ALIKE[np.ix_(order, order)],
        CENTRE[order],
        np.zeros(4, bool),
    )
    assert other == pytest.approx(found[order], abs=1e-4)


def test_a_word_that_all_share_draws_them_to_no_side() -> None:
    kinds = ("tree", "walk", "field", "graph", "code")
    words = [{"quantum": 0.9, kinds[n % 5]: 0.436} for n in range(60)]
    alike = 0.6 * (np.ones((60, 60)) - np.eye(60))
    names = [str(n) for n in range(60)]
    found = places(names, words, alike, np.zeros(60), np.zeros(60, bool))
    assert np.hypot(*found.mean(0)) < 0.5 * np.hypot(*found.T).mean()


def test_like_papers_are_near_and_the_second_hop_is_far() -> None:
    found = places(NAMES, WORDS, ALIKE, CENTRE, np.array([False, False, False, True]))
    gaps = np.hypot(*(found[:, None] - found).transpose(2, 0, 1))
    assert gaps[0, 2] == np.min(gaps[np.triu_indices(4, 1)])
    assert np.argmax(np.hypot(*found.T)) == 3


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_any_number_has_places(count: int) -> None:
    zeros = np.zeros((count, count))
    names = [str(n) for n in range(count)]
    found = places(names, [{}] * count, zeros, np.zeros(count), np.zeros(count, bool))
    assert found.shape == (count, 2)
    assert np.isfinite(found).all()
    assert np.abs(found).max(initial=0) < 4


def test_papers_in_one_place_are_moved_apart() -> None:
    """Twins: the same words, and as like as can be."""
    alike = np.ones((30, 30)) - np.eye(30)
    words = [{"quantum": 1.0}] * 30
    names = [str(n) for n in range(30)]
    found = places(names, words, alike, np.zeros(30), np.zeros(30, bool))
    gaps = np.hypot(*(found[:, None] - found).transpose(2, 0, 1)) + 9 * np.eye(30)
    assert gaps.min() > 0.01
