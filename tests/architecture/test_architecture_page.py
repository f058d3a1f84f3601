"""ARCHITECTURE.md names every file of `core` that lies in no folder of it, and no file that is not there."""

import re

from conftest import REPOSITORY
from sources import PACKAGE

PAGE = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"[\w/]*\w\.py\b", PAGE))


def test_every_file_of_the_core_is_named() -> None:
    there = {file.name for file in (PACKAGE / "core").glob("*.py")} - {"__init__.py"}
    assert sorted(there - {name.rpartition("/")[2] for name in NAMED}) == []


def test_every_file_that_is_named_is_there() -> None:
    there = [f"/{file.as_posix()}" for top in (PACKAGE, REPOSITORY / "tests") for file in top.rglob("*.py")]
    assert [name for name in sorted(NAMED) if not any(path.endswith(f"/{name}") for path in there)] == []
