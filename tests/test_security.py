"""SECURITY.md names tests, and they are there."""

import re
from pathlib import Path

_TESTS = Path(__file__).parent


def test_every_test_that_it_names_is_there() -> None:
    text = (_TESTS.parent / "SECURITY.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| API")]
    assert [row.split()[1] for row in rows] == [f"API{number}" for number in range(1, 11)]
    for row in rows:
        named = re.findall(r"`((?:\w+/)*\w+\.py)?(?:::(\w+))?`", row.rsplit("|", 2)[1])
        assert named, row
        file = ""
        for path, test in named:
            file = path or file
            source = (_TESTS / file).read_text("utf-8")
            assert not test or f"def {test}(" in source, (file, test)
