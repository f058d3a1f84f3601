"""What the README and the guide tell a reader to do works, command by command, and says what they say it says."""

import shutil
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


FOLLOWED = (
    "guide/tutorial.md",
    "guide/day-to-day.md",
    "guide/co-authors.md",
    "guide/languages.md",
    "guide/long-runs.md",
    "guide/continuous-integration.md",
    "guide/publishing.md",
    "concepts/observation.md",
    "coming-from/index.md coming-from/make.md",
    "coming-from/index.md coming-from/snakemake.md",
    "coming-from/index.md coming-from/dvc.md",
    "coming-from/specthis.md",
)
"""Pages that a reader can follow from an empty folder, some of them one after the other."""


@pytest.mark.parametrize("names", FOLLOWED)
def test_pages_can_be_followed(names: str, tmp_path: Path) -> None:
    reader = Reader(folder=tmp_path)
    for name in names.split():
        reader.follow(fences(read(PAGES / name)))
    assert reader.steps


def test_every_page_that_types_something_is_followed() -> None:
    typing = {
        page.relative_to(PAGES).as_posix()
        for page in PAGES.rglob("*.md")
        if any(fence.language == "sh" and not fence.title for fence in fences(read(page)))
    }
    assert typing == {name for names in FOLLOWED for name in names.split()}


def test_what_needs_a_program_that_is_not_here_is_passed_over(tmp_path: Path) -> None:
    page = """<!-- needs no-such-program -->\n\n```sh\nfalse\n```\n\n```text\nnever said\n```\n
<!-- needs git -->\n\n```sh\necho here\n```\n"""
    reader = Reader(folder=tmp_path)
    reader.follow(fences(page))
    assert reader.steps == ["echo here\n"]


@pytest.mark.parametrize("expected", ["no such line\n", "two\none\n"])
def test_a_line_that_does_not_come_out_is_seen(expected: str, tmp_path: Path) -> None:
    reader = Reader(folder=tmp_path)
    reader.type(Fence(language="sh", title="", text="echo one; echo two\n", line=1))
    with pytest.raises(AssertionError):
        reader.compare(Fence(language="text", title="", text=expected, line=2))


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="left with 1"):
        Reader(folder=tmp_path).type(Fence(language="sh", title="", text="false\ntrue\n", line=1))
