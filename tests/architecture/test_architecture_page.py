"""ARCHITECTURE.md names every folder of `core` and `effects`, and the core's files where they are not all of a kind."""

import re

from conftest import REPOSITORY
from sources import PACKAGE

PAGE = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"[\w/]*\w\.py\b", PAGE))
ROWS = frozenset({"model", "parse", "audit", "diff", "artefact", "preview", "views"})
"""Folders whose files are many of one kind: one row of the page tells them all."""


def test_every_folder_is_named() -> None:
    folders = {file.parent.name for floor in ("core", "effects") for file in (PACKAGE / floor).glob("*/__init__.py")}
    assert len(folders) > 20
    assert [name for name in sorted(folders) if f" {name}/ " not in PAGE] == []


def test_every_file_of_the_core_is_named() -> None:
    there = {
        file.name
        for file in (*(PACKAGE / "core").glob("*.py"), *(PACKAGE / "core").glob("*/*.py"))
        if file.parent.name not in ROWS and file.name != "__init__.py"
    }
    assert sorted(there - {name.rpartition("/")[2] for name in NAMED}) == []


def test_every_file_that_is_named_is_there() -> None:
    there = [f"/{file.as_posix()}" for top in (PACKAGE, REPOSITORY / "tests") for file in top.rglob("*.py")]
    assert [name for name in sorted(NAMED) if not any(path.endswith(f"/{name}") for path in there)] == []
