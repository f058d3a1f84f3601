"""`specthis lock`: what is signed is what was looked at, and nothing is signed or taken back by accident."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import RunCommand, commit_all, git, write_files
from small_project import AUTHOR, FILES, READY, append, entries_of, in_process, json_of, judge, settled

WriteTree = Callable[[Mapping[str, str | bytes]], Path]


def digest_of(root: Path, *names: str) -> str:
    return str(json_of(root, "lock", "status", *names)["at"])


def ledger(root: Path) -> dict[str, list[dict[str, str]]]:
    path = root / "specs" / "_lock.json"
    return json.loads(path.read_text())["entries"] if path.exists() else {}


def test_status_before_and_after(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    judge(root, "record", "clean", more=("--note", "read both"))
    rows = [line.split() for line in specthis("lock", "status", cwd=root).stdout.splitlines()]
    assert rows[0] == ["entry", "certification", "digest", "judged", "by", "on"]
    assert rows[1][:2] == ["clean", "certified"] and rows[1][3:5] == AUTHOR.split()
    assert rows[2][:2] == ["fit-one", "uncertified"] and len(rows[2]) == 3
    assert rows[-1][:5] == ["digest", "of", "these", "4", "together:"]
    view = json_of(root, "lock", "status", "clean")
    (entry,) = view["entries"]
    assert view["at"] == entry["digest"] and entry["digest"].startswith("sha256:")
    assert (entry["judgment"]["note"], entry["in_force"], entry["judgments"]) == ("read both", True, 1)


def test_a_judgment_of_other_content_stands_in_brackets(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# edited\n")
    row = specthis("lock", "status", "clean", cwd=root).stdout.splitlines()[1]
    assert row.split()[1] == "drifted" and f"({AUTHOR})" in row
    assert json_of(root, "lock", "status", "clean")["entries"][0]["in_force"] is False


def test_without_a_terminal_it_must_be_said_what_was_looked_at(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    for verb in ("record", "reject"):
        done = specthis("lock", verb, "clean", "--author", AUTHOR, "--yes", cwd=root)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(
            "specthis: error: without a terminal, `--at DIGEST` has to say what was looked at"
        )
    assert ledger(root) == {}


def test_without_a_terminal_it_must_be_said_who_judges(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    done = specthis("lock", "record", "clean", "--at", digest_of(root, "clean"), cwd=root)
    assert done.returncode == 2
    assert "a judgment needs an author" in done.stderr
    assert ledger(root) == {}


@pytest.mark.parametrize("cut", [slice(None), slice(7, 19), slice(0, 19)])
def test_a_digest_may_be_cut_short(cut: slice, write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    at = digest_of(root, "clean")[cut]
    done = specthis("lock", "record", "clean", "--at", at, "--author", AUTHOR, cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("certified clean at ")


def test_what_moved_since_it_was_looked_at_is_not_signed(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    at = digest_of(root, "clean")
    append(root, "scripts/clean.py", "# moved meanwhile\n")
    done = specthis("lock", "record", "clean", "--at", at, "--author", AUTHOR, cwd=root)
    assert (done.returncode, done.stdout) == (3, "")
    saw, today = (digest.removeprefix("sha256:")[:12] for digest in (at, digest_of(root, "clean")))
    assert f"moved since you looked: you saw {saw}, today it is {today}" in done.stderr
    assert "`specthis lock status clean` tells today's digest" in done.stderr
    assert ledger(root) == {}


@pytest.mark.parametrize("at", ["zzz", "", "sha256:", "12345"])
def test_what_is_no_digest(at: str, write_tree: WriteTree, specthis: RunCommand) -> None:
    done = specthis("lock", "record", "clean", "--at", at, "--author", AUTHOR, cwd=write_tree(FILES))
    assert done.returncode == 2


def test_a_batch_has_a_digest_of_its_own(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    at = digest_of(root, "clean", "fit-*")
    assert at not in (digest_of(root, "clean"), digest_of(root, "fit-*"))
    options = ("--at", at, "--author", AUTHOR)
    assert specthis("lock", "record", "clean", *options, cwd=root).returncode == 3
    done = specthis("lock", "record", "fit-*", "clean", *options, "--json", cwd=root)
    assert done.returncode == 0
    assert json.loads(done.stdout)["at"] == at
    assert set(json.loads(done.stdout)["judgments"]) == set(READY) == set(ledger(root))


def test_selection_by_state(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/fit.py", "# edited\n")
    at = digest_of(root, "--state", "drifted")
    done = specthis("lock", "record", "--state", "drifted", "--at", at, "--author", AUTHOR, cwd=root)
    assert done.stdout.count("certified fit-") == 2
    again = specthis("lock", "record", "--state", "drifted", "--at", at, "--author", AUTHOR, cwd=root)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "specthis: no entry is in that state\n")


@pytest.mark.parametrize("verb", ["record", "reject", "clear"])
def test_nothing_named_is_nothing_done(verb: str, specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    before = ledger(root)
    done = specthis("lock", verb, cwd=root)
    assert done.returncode == 2
    assert done.stderr.startswith("specthis: error: no entry is named")
    assert ledger(root) == before


def test_a_preview_writes_nothing(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# edited\n")
    before = ledger(root)
    done = specthis("lock", "record", "clean", "--dry-run", cwd=root)
    assert done.returncode == 0
    assert "Script `scripts/clean.py` moved since " in done.stdout
    assert digest_of(root, "clean")[7:19] in done.stdout
    assert json_of(root, "lock", "record", "clean", "--dry-run")["at"] == digest_of(root, "clean")
    assert ledger(root) == before


def test_reject_and_overrule(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    judge(root, "reject", "clean", more=("--note", "the last line is lost"))
    assert entries_of(root)["clean"]["certification"] == "rejected"
    at = ("--at", digest_of(root, "clean"), "--author", AUTHOR)
    refused = specthis("lock", "record", "clean", *at, cwd=root)
    assert refused.returncode == 3
    assert "the last line is lost" in refused.stderr and "--overrule" in refused.stderr
    assert specthis("lock", "record", "clean", *at, "--overrule", cwd=root).returncode == 3
    done = specthis("lock", "record", "clean", *at, "--overrule", "--note", "it has no last line", cwd=root)
    assert done.returncode == 0
    assert entries_of(root)["clean"]["certification"] == "certified"


def test_confirm(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "specs/definitions-words.md", "\nOr the file.\n")
    moved = [name for name, entry in entries_of(root).items() if entry["vocabulary_moved"]]
    assert moved == ["fit-one", "fit-two"]
    assert specthis("lock", "confirm", "definitions-words", "--author", AUTHOR, cwd=root).returncode == 2
    shown = specthis("lock", "confirm", "definitions-words", "--dry-run", cwd=root)
    assert shown.stdout.startswith("fit-one: definitions-words moved\nfit-two: definitions-words moved\n")
    at = json_of(root, "lock", "confirm", "definitions-words", "--dry-run")["at"]
    assert specthis("lock", "confirm", "fit-one", "--at", at, "--author", AUTHOR, cwd=root).returncode == 3
    done = specthis("lock", "confirm", "definitions-words.md", "--at", at, "--author", AUTHOR, cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("confirmed fit-") == 2
    assert not any(entry["vocabulary_moved"] for entry in entries_of(root).values())
    again = specthis("lock", "confirm", "definitions-words", "--at", at, "--author", AUTHOR, cwd=root)
    assert (again.returncode, again.stderr) == (0, "specthis: nothing to confirm\n")


def test_confirm_what_is_not_there(write_tree: WriteTree, specthis: RunCommand) -> None:
    done = specthis("lock", "confirm", "definitions-wrods", "--dry-run", cwd=write_tree(FILES))
    assert done.returncode == 2
    assert "did you mean `definitions-words`?" in done.stderr


def test_clear_one(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    done = specthis("lock", "clear", "clean", cwd=root)
    assert (done.returncode, done.stdout) == (0, "removed the judgments of clean\n")
    assert set(ledger(root)) == {"fit-one", "fit-two"}


def test_clear_downstream_asks(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    shown = specthis("lock", "clear", "clean", "--downstream", "--dry-run", cwd=root)
    assert [line.split()[-1] for line in shown.stdout.splitlines()] == list(READY)
    refused = specthis("lock", "clear", "clean", "--downstream", cwd=root)
    assert refused.returncode == 2 and "--yes" in refused.stderr
    assert set(ledger(root)) == set(READY)
    done = specthis("lock", "clear", "clean", "--downstream", "--yes", "--json", cwd=root)
    assert json.loads(done.stdout) == {"version": 1, "judgments": list(READY), "receipts": []}
    assert ledger(root) == {}


def test_clear_what_no_longer_exists(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "specs" / "compute-fit.md").unlink()
    shown = specthis("lock", "clear", "--gone", "--dry-run", cwd=root)
    assert shown.stdout.count("would remove the judgments of fit-") == 2
    assert shown.stdout.count("would remove the receipt of fit-") == 2
    assert specthis("lock", "clear", "--gone", "--yes", cwd=root).returncode == 0
    assert set(ledger(root)) == {"clean"}
    assert [path.name for path in (root / "specs" / "_runs").iterdir()] == ["clean.json"]


def test_a_ledger_that_cannot_be_read_is_left_alone(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    broken = (root / "specs" / "_lock.json").read_text()[:-20]
    (root / "specs" / "_lock.json").write_text(broken)
    commands = (["status"], ["record", "clean", "--at", "0" * 12, "--author", AUTHOR], ["clear", "clean"], ["resolve"])
    for words in commands:
        done = specthis("lock", *words, cwd=root)
        assert done.returncode == 2, words
        assert "specs/_lock.json" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert (root / "specs" / "_lock.json").read_text() == broken


def test_resolve_a_merge_conflict(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, ".gitignore": ".specthis/\n"})
    judge(root, "record", "clean")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    git(root, "switch", "--quiet", "--create", "other")
    judge(root, "record", "fit-one")
    commit_all(root)
    git(root, "switch", "--quiet", "main")
    judge(root, "record", "fit-two")
    commit_all(root)
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "--quiet", "other")
    assert specthis("status", cwd=root).returncode == 2
    done = specthis("lock", "resolve", cwd=root)
    assert (done.returncode, done.stdout) == (0, "specs/_lock.json: settled: every judgment of either side is kept\n")
    assert set(ledger(root)) == set(READY)
    assert specthis("lock", "resolve", cwd=root).stdout == "no ledger holds a conflict\n"


@pytest.mark.parametrize("is_edited", [False, True])
def test_resolve_lines_of_both_sides(write_tree: WriteTree, specthis: RunCommand, is_edited: bool) -> None:
    """`merge=union` makes no conflict, and no ledger. What somebody wrote on top of it is of neither side."""
    root = write_tree({**FILES, ".gitignore": ".specthis/\n", ".gitattributes": "specs/_lock.json merge=union\n"})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    git(root, "switch", "--quiet", "--create", "other")
    judge(root, "record", "clean")
    commit_all(root)
    git(root, "switch", "--quiet", "main")
    judge(root, "reject", "clean", more=("--note", "no"))
    commit_all(root)
    git(root, "merge", "--quiet", "other", "--message", "Both")
    assert entries_of(root)["clean"]["certification"] == "unknown"
    if is_edited:
        append(root, "specs/_lock.json", "\n")
    done = specthis("lock", "resolve", cwd=root)
    assert (done.returncode, "is given twice" in done.stdout) == ((2, True) if is_edited else (0, False))
    assert entries_of(root)["clean"]["certification"] == ("unknown" if is_edited else "rejected")


def test_resolve_takes_no_side_of_three(write_tree: WriteTree, specthis: RunCommand) -> None:
    """Of a merge of three branches, two sides are not all."""
    root = write_tree({**FILES, ".gitignore": ".specthis/\n", ".gitattributes": "specs/_lock.json merge=union\n"})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    for branch, name in (("other", "clean"), ("third", "fit-one")):
        git(root, "switch", "--quiet", "--create", branch, "main")
        judge(root, "record", name)
        commit_all(root)
    git(root, "switch", "--quiet", "main")
    judge(root, "reject", "clean", more=("--note", "no"))
    commit_all(root)
    git(root, "merge", "--quiet", "other", "--message", "Both")
    parents = [word for parent in ("HEAD^1", "HEAD^2", "third") for word in ("-p", parent)]
    git(root, "reset", "--soft", git(root, "commit-tree", "HEAD^{tree}", *parents, "-m", "All three").strip())
    done = specthis("lock", "resolve", cwd=root)
    assert (done.returncode, "is given twice" in done.stdout) == (2, True)


def merged_scripts(folder: Path) -> Path:
    """Two branches, each with its own edit of a script, judged and run, merged into a conflict."""
    root = settled(folder)
    (root / ".gitignore").write_text(".specthis/\nresults/\n")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    for branch in ("other", "main"):
        git(root, "switch", "--quiet", *(["--create"] if branch == "other" else []), branch)
        append(root, "scripts/clean.py", f"# as {branch} has it\n")
        append(root, "data/raw.txt", f"{branch}\n")
        judge(root, "record", "clean")
        assert in_process(root, "refresh", "clean", "fit-*")[0] == 0
        commit_all(root)
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "--quiet", "other")
    return root


def test_resolve_waits_for_the_script(tmp_path: Path, specthis: RunCommand) -> None:
    """While its text is neither side's, no receipt could be known for right: both would be thrown away."""
    root = merged_scripts(tmp_path)
    receipts = {path: path.read_bytes() for path in (root / "specs" / "_runs").glob("*.json")}
    git(root, "checkout", "--ours", "data/raw.txt")
    done = specthis("lock", "resolve", cwd=root)
    assert done.returncode == 2
    text = "a merge conflict stands in `scripts/clean.py`: settle that first, then run this again"
    assert f"specs/_runs/clean.json: not settled: {text}" in done.stdout
    assert "specs/_runs/fit-one.json: not settled: it rests on `clean`, whose receipt is not settled yet" in done.stdout
    assert {path: path.read_bytes() for path in receipts} == receipts
    git(root, "checkout", "--ours", "scripts/clean.py")
    done = specthis("lock", "resolve", cwd=root)
    assert (done.returncode, done.stdout.count("the receipt of today's content is kept")) == (0, 3)
    assert {entry["realization"] for entry in entries_of(root).values()} == {"fresh", "never-run"}


def test_resolve_waits_for_data(tmp_path: Path, specthis: RunCommand) -> None:
    root = merged_scripts(tmp_path)
    git(root, "checkout", "--ours", "scripts/clean.py")
    assert "a merge conflict stands in `data/raw.txt`" in specthis("lock", "resolve", cwd=root).stdout


def test_an_odd_name_is_quoted_safely(write_tree: WriteTree, specthis: RunCommand) -> None:
    done = specthis("lock", "record", "\x1b]0;x\x07", "--at", "0" * 12, "--author", AUTHOR, cwd=write_tree(FILES))
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


def test_marks_that_do_not_match_are_named_by_their_line(tmp_path: Path) -> None:
    root = settled(tmp_path)
    lock = (root / "specs/_lock.json").read_text()
    write_files(root, {"specs/_lock.json": lock.replace("\n", "\n<<<<<<< HEAD\n", 1)})
    status, out, said = in_process(root, "lock", "resolve")
    assert status == 2 and "line 2: marks of a merge that do not match" in out + said
