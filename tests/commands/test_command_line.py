"""The command line as a whole: help, what it imports, how it refuses, how it leaves.

Commands run as a user runs them, each in a process of its own.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from conftest import REPOSITORY, RunCommand
from small_project import python
from stamps import wait_until_old

from mkdocs_specthis import __version__
from mkdocs_specthis.frontends.cli.lazy_group import LazyGroup
from mkdocs_specthis.frontends.cli.main import specthis as specthis_command

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

PROSE = {"specs/README.md": "# Nothing to make yet\n"}


def every_command() -> Iterator[tuple[str, ...]]:
    """The words of every command and group, the program's own left out."""
    waiting: list[tuple[tuple[str, ...], click.Command]] = [((), specthis_command)]
    while waiting:
        words, command = waiting.pop()
        yield words
        if isinstance(command, LazyGroup):
            context = click.Context(command)
            waiting += [((*words, name), command.get_command(context, name)) for name in command.list_commands(context)]


COMMANDS = sorted(every_command())


def modules_of(*arguments: str, cwd: Path) -> set[str]:
    """Every module that is loaded when `specthis ARGUMENTS` has ended."""
    code = (
        "import sys, contextlib, io\n"
        "from mkdocs_specthis.frontends.cli.main import main\n"
        "out = io.StringIO()\n"
        "with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print(*sorted(sys.modules))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, check=True, env=environment
    )
    return set(done.stdout.split())


def test_help_of_the_group_imports_nothing_heavy(tmp_path: Path) -> None:
    loaded = modules_of("--help", cwd=tmp_path)
    heavy = "networkx boto3 botocore mkdocs rich yaml markdown_it jsonschema_rs filelock asyncio"
    assert loaded.intersection(heavy.split()) == set()
    assert "mkdocs_specthis.frontends.cli.status" not in loaded


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_of_each_command_imports_no_work(words: tuple[str, ...], tmp_path: Path) -> None:
    loaded = modules_of(*words, "--help", cwd=tmp_path)
    assert loaded & {"networkx", "boto3", "mkdocs", "rich", "markdown_it", "jsonschema_rs"} == set()


def test_status_imports_no_host_and_no_cloud(write_tree: WriteTree) -> None:
    loaded = modules_of("status", cwd=write_tree(PROSE))
    assert "mkdocs_specthis.core.snapshot" in loaded
    assert loaded & {"boto3", "mkdocs", "rich", "jsonschema_rs"} == set()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(words: tuple[str, ...], specthis: RunCommand, tmp_path: Path) -> None:
    long, short = specthis(*words, "--help", cwd=tmp_path), specthis(*words, "-h", cwd=tmp_path)
    assert long.returncode == 0
    assert long.stdout == short.stdout
    assert f"Usage: specthis {' '.join(words)}".strip() in long.stdout
    assert "Example" in long.stdout
    assert long.stderr == ""


@pytest.mark.parametrize("words", [words for words in COMMANDS if words], ids=" ".join)
def test_the_table_says_what_the_command_says(words: tuple[str, ...]) -> None:
    group: click.Command | None = specthis_command
    for word in words[:-1]:
        assert isinstance(group, LazyGroup)
        group = group.get_command(click.Context(group), word)
    assert isinstance(group, LazyGroup)
    command = group.get_command(click.Context(group), words[-1])
    assert command is not None and command.help is not None
    assert command.help.partition("\n")[0] == group.table[words[-1]].help
    assert command.name == words[-1]


@pytest.mark.parametrize("program", ["refresh", "cache"])
def test_the_version_of_commands_by_themselves(program: str, tmp_path: Path) -> None:
    shown = python(
        f"from mkdocs_specthis.frontends.cli.main import {program}\n{program}()\n", "--version", cwd=tmp_path
    )
    assert (shown.returncode, shown.stdout) == (0, f"specthis-{program} {__version__}\n")


def test_version(specthis: RunCommand, tmp_path: Path) -> None:
    assert specthis("--version", cwd=tmp_path).stdout == f"specthis {__version__}\n"


def test_without_a_command_help_goes_to_standard_error(specthis: RunCommand, tmp_path: Path) -> None:
    done = specthis(cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Commands:" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["statsu"], "`statsu` is not a command of `specthis`\n  hint: did you mean `status`?"),
        (["zzz"], "`zzz` is not a command of `specthis`\n  hint: `specthis --help` lists the commands"),
        (["lock", "recrod"], "`recrod` is not a command of `specthis lock`\n  hint: did you mean `record`?"),
        (["status", "--jsno"], "there is no option `--jsno`\n  hint: did you mean `--json`?"),
        (["status", "--state", "stal"], "`--state` takes no `stal`\n  hint: did you mean `stale`?"),
        (["status", "--check=byts"], "`--check` takes no `byts`\n  hint: did you mean `bytes`?"),
        (["refresh", "--dryrun"], "there is no option `--dryrun`\n  hint: did you mean `--dry-run`?"),
        (["--verison"], "there is no option `--verison`\n  hint: did you mean `--version`?"),
    ],
)
def test_a_near_miss_is_answered_with_the_right_word(
    arguments: list[str], expected: str, specthis: RunCommand, tmp_path: Path
) -> None:
    done = specthis(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"specthis: error: {expected}\n")


@pytest.mark.parametrize("arguments", [["status", "--check=foo"], ["-C"], ["status", "-C"], ["refresh", "-j", "two"]])
def test_bad_usage(arguments: list[str], specthis: RunCommand, tmp_path: Path) -> None:
    done = specthis(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("specthis: error: ")
    assert len(done.stderr.splitlines()) <= 2


def test_a_command_cannot_drive_the_terminal(specthis: RunCommand, tmp_path: Path) -> None:
    done = specthis("st\x1b[2Jatus", cwd=tmp_path)
    assert "\x1b" not in done.stderr


def test_no_project(specthis: RunCommand, tmp_path: Path) -> None:
    done = specthis("status", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no `specthis.toml` and no `specs/` in" in done.stderr


@pytest.mark.parametrize("before", [True, False])
def test_project_option_stands_before_or_after_the_command(
    before: bool, specthis: RunCommand, write_tree: WriteTree, tmp_path: Path
) -> None:
    write_tree(PROSE)
    arguments = ("-C", "project", "status") if before else ("status", "--project", "project")
    done = specthis(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("No entries yet.\n")


def test_the_project_is_found_upward(specthis: RunCommand, write_tree: WriteTree) -> None:
    root = write_tree({**PROSE, "scripts/deep/x.py": ""})
    assert specthis("status", cwd=root / "scripts" / "deep").returncode == 0
    assert specthis("status", cwd=root / "specs").returncode == 0


@pytest.mark.parametrize("folder", ["nowhere", "empty", "file"])
def test_project_option_names_no_project(folder: str, specthis: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    done = specthis("-C", folder, "status", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("specthis: error: ")


BROKEN = """\
import mkdocs_specthis.usecases.load as load
def fail(root):
    raise RuntimeError('the moon is full')
load.load_snapshot = fail
"""
INTERRUPTED = BROKEN.replace("RuntimeError('the moon is full')", "KeyboardInterrupt")
RUN = "from mkdocs_specthis.frontends.cli.main import main\nmain()\n"


def test_what_nobody_expected_is_one_line_and_a_log(write_tree: WriteTree) -> None:
    root = write_tree({**PROSE, ".specthis/.gitignore": "*\n"})
    done = python(BROKEN + RUN, "status", cwd=root)
    assert done.returncode == 2
    what, hint = done.stderr.splitlines()
    assert what == "specthis: error: this should not happen: RuntimeError: the moon is full"
    assert hint.startswith("  hint: please report it to the project's issue tracker") and hint.endswith("crash.log")
    assert "Traceback" not in done.stderr
    log = (root / ".specthis" / "crash.log").read_text()
    assert "Traceback" in log and "the moon is full" in log and __version__ in log


def test_a_reading_command_that_fails_writes_nothing(write_tree: WriteTree) -> None:
    root = write_tree(PROSE)
    done = python(BROKEN + RUN, "status", cwd=root)
    assert "run it again with `--debug`" in done.stderr
    assert not (root / ".specthis").exists()


def test_debug_shows_the_traceback(write_tree: WriteTree) -> None:
    done = python(BROKEN + RUN, "status", "--debug", cwd=write_tree(PROSE))
    assert "Traceback" in done.stderr and "the moon is full" in done.stderr


def test_interrupted(write_tree: WriteTree) -> None:
    done = python(INTERRUPTED + RUN, "status", cwd=write_tree(PROSE))
    assert done.returncode == 130
    assert done.stderr.strip() == "specthis: interrupted"


def test_the_end_of_a_file_is_nobody_who_interrupts(write_tree: WriteTree) -> None:
    cut = BROKEN.replace("RuntimeError('the moon is full')", "EOFError('cut short')")
    done = python(cut + RUN, "status", cwd=write_tree(PROSE))
    assert done.returncode == 2
    assert "this should not happen: EOFError: cut short" in done.stderr and "interrupted" not in done.stderr


def test_a_reader_that_goes_away_changes_nothing(write_tree: WriteTree) -> None:
    root = write_tree(PROSE)
    code = "import signal, time; signal.signal(signal.SIGPIPE, signal.SIG_IGN)\n" + RUN
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            [sys.executable, "-c", code, "status"],
            cwd=root,
            stdout=nobody,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_closed_standard_streams(write_tree: WriteTree) -> None:
    root = write_tree(PROSE)
    command = f"{sys.executable} -m mkdocs_specthis status <&- >&- 2>&-"
    done = subprocess.run(["sh", "-c", command], cwd=root, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})
    assert done.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_said(write_tree: WriteTree) -> None:
    root = write_tree(PROSE)
    command = f"{sys.executable} -m mkdocs_specthis status >/dev/full"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, text=True, env=environment)
    assert done.returncode == 2
    assert done.stderr.startswith("specthis: error: ") and "Traceback" not in done.stderr


def test_an_encoding_that_lacks_a_character(specthis: RunCommand, write_tree: WriteTree) -> None:
    root = write_tree({"specs/é.md": "---\nname: é\nkind: nonsense\n---\n"})
    done = specthis("status", cwd=root, environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert "Traceback" not in done.stderr
    assert "\\xe9" in done.stdout


def test_interrupt_key_while_it_works(write_tree: WriteTree) -> None:
    root = write_tree(PROSE)
    code = BROKEN.replace("raise RuntimeError('the moon is full')", "print(flush=True); __import__('time').sleep(30)")
    child = subprocess.Popen(
        [sys.executable, "-c", code + RUN, "status"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert (child.returncode, said.strip()) == (130, "specthis: interrupted")


@pytest.mark.parametrize("words", [("status",), ("refresh", "--dry-run")], ids=" ".join)
def test_a_remembered_answer_imports_no_analysis(words: tuple[str, ...], project: Path) -> None:
    wait_until_old()
    first, second = modules_of(*words, cwd=project), modules_of(*words, cwd=project)
    analysis = "mkdocs_specthis.core.snapshot"
    assert (analysis in first, analysis in second) == (True, False)
    assert len([name for name in second if name.startswith("mkdocs_specthis.core.")]) < 25
