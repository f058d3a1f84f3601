"""The tests that an export passes on its way to fresh, on the page of its entry."""

from pathlib import Path

import pytest
from site_builds import COPY, PROJECT, certify, make, refresh, settle, write

from mkdocs_specthis.core.views.artefacts import artefact_files, steps_of
from mkdocs_specthis.core.views.vocabulary import EXPORT_WORDS, REALIZATION_WORDS
from mkdocs_specthis.usecases.load import load_snapshot


def steps(root: Path) -> tuple[str, list[bool | None]]:
    (file,) = artefact_files(load_snapshot(root), "tab-a", "").files
    assert file.word
    return file.word.key, [step.passed for step in steps_of(file.word)]


def test_all_are_passed_by_what_is_fresh(tmp_path: Path) -> None:
    assert steps(settle(make(tmp_path))) == ("fresh", [True] * 4)


def test_the_first_that_fails_names_the_state(tmp_path: Path) -> None:
    """And what stands behind it was not reached."""
    root = settle(make(tmp_path))
    spec = PROJECT["specs/report-a.md"]
    write(root, {"specs/report-a.md": spec.replace("It shows", "It still shows")})
    assert steps(root) == ("needs-review", [True, True, True, False])
    write(root, {"specs/report-a.md": spec, "scripts/table.py": COPY + "# moved\n"})
    assert steps(root) == ("stale-inputs", [True, True, False, None])
    write(root, {"specs/report-a.md": spec.replace("script ready", "script TBD")})
    assert steps(root) == ("stale-contract", [True, False, None, None])
    (root / "reports/tables/tab-a.tex").unlink()
    assert steps(root) == ("missing", [False, None, None, None])


def test_what_cannot_be_read_passes_nothing() -> None:
    assert [step.passed for step in steps_of(REALIZATION_WORDS["unknown"])] == [None] * 4


@pytest.mark.parametrize("key", EXPORT_WORDS)
def test_every_state_but_fresh_has_one_failure(key: str) -> None:
    passed = [step.passed for step in steps_of(EXPORT_WORDS[key])]
    assert passed.count(False) == (key != "fresh")
    assert passed == sorted(passed, key=lambda one: (one is None, one is False))


def test_an_artefact_that_no_paper_shows_has_no_state(tmp_path: Path) -> None:
    root = make(tmp_path)
    certify(root)
    refresh(root)
    assert [file.word for file in artefact_files(load_snapshot(root), "alpha", "").files] == [None]
