"""What of a summary is read below its title."""

import pytest

from scraper.normalise.title_end import below_title


@pytest.mark.parametrize(
    ("text", "title", "read"),
    [
        ("We test it. On Tests.", "On tests", "We test it."),
        ("We test it. Tests for all?", "BERT: tests for all?", "We test it."),
        ("We test it. On tests, twice.", "On tests", "We test it. On tests, twice."),
        ("On tests.", "On tests", "On tests."),  # all that there is
        ("We test it.", "", "We test it."),
    ],
)
def test_a_summary_below_its_title(text: str, title: str, read: str) -> None:
    assert below_title(text, title) == read
