"""What every engine must do, whichever it is: one suite, each engine that `[engine] name` can name.

Commands go the way that a refresh sends them: through a dispatch, and under a lease where the engine is elsewhere.
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, wait
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from clusters import dask_cluster, is_alive, read_when_there
from conftest import REPOSITORY

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.engines.dispatch import Dispatch, Errand
from mkdocs_specthis.effects.engines.interface import BUILT_IN, UnknownEngine
from mkdocs_specthis.effects.runs.lease import Attempt
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest
from mkdocs_specthis.effects.runs.remote import RemoteRequest, Seen, run_remotely
from mkdocs_specthis.usecases.refresh.workplace import Workplace, workplace

ENGINES = ("local", "dask")
Opens = Callable[[], AbstractContextManager[Workplace]]


@pytest.fixture(scope="module")
def addresses() -> Iterator[Callable[[str], str]]:
    """The address of each engine; a cluster is started when it is first asked for."""
    clusters = []

    def address_of(name: str) -> str:
        if name == "local":
            return ""
        if not clusters:
            clusters.append(dask_cluster(workers=2))
        return str(clusters[0].scheduler_address)

    yield address_of
    for cluster in clusters:
        cluster.close()


@pytest.fixture(params=ENGINES)
def opens(request: pytest.FixtureRequest, addresses: Callable[[str], str], tmp_path: Path) -> Opens:
    settings = Settings(engine_name=request.param, engine_address=addresses(request.param))
    root = tmp_path.resolve()
    return lambda: workplace(root, settings, "0" * 16, jobs=2, is_used=True, tell=lambda text: None)


@pytest.fixture
def place(opens: Opens) -> Iterator[Workplace]:
    with opens() as opened:
        yield opened


@pytest.fixture
def dispatch(place: Workplace) -> Dispatch:
    return place.dispatch


def asked(folder: Path, name: str, line: str, timeout: float | None = 30, **rest: object) -> Errand:
    command = CommandRequest(
        argv=("sh", "-c", line),
        cwd=str(folder.resolve()),
        env={"PATH": os.environ["PATH"], "WORD": "from the request"},
        log=str(folder.resolve() / f"{name}.log"),
        timeout=timeout,
        grace=0.2,
    )
    return Errand(command=command, settings=Settings(), resources={}, **rest)  # type: ignore[arg-type]


def test_the_suite_knows_every_engine() -> None:
    assert set(ENGINES) == set(BUILT_IN)


def test_it_gives_executors_and_has_a_name_and_room(place: Workplace) -> None:
    assert isinstance(place.engine.executor_for({}), Executor)
    assert place.engine.name in ENGINES
    assert place.engine.room == 2


def test_a_command_runs_with_its_own_environment_and_log(dispatch: Dispatch, tmp_path: Path) -> None:
    outcome = dispatch.start(asked(tmp_path, "a", 'echo "$WORD" | tee made; echo loud >&2')).result()
    assert (outcome.status, outcome.succeeded, outcome.error) == (0, True, "")
    assert (tmp_path / "made").read_text() == "from the request\n"
    assert (tmp_path / "a.log").read_text().endswith("from the request\nloud\n")
    assert "loud" in outcome.tail


def test_what_only_the_driver_knows_does_not_reach_the_command(
    opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIVERS_SECRET", "sesame")
    with opens() as place:
        place.dispatch.start(asked(tmp_path, "a", 'echo "<$DRIVERS_SECRET>" > made')).result()
    assert (tmp_path / "made").read_text() == "<>\n"


def test_a_failure_tells_its_status_and_its_last_lines(dispatch: Dispatch, tmp_path: Path) -> None:
    outcome = dispatch.start(asked(tmp_path, "a", "echo why; exit 3")).result()
    assert (outcome.status, outcome.succeeded) == (3, False)
    assert "why" in outcome.tail


def test_what_cannot_start_says_why(dispatch: Dispatch, tmp_path: Path) -> None:
    errand = asked(tmp_path, "a", "")
    command = CommandRequest(argv=("no-such-program",), cwd=errand.command.cwd, env={}, log=errand.command.log)
    outcome = dispatch.start(Errand(command=command, settings=Settings(), resources={})).result()
    assert outcome.status is None and not outcome.lost
    assert "no-such-program" in outcome.error


def test_what_takes_too_long_is_ended_with_all_that_it_started(dispatch: Dispatch, tmp_path: Path) -> None:
    line = "(sleep 2; echo late > late) & sleep 60"
    outcome = dispatch.start(asked(tmp_path, "a", line, timeout=0.3)).result()
    assert outcome.timed_out and not outcome.killed
    time.sleep(2.5)
    assert not (tmp_path / "late").exists()


def test_commands_run_side_by_side(dispatch: Dispatch, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = dispatch.start(asked(tmp_path, "w", "echo hello > pipe"))
    reader = dispatch.start(asked(tmp_path, "r", "cat pipe"))
    assert [future.result().status for future in (writer, reader)] == [0, 0]
    assert (tmp_path / "r.log").read_text().endswith("\nhello\n")


def test_stopped_it_ends_what_runs_and_starts_nothing_more(opens: Opens, tmp_path: Path) -> None:
    with opens() as place:
        lines = [f"echo $$ > pid{number}; sleep 60; touch late" for number in range(2)]
        running = [place.dispatch.start(asked(tmp_path, str(number), line)) for number, line in enumerate(lines)]
        waiting = place.dispatch.start(asked(tmp_path, "late", "touch late"))
        found = [int(read_when_there(tmp_path / f"pid{number}")) for number in range(2)]
        place.dispatch.stop()
        assert not wait(running, timeout=20).not_done
        assert all(future.result().killed and not future.result().succeeded for future in running)
        assert waiting.cancelled() or waiting.result(20).killed
        assert not any(map(is_alive, found))
    assert not (tmp_path / "late").exists()
    assert not (tmp_path / ".specthis/lease").exists() or not any((tmp_path / ".specthis/lease").iterdir())


def test_who_runs_it_elsewhere_says_what_it_made(place: Workplace, tmp_path: Path) -> None:
    line = (
        "mkdir -p results/x/parts; echo '{}' > results/x/x.json; echo 1 > results/x/parts/1; echo 2 > results/x/other"
    )
    outputs = ("results/x/x.json", "results/x/parts/*", "results/x/missing")
    outcome = place.dispatch.start(asked(tmp_path, "a", line, outputs=outputs)).result()
    digests = {"results/x/x.json": (digest_bytes(b"{}\n"), 3), "results/x/parts/1": (digest_bytes(b"1\n"), 2)}
    assert outcome.succeeded
    assert outcome.made == (digests if place.engine.is_remote else None)
    assert bool(outcome.platform) == place.engine.is_remote


def test_requests_and_outcomes_travel(tmp_path: Path) -> None:
    errand = asked(tmp_path, "a", "true")
    request = RemoteRequest(
        command=errand.command,
        attempt=Attempt(folder=str(tmp_path), number=1),
        settings=Settings(roots={"wages": "/mnt/wages"}),
        rests_on=(Seen(path="scripts/a.py", digest="sha256:0", is_text=True),),
    )
    outcome = CommandOutcome(status=0, seconds=1.5, made={"results/x.json": ("sha256:1", 3)})
    assert pickle.loads(pickle.dumps((request, outcome))) == (request, outcome)
    assert pickle.loads(pickle.dumps(run_remotely)) is run_remotely


def test_a_worker_needs_the_standard_library_and_us_alone() -> None:
    code = f"import sys; sys.path.append({str(REPOSITORY)!r}); import mkdocs_specthis.effects.runs.remote"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_engine_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = Settings(engine_name="dusk")
    with (
        pytest.raises(UnknownEngine, match="no engine `dusk`") as caught,
        workplace(tmp_path, settings, "0", jobs=1, is_used=False, tell=print),
    ):
        pass
    assert caught.value.hint == "did you mean `dask`?"


REMOTE = tuple(name for name in ENGINES if name != "local")


@pytest.mark.parametrize("opens", REMOTE, indirect=True)
def test_a_worker_that_is_killed_is_one_loss_and_leaves_no_orphan(opens: Opens, tmp_path: Path) -> None:
    """Engines run again what a dead worker had; here nobody does but the refresh, in a new attempt."""
    line = "echo begun >> begun; echo half > results; echo $$ $PPID > pids; sleep 60; echo whole > results"
    with opens() as place:
        future = place.dispatch.start(asked(tmp_path, "a", line, outputs=("results",)))
        command, worker = (int(word) for word in read_when_there(tmp_path / "pids").split())
        os.kill(worker, signal.SIGKILL)
        outcome = future.result(60)
        assert outcome.lost and not outcome.succeeded and not outcome.made
        assert "worker" in outcome.error
        assert not is_alive(command)
        assert place.dispatch.start(asked(tmp_path, "b", "true")).result(60).succeeded
        time.sleep(1)
    assert (tmp_path / "begun").read_text() == "begun\n"
    assert (tmp_path / "results").read_text() == "half\n"


@pytest.mark.parametrize("opens", REMOTE, indirect=True)
def test_what_a_worker_sees_otherwise_is_not_run_on(opens: Opens, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("1\n")
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    as_it_is = (
        Seen(path="data.csv", digest=digest_bytes(b"1\n")),
        Seen(path="a.py", digest=digest_bytes(b"x = 1\n"), is_text=True),
        Seen(path="none.csv", digest=""),
    )
    with opens() as place:
        assert place.dispatch.start(asked(tmp_path, "a", "true", rests_on=as_it_is)).result().succeeded
        other = (*as_it_is, Seen(path="data.csv", digest=digest_bytes(b"2\n")))
        outcome = place.dispatch.start(asked(tmp_path, "b", "touch began", rests_on=other)).result(60)
        assert outcome.lost and "`data.csv` is not as it is here" in outcome.error
        moves = place.dispatch.start(asked(tmp_path, "c", "echo 3 > data.csv", rests_on=as_it_is)).result(60)
        assert not moves.succeeded and "`data.csv` moved" in moves.error
    assert not (tmp_path / "began").exists()
