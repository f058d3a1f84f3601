"""What every engine must do, whichever it is: one suite, each engine that `[engine] name` can name."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor, wait
from pathlib import Path

import pytest

from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.engines.interface import Engine, UnknownEngine, engine_named
from mkdocs_specthis.effects.process import CommandRequest, run_command

ENGINES = ("local",)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    opened = engine_named(Settings(engine_name=request.param), 2)
    yield opened
    opened.close()


def asked(folder: Path, name: str, line: str, timeout: float | None = 30) -> CommandRequest:
    return CommandRequest(
        argv=("sh", "-c", line),
        cwd=str(folder),
        env={"PATH": os.environ["PATH"], "WORD": "from the request"},
        log=str(folder / f"{name}.log"),
        timeout=timeout,
        grace=0.2,
    )


def test_it_is_an_executor_and_has_a_name(engine: Engine) -> None:
    assert isinstance(engine.executor, Executor)
    assert engine.name in ENGINES


def test_a_command_runs_with_its_own_environment_and_log(engine: Engine, tmp_path: Path) -> None:
    outcome = engine.executor.submit(
        run_command, asked(tmp_path, "a", 'echo "$WORD" | tee made; echo loud >&2')
    ).result()
    assert (outcome.status, outcome.succeeded) == (0, True)
    assert (tmp_path / "made").read_text() == "from the request\n"
    assert (tmp_path / "a.log").read_text().endswith("from the request\nloud\n")


def test_a_failure_tells_its_status_and_its_last_lines(engine: Engine, tmp_path: Path) -> None:
    outcome = engine.executor.submit(run_command, asked(tmp_path, "a", "echo why; exit 3")).result()
    assert (outcome.status, outcome.succeeded) == (3, False)
    assert "why" in outcome.tail


def test_what_takes_too_long_is_ended_with_all_that_it_started(engine: Engine, tmp_path: Path) -> None:
    line = "(sleep 2; echo late > late) & sleep 60"
    outcome = engine.executor.submit(run_command, asked(tmp_path, "a", line, timeout=0.3)).result()
    assert outcome.timed_out
    time.sleep(2.5)
    assert not (tmp_path / "late").exists()


def test_commands_run_side_by_side(engine: Engine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = engine.executor.submit(run_command, asked(tmp_path, "w", "echo hello > pipe"))
    reader = engine.executor.submit(run_command, asked(tmp_path, "r", "cat pipe"))
    assert [future.result().status for future in (writer, reader)] == [0, 0]
    assert (tmp_path / "r.log").read_text().endswith("\nhello\n")


def test_stopped_it_ends_what_runs_and_starts_nothing_more(engine: Engine, tmp_path: Path) -> None:
    running = [engine.executor.submit(run_command, asked(tmp_path, f"{n}", "touch begun; sleep 60")) for n in range(2)]
    waiting = engine.executor.submit(run_command, asked(tmp_path, "late", "touch late"))
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    engine.stop()
    assert not wait(running, timeout=20).not_done
    assert all(not future.result().succeeded for future in running)
    assert waiting.cancelled() or not waiting.result().succeeded
    assert not (tmp_path / "late").exists()


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownEngine, match="no engine `cloud`"):
        engine_named(Settings(engine_name="cloud"), 1)
