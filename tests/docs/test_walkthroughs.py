"""What the README and the tutorial tell a reader to do works, command by command, and says what they say it says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from documentation import PAGES, Fence, fences, read, sections
from walkthrough import Reader

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or shutil.which("bash") is None, reason="needs git and bash"
)


def test_five_minutes_of_the_readme(tmp_path: Path) -> None:
    text = next(section.text for section in sections(REPOSITORY / "README.md") if section.title == "Five minutes")
    reader = Reader(folder=tmp_path)
    reader.follow(fences(text))
    assert any("specthis lock record" in step for step in reader.steps)


def fences_of_page(path: Path) -> Iterator[Fence]:
    return fences(read(path))


def test_the_tutorial(tmp_path: Path) -> None:
    reader = Reader(folder=tmp_path)
    reader.follow(fences_of_page(PAGES / "guide" / "tutorial.md"))
    assert len(reader.steps) > 5


@pytest.mark.parametrize("expected", ["no such line\n", "two\none\n"])
def test_a_line_that_does_not_come_out_is_seen(expected: str, tmp_path: Path) -> None:
    reader = Reader(folder=tmp_path)
    reader.type(Fence(language="sh", title="", text="echo one; echo two\n", line=1))
    with pytest.raises(AssertionError):
        reader.compare(Fence(language="text", title="", text=expected, line=2))


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="left with 1"):
        Reader(folder=tmp_path).type(Fence(language="sh", title="", text="false\ntrue\n", line=1))
