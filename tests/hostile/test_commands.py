"""The commands on trees made to hurt: a finding or a refusal and an exit status, never a traceback or a hang."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import run_command, write_files
from test_trees import BODIES, GOOD, USER, entry, random_bytes, spec

KNOWN = {0, 1, 2, 3}
"""Exit statuses that say something: done, something failed, cannot be read, a person has to decide."""


def with_pipes(root: Path) -> None:
    write_files(root, USER)
    for place in ("specs/compute-x.md", "scripts/a.sh", "specs/_lock.json"):
        (root / place).unlink(missing_ok=True)
        os.mkfifo(root / place)


def with_links_out(root: Path) -> None:
    write_files(root, USER)
    (root / "scripts/a.sh").unlink()
    (root / "scripts/a.sh").symlink_to("/etc/passwd")
    (root / "results").symlink_to("/dev")


def with_random_bytes(root: Path) -> None:
    names = ("specs/a.md", "specs/_lock.json", "specs/_runs/good.json", "specthis.toml", ".specthis/events.jsonl")
    write_files(root, {**GOOD, **{name: random_bytes(seed, 500) for seed, name in enumerate(names)}})


def with_a_hostile_body(root: Path) -> None:
    write_files(root, {**GOOD, "specs/compute-x.md": spec(BODIES["a name of 1 MB"])})


def with_escape_sequences(root: Path) -> None:
    name = "\x1b]0;owned\x07\x1b[31m"
    body = entry(more=f"- Inputs: `data/{name}`\n- {name}Ouput: x\n")
    write_files(root, {**GOOD, "specs/compute-x.md": spec(body, header=f"{name}: x\n")})


def with_a_file_for_a_folder(root: Path) -> None:
    write_files(root, {**GOOD, "results": "x", "reports": "x", ".specthis": "x", "specs/_runs": "x"})


def with_nothing(root: Path) -> None:
    root.mkdir(exist_ok=True)


TREES: dict[str, Callable[[Path], None]] = {
    "pipes": with_pipes,
    "links out": with_links_out,
    "random bytes": with_random_bytes,
    "a hostile body": with_a_hostile_body,
    "escape sequences": with_escape_sequences,
    "files for folders": with_a_file_for_a_folder,
    "nothing": with_nothing,
}
COMMANDS = (("status",), ("status", "--json"), ("refresh",), ("lock", "status", "good"), ("diff",), ("diff", "good"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("tree", TREES)
def test_commands_on_hostile_trees(tree: str, command: tuple[str, ...], tmp_path: Path) -> None:
    root = tmp_path / "project"
    TREES[tree](root)
    done = run_command(*command, cwd=root, timeout=30)
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said[-2000:]
    assert done.returncode in KNOWN, said[-2000:]
    assert "unexpected" not in done.stderr.lower(), said[-2000:]
    assert "\x1b" not in said and "\x07" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project"]
