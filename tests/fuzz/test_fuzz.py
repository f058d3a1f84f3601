"""Ten thousand changed specs, settings and ledgers: no traceback, no hang, and the finding names the right line.

A million of them run with `make test-long`. An input that failed is saved, and tried again with `--fuzz-replay FILE`.
"""

import os
import sys
import time
from pathlib import Path

import pytest
from corpus import corpus
from fuzz import IN_TREES, KINDS, Result, case_of, judge, load, report, run, run_in_a_tree, run_in_parallel, saved_in
from placed import BREAKING
from trees import Tree

SEED = 20_240_101
FOUND = Path(__file__).parent / "found"
MANY, MOST = 10_000, 1_000_000
SECONDS = float(os.environ.get("SPECTHIS_FUZZ_SECONDS", "0"))


def hold(total: Result, folder: Path) -> None:
    """Fail with what is wrong, where it is saved, and how to try it again."""
    report(total, SEED, folder)
    if total.failures:
        pytest.fail(f"saved below {folder}; try one again with: pytest tests/fuzz --fuzz-replay FILE", pytrace=False)


@pytest.mark.parametrize("part", range(4))
def test_changed_files_are_read_and_judged_as_they_are(part: int, tmp_path: Path) -> None:
    size = MANY // 4
    hold(run(SEED, range(part * size, (part + 1) * size)), tmp_path)


def test_a_changed_file_makes_nothing_greener(tmp_path: Path) -> None:
    hold(run_in_a_tree(SEED, range(MANY // IN_TREES)), tmp_path)


@pytest.mark.long
def test_a_million(tmp_path: Path) -> None:
    """As many as `SPECTHIS_FUZZ_SECONDS` allow, if that is set."""
    started = time.time()

    def tell(total: Result) -> None:
        rate = total.cases / max(time.time() - started, 0.1)
        said = f"fuzz: {total.cases:,} cases of seed {SEED}, {rate:.0f} a second, {len(total.failures)} failed"
        print(said, file=sys.__stderr__, flush=True)

    until = started + SECONDS if SECONDS else 0.0
    hold(run_in_parallel(SEED, MOST, os.cpu_count() or 1, tell, batch=5000, until=until), tmp_path)


@pytest.mark.parametrize("place", list(saved_in(FOUND)), ids=lambda place: f"{place.parent.name}/{place.name}")
def test_what_was_found_once_stays_mended(place: Path, tmp_path: Path) -> None:
    case = load(place)
    complaint, _ = judge(case, Tree(tmp_path) if case.kind == "tree" else None)
    assert complaint == ""


def test_what_is_replayed(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    asked = request.config.getoption("--fuzz-replay")
    if not asked:
        pytest.skip("replays nothing without --fuzz-replay FILE")
    case = load(Path(asked))
    complaint, _ = judge(case, Tree(tmp_path) if case.kind == "tree" else None)
    assert complaint == ""


def test_the_same_number_is_the_same_case() -> None:
    assert [case_of(SEED, number) for number in range(50)] == [case_of(SEED, number) for number in range(50)]


def test_every_kind_and_every_change_has_its_cases() -> None:
    kinds = {sample.kind for sample in corpus()}
    assert kinds == set(KINDS)
    made = {case.name.rsplit("-", 1)[1] for case in (case_of(SEED, number) for number in range(3000)) if case.lines}
    assert made == {change.__name__ for changes in BREAKING.values() for change in changes}
