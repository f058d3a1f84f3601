"""What is different on a terminal: tables, colour, progress, and a question before a batch.

The terminal is a pseudo-terminal of the operating system.
"""

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import REPOSITORY, git
from small_project import CLEAN_SCRIPT, FILES, append, settled

fcntl, pty, termios = map(pytest.importorskip, ("fcntl", "pty", "termios"))

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(
    *arguments: str,
    cwd: Path,
    answers: Mapping[str, str | Callable[[], str]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Exit status and all that the terminal was sent. `answers` maps what is waited for to what is typed then."""
    ours, theirs = pty.openpty()
    env = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    child = subprocess.Popen(
        [sys.executable, "-m", "mkdocs_specthis", *arguments],
        cwd=cwd,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
        env={**env, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm", **(environment or {})},
    )
    os.close(theirs)
    said, waiting = "", dict(answers or {})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                content = os.read(ours, 65536)
            except OSError:
                break
            if not content:
                break
            said += content.decode()
        for question in [question for question in waiting if question in said]:
            time.sleep(0.3)  # a person takes longer; what comes before the line editor is ready may be lost
            answer = waiting.pop(question)
            os.write(ours, (answer if isinstance(answer, str) else answer()).encode())
    os.close(ours)
    return child.wait(timeout=10), said.replace("\r\n", "\n")


def plain(text: str) -> str:
    return ESCAPE.sub("", text)


def with_user(root: Path) -> Path:
    """A repository in which git knows who the user is."""
    git(root, "init", "--quiet")
    git(root, "config", "user.name", "Judge")
    git(root, "config", "user.email", "judge@example.org")
    return root


def ledger(root: Path) -> dict[str, list[dict[str, str]]]:
    path = root / "specs" / "_lock.json"
    return json.loads(path.read_text())["entries"] if path.exists() else {}


def test_status_is_a_table_in_colour(write_tree: WriteTree) -> None:
    status, said = on_terminal("status", cwd=write_tree(FILES))
    assert status == 0
    assert "\x1b[" in said
    assert "settled. Four need a mind." in plain(said)
    assert "uncertified" in plain(said) and "why, and what to do" in plain(said)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(environment: Mapping[str, str], write_tree: WriteTree) -> None:
    _, said = on_terminal("status", cwd=write_tree(FILES), environment=environment)
    assert re.search(r"\x1b\[[0-9;]*3[0-9]", said) is None
    assert "uncertified" in said


def test_json_is_the_same_on_a_terminal(write_tree: WriteTree) -> None:
    _, said = on_terminal("status", "--json", cwd=write_tree(FILES))
    assert json.loads(said)["version"] == 1


def test_one_entry_by_its_name_is_shown_and_signed(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, said = on_terminal("lock", "record", "clean", "--note", "read both", cwd=root)
    assert status == 0
    assert "digest of what is judged: " in said
    (judgment,) = ledger(root)["clean"]
    assert (judgment["author"], judgment["note"]) == ("Judge <judge@example.org>", "read both")


def test_a_rejection_without_a_note_asks_what_is_wrong(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, said = on_terminal("lock", "reject", "clean", cwd=root, answers={"What is wrong": "the sample\n"})
    assert status == 0
    assert [judgment["note"] for judgment in ledger(root)["clean"]] == ["the sample"]
    status, said = on_terminal("lock", "reject", "fit-one", "--note", "no", cwd=root)
    assert (status, "What is wrong" in said) == (0, False)
    status, said = on_terminal("lock", "reject", "fit-two", "--yes", cwd=root)
    assert (status, "no note is given" in said) == (0, True)


def test_a_batch_is_asked_for_once(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, said = on_terminal("lock", "record", "clean", "fit-*", cwd=root, answers={"[y/N]": "y\n"})
    assert status == 0
    assert said.count("Certify these 3 entries? [y/N]") == 1
    assert set(ledger(root)) == {"clean", "fit-one", "fit-two"}


def test_no_is_no(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, said = on_terminal("lock", "record", "fit-*", cwd=root, answers={"[y/N]": "\n"})
    assert status == 3
    assert "nothing was written" in said
    assert ledger(root) == {}


def test_the_interrupt_key_at_the_question(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, _ = on_terminal("lock", "record", "fit-*", cwd=root, answers={"[y/N]": "\x03"})
    assert status == 130
    assert ledger(root) == {}


def test_the_end_of_input_at_the_question_is_no_yes(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, _ = on_terminal("lock", "record", "fit-*", cwd=root, answers={"[y/N]": "\x04"})
    assert status == 130
    assert ledger(root) == {}


def test_yes_asks_nothing(write_tree: WriteTree) -> None:
    root = with_user(write_tree(FILES))
    status, said = on_terminal("lock", "record", "fit-*", "--yes", cwd=root)
    assert (status, "[y/N]" in said) == (0, False)
    assert set(ledger(root)) == {"fit-one", "fit-two"}


def test_what_moves_while_the_question_stands_is_not_signed(tmp_path: Path) -> None:
    root = with_user(settled(tmp_path))
    append(root, "scripts/fit.py", "# edited\n")
    before = ledger(root)

    def meddle() -> str:
        append(root, "scripts/fit.py", "# edited again\n")
        return "y\n"

    status, said = on_terminal("lock", "record", "--state", "drifted", cwd=root, answers={"[y/N]": meddle})
    assert status == 3
    assert "moved since you looked" in said
    assert ledger(root) == before


def test_refresh_shows_what_runs(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "scripts/clean.py": "import time; time.sleep(1)\n" + CLEAN_SCRIPT})
    status, said = on_terminal("refresh", cwd=root)
    assert status == 0
    assert "1 running, 0 of 4 done; 0 s so far" in plain(said)
    assert " left" not in plain(said), "nothing was ever timed"
    assert "clean made in " in plain(said)
    assert "Three made and one held." in plain(said)


def test_refresh_says_how_long_it_may_take(tmp_path: Path) -> None:
    root = settled(tmp_path)
    for name, seconds in (("clean", 90.0), ("fit-one", 600.0), ("fit-two", 30.0)):
        path = root / "specs" / "_runs" / f"{name}.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "seconds": seconds}))
    (root / "scripts" / "clean.py").write_text("import time; time.sleep(1)\n" + CLEAN_SCRIPT)
    status, said = on_terminal("refresh", "clean+", "--trial", "clean", "-j2", cwd=root)
    assert status == 0
    assert "about 11 min left" in plain(said) or "about 12 min left" in plain(said)
    assert re.search(r"  clean  \d s of about 1 min 30 s", plain(said))


def test_refresh_in_continuous_integration_is_plain(write_tree: WriteTree) -> None:
    status, said = on_terminal("refresh", cwd=write_tree(FILES), environment={"CI": "true"})
    assert status == 0
    assert "\x1b" not in said and "running" not in said


@pytest.mark.parametrize(
    ("environment", "end"),
    [({}, "…"), ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "")],
    ids=["utf-8", "ascii"],
)
def test_a_narrow_terminal_is_not_wrapped(environment: Mapping[str, str], end: str, write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "scripts/clean.py": "import time; time.sleep(1)\n" + CLEAN_SCRIPT})
    _, said = on_terminal("refresh", cwd=root, environment={**environment, "COLUMNS": "20"})
    drawn = [line for line in re.split(r"[\r\n]", plain(said)) if "1 running" in line]
    assert drawn and all(line.endswith(end) and len(line) <= 20 for line in drawn)
    assert end or said.isascii()
    assert "\\u" not in said and "so far" not in plain(said)


def test_the_interrupt_key_while_something_runs(write_tree: WriteTree) -> None:
    """Once: what runs comes to its end, and nothing more is begun."""
    waits = "import os, time\nfor _ in range(1500):\n    os.path.exists('data/go') or time.sleep(0.02)\n"
    root = write_tree({**FILES, "scripts/clean.py": waits + CLEAN_SCRIPT})

    def go() -> str:
        (root / "data" / "go").touch()
        return ""

    answers = {"1 running": "\x03", "nothing more is begun; clean comes to its end": go}
    status, said = on_terminal("refresh", cwd=root, answers=answers)
    assert status == 130
    assert "One made" in plain(said) and "two not begun." in plain(said)


def test_the_interrupt_key_twice_while_something_runs(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "scripts/clean.py": "import time; time.sleep(60)\n"})
    answers = {"1 running": "\x03", "once more ends it at once": "\x03"}
    began = time.monotonic()
    status, said = on_terminal("refresh", cwd=root, answers=answers)
    assert status == 130 and time.monotonic() - began < 30
    assert "One interrupted" in plain(said)


def test_refresh_on_a_dumb_terminal_is_plain(write_tree: WriteTree) -> None:
    status, said = on_terminal("refresh", cwd=write_tree(FILES), environment={"TERM": "dumb"})
    assert status == 0
    assert "\x1b" not in said
    assert "clean made in " in said
