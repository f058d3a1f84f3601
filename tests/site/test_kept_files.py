"""A file of the last build is given again only where this one would make the very same, and as a copy."""

from collections.abc import Iterator

import pytest
from mkdocs.structure.files import File, InclusionLevel

from mkdocs_specthis.frontends.mkdocs.kept_files import KeptFiles


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def kept() -> Iterator[KeptFiles]:
    return KeptFiles()


def ask(kept: KeptFiles, made: list[str], name: str, rests_on: object) -> File:
    def make() -> File:
        made.append(name)
        return File(name, None, "/site", use_directory_urls=True)

    return kept.file(File, name, rests_on, make)


def test_it_is_made_once(kept: KeptFiles, made: list[str]) -> None:
    for _ in range(3):
        assert ask(kept, made, "a.md", ("/site", True)).url == "a/"
        kept.end()
    assert made == ["a.md"]


def test_what_it_rests_on_makes_it_anew(kept: KeptFiles, made: list[str]) -> None:
    for place in ("/site", "/other", "/other"):
        ask(kept, made, "a.md", place)
        kept.end()
    assert made == ["a.md", "a.md"]


def test_what_is_done_to_one_is_not_done_to_the_next(kept: KeptFiles, made: list[str]) -> None:
    first = ask(kept, made, "a.md", 1)
    first.inclusion, first.dest_uri = InclusionLevel.EXCLUDED, "elsewhere.html"
    kept.end()
    second = ask(kept, made, "a.md", 1)
    assert second is not first
    assert (second.inclusion, second.dest_uri) == (InclusionLevel.UNDEFINED, "a/index.html")


def test_what_is_not_asked_for_is_forgotten(kept: KeptFiles, made: list[str]) -> None:
    ask(kept, made, "a.md", 1)
    kept.end()
    kept.end()
    ask(kept, made, "a.md", 1)
    assert made == ["a.md", "a.md"]
