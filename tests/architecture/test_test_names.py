"""Files of tests are imported by their names alone: two of one name, in whatever folders, hide each other."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent


def test_no_two_files_of_tests_have_one_name() -> None:
    names = Counter(path.name for path in TESTS.rglob("*.py") if "projects" not in path.parts)
    assert [name for name, number in names.items() if number > 1] == []
