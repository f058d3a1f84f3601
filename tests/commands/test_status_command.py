"""`specthis status`: the table, the JSON and the exit status come from the same Snapshot."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import RunCommand
from small_project import FILES, FIT, append, entries_of, json_of, judge, settled

from mkdocs_specthis.core.views.sentence import settled_sentence

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

MISTYPED = {**FILES, "specs/compute-fit.md": FIT.replace("- Output: `results/fit-one", "- Ouput: `results/fit-one")}

FRESH = """\
entry    certification  realization
clean    uncertified    never-run
    Nobody has judged script and spec together yet.
    There is no record of a run.
    next: Read script and spec together; if they agree, certify: specthis lock record clean
fit-one  uncertified    never-run
    Nobody has judged script and spec together yet.
    There is no record of a run.
    Upstream, `clean` is uncertified.
    next: Read script and spec together; if they agree, certify: specthis lock record fit-one
fit-two  uncertified    never-run
    Nobody has judged script and spec together yet.
    There is no record of a run.
    Upstream, `clean` is uncertified.
    next: Read script and spec together; if they agree, certify: specthis lock record fit-two
later    uncertified    never-run    script-tbd
    The author's line says `script TBD`.
    Nobody has judged script and spec together yet.
    There is no record of a run.
    next: Write `scripts/later.py`, then set its line to `Status: script ready`

"""


FRESH_STEPS = """
Next steps:
  1. clean: Read script and spec together; if they agree, certify. It lets 2 more entries go on.
     specthis lock record clean
  2. fit-one and fit-two: Read script and spec together; if they agree, certify.
     specthis lock record fit-one fit-two
  3. later: Write `scripts/later.py`, then set its line to `Status: script ready`.
  and 1 more, which `specthis status --json` has
"""


def test_a_fresh_project(write_tree: WriteTree, specthis: RunCommand) -> None:
    done = specthis("status", cwd=write_tree(FILES))
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"{FRESH}{settled_sentence(0, 4)} Four need a mind.\n{FRESH_STEPS}",
        "",
    )


def test_what_is_settled_is_one_line(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    done = specthis("status", *("clean", "fit-*"), cwd=root)
    assert done.stdout == (
        "entry    certification  realization\n"
        "clean    certified      fresh        settled\n"
        "fit-one  certified      fresh        settled\n"
        "fit-two  certified      fresh        settled\n"
        "\n"
        f"{settled_sentence(3, 4)} One needs a mind.\n"
    )


def test_what_moved_is_said_on_both_axes(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# edited\n")
    said = specthis("status", "clean", cwd=root).stdout
    assert "Script `scripts/clean.py` moved since Test certified it on " in said
    assert "Script `scripts/clean.py` moved since the last run on " in said
    entry = entries_of(root)["clean"]
    assert (entry["certification"], entry["realization"]) == ("drifted", "stale")
    moved = [reason for reason in entry["reasons"] if reason["subject"] == "script scripts/clean.py"]
    assert {reason["axis"] for reason in moved} == {"certification", "realization"}
    assert all(reason["was"] != reason["now"] and reason["was"] and reason["now"] for reason in moved)


def test_json_and_text_say_the_same(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    judge(root, "record", "clean")
    view = json_of(root, "status")
    text = specthis("status", cwd=root).stdout
    for entry in view["entries"]:
        row = next(line for line in text.splitlines() if line.split()[:1] == [entry["entry"]])
        assert row.split()[1:3] == [entry["certification"], entry["realization"]]
        for reason in entry["reasons"]:
            assert reason["text"].removesuffix(".") in text
    assert view["counts"]["entries"] == len(view["entries"]) == 4
    assert view["counts"]["certification.certified"] == 1
    assert view["counts"]["certification.rejected"] == 0


def test_json_of_a_selection_counts_the_whole_project(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    view = json_of(root, "status", "fit-*", "clean")
    assert [entry["entry"] for entry in view["entries"]] == ["clean", "fit-one", "fit-two"]
    assert view["counts"]["entries"] == 4


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["uncertified"], ["fit-one", "fit-two", "later"]),
        (["certified"], ["clean"]),
        (["never-run"], ["clean", "fit-one", "fit-two", "later"]),
        (["drifted", "certified"], ["clean"]),
        (["rejected"], []),
    ],
)
def test_selection_by_state(states: list[str], expected: list[str], write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    judge(root, "record", "clean")
    options = [word for state in states for word in ("--state", state)]
    assert [entry["entry"] for entry in json_of(root, "status", *options)["entries"]] == expected


def test_a_name_that_is_not_there(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    done = specthis("status", "fit-on", cwd=root)
    expected = "specthis: error: there is no entry `fit-on`\n  hint: did you mean `fit-one`?\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)
    assert specthis("status", "z*", cwd=root).returncode == 2


def test_findings_follow_the_summary(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(MISTYPED)
    done = specthis("status", cwd=root)
    line = FIT.splitlines().index("### fit-one") + 4
    summary = done.stdout.index(settled_sentence(0, 4))
    assert done.stdout.index(f"specs/compute-fit.md:{line}: ", summary) > summary
    assert "hint: did you mean `Output`?" in done.stdout
    finding = next(one for one in json_of(root, "status")["findings"] if one["line"] == line)
    assert (finding["severity"], finding["path"], finding["entry"]) == ("error", "specs/compute-fit.md", "fit-one")
    assert f"{finding['path']}:{line}: {finding['rule']} error: {finding['message']}" in done.stdout


def test_findings_of_a_selection_are_its_own(write_tree: WriteTree) -> None:
    root = write_tree(MISTYPED)
    assert {one["entry"] for one in json_of(root, "status", "fit-one")["findings"]} == {"fit-one"}
    assert json_of(root, "status", "fit-two")["findings"] == []


# --- exit statuses


def check(root: Path, specthis: RunCommand, *options: str) -> int:
    return specthis("status", *options, cwd=root).returncode


def test_check_says_one_until_all_is_settled(write_tree: WriteTree, specthis: RunCommand, tmp_path: Path) -> None:
    root = write_tree(FILES)
    assert check(root, specthis) == 0
    assert check(root, specthis, "--check") == 1
    root = settled(tmp_path)
    assert check(root, specthis, "--check") == 1
    assert check(root, specthis, "--check", "clean", "fit-*") == 0
    assert check(root, specthis, "clean", "--check", "--json") == 0
    assert check(root, specthis, "--check", "--", "later") == 1


def test_only_absent_bytes_are_elsewhere(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    (root / "results" / "clean" / "clean.json").unlink()
    lines = {entry: state["realization"] for entry, state in entries_of(root).items()}
    assert lines == {"clean": "absent", "fit-one": "fresh", "fit-two": "fresh", "later": "never-run"}
    assert "The bytes of one are elsewhere." in specthis("status", cwd=root).stdout


def test_check_forgives_bytes_that_are_elsewhere(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    (root / "results" / "fit-one" / "fit.json").unlink()
    assert check(root, specthis, "--check", "fit-one") == 0
    assert check(root, specthis, "--check=bytes", "fit-one") == 1
    assert check(root, specthis, "--check=bytes", "fit-two") == 0
    assert "The bytes of one are elsewhere." in specthis("status", cwd=root).stdout


def test_drift_and_rejection_are_for_a_person(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# edited\n")
    assert check(root, specthis) == 0
    assert check(root, specthis, "--check") == 3
    assert check(root, specthis, "--check", "clean") == 3
    assert check(root, specthis, "--check", "fit-one") == 1
    judge(root, "reject", "clean", more=("--note", "no"))
    assert check(root, specthis, "--check", "clean") == 3


def test_strict_counts_findings(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    assert check(root, specthis, "--strict") == 0
    (root / "specs" / "compute-fit.md").write_text(FIT.replace("- Consumes: clean", "- Consumes: claen", 1))
    assert check(root, specthis, "--strict") == 1
    assert check(root, specthis) == 0


def test_an_error_is_never_checked_as_settled(write_tree: WriteTree, specthis: RunCommand) -> None:
    """An entry that a typing error hides is in no count; the error that says so still fails the check."""
    hidden = FILES["specs/compute-clean.md"].replace("## Entries", "## Entires")
    root = write_tree({"specs/compute-clean.md": hidden, "scripts/clean.py": "", "data/raw.txt": ""})
    assert json_of(root, "status")["entries"] == []
    assert check(root, specthis, "--check") == 1


def test_a_project_without_entries_is_not_checked_as_settled(write_tree: WriteTree, specthis: RunCommand) -> None:
    """A misspelt folder of specs must not turn the check green."""
    root = write_tree({**FILES, "specthis.toml": '[paths]\nspecs = "spec"\n'})
    assert json_of(root, "status")["entries"] == []
    assert check(root, specthis, "--check") == 1


def test_a_state_that_nobody_is_in_is_checked_as_settled(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    assert check(root, specthis, "--check", "--state", "drifted") == 0


@pytest.mark.parametrize("path", ["specs/_lock.json", "specthis.toml", "specs/compute-clean.md"])
def test_what_cannot_be_read_is_two(path: str, write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    (root / path).write_bytes(b"\xff<<<<<<< what\n")
    done = specthis("status", cwd=root)
    assert done.returncode == 2
    assert f"\n{path}" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_receipt_that_cannot_be_read_is_two(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    (root / "specs" / "_runs" / "clean.json").write_text("{")
    assert check(root, specthis) == 2
    assert check(root, specthis, "clean") == 2
    assert check(root, specthis, "later") == 0


def test_a_selection_is_not_blamed_for_another_spec(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    (root / "specs" / "compute-fit.md").write_bytes(b"---\nname: [\n---\n")
    assert check(root, specthis) == 2
    assert check(root, specthis, "clean", "--check") == 0


def test_nothing_is_written(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    before = sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))
    specthis("status", "--check", "--strict", cwd=root)
    after = sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))
    assert [path for path in after if not path.startswith(".specthis")] == before


def test_a_name_cannot_drive_the_terminal(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, "specs/odd.md": "---\nname: odd\nkind: \x1b[31mred\n---\n"})
    done = specthis("status", cwd=root)
    assert "specs/odd.md" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\x1b" not in specthis("status", "--json", cwd=root).stdout
