"""Which files a command was seen to open: through strace, through the hook in Python, and when neither may look."""

import contextlib
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import run_command as run_specthis
from refresh_bench import Bench, entry, one, spec

from mkdocs_specthis.core.model.observation import NOT_OBSERVED, OBSERVED, PYTHON_ONLY, Observation
from mkdocs_specthis.effects.runs import observation as watching_module
from mkdocs_specthis.effects.runs.observation import WatchRequest, find_strace
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest, run_command

needs_strace = pytest.mark.skipif(
    not find_strace().options, reason=find_strace().refusal or "strace is not installed: apt-get install strace"
)
Run = Callable[..., CommandOutcome]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command in an empty project, watched as asked."""
    root = tmp_path.resolve() / "project"
    (root / "data").mkdir(parents=True)
    (root / "data/x.csv").write_text("1\n")

    def command(*argv: str, how: str = "strace", **env: str) -> CommandOutcome:
        return run_command(
            CommandRequest(
                argv=argv,
                cwd=str(root),
                env={**os.environ, **env},
                log=str(tmp_path / "log"),
                timeout=60,
                watch=WatchRequest(how=how, folders=(str(root),), start=str(root)),
            )
        )

    return command


@pytest.fixture
def root(tmp_path: Path, run: Run) -> Path:
    return tmp_path.resolve() / "project"


def names(outcome: CommandOutcome, root: Path) -> set[str]:
    return {os.path.relpath(file.path, root) for file in outcome.observation.opened}


def python(text: str) -> tuple[str, str, str]:
    return (sys.executable, "-c", textwrap.dedent(text))


@needs_strace
def test_a_shell_its_children_and_where_they_went(run: Run, root: Path) -> None:
    (root / "sub").mkdir()
    for name in ("a", "b", "c d"):
        (root / "sub" / name).write_text(name)
    (root / "sub/tool").write_text("#!/bin/sh\ncat 'c d'\n")
    (root / "sub/tool").chmod(0o755)
    outcome = run("sh", "-c", "cat data/x.csv; cd sub; cat a & (cd ..; cat sub/b) ; ./tool; wait; cat missing")
    assert outcome.observation.level == OBSERVED
    assert names(outcome, root) == {"data/x.csv", "sub/a", "sub/b", "sub/c d", "sub/tool"}


@needs_strace
def test_programs_without_an_interpreter_are_seen_to_run(run: Run, root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub/copy").write_bytes(Path("/bin/true").read_bytes())
    (root / "sub/copy").chmod(0o755)
    assert names(run("sh", "-c", "cd sub && ./copy; true"), root) == {"sub/copy"}


@needs_strace
@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(
            ("node", "-e", "require('fs').readFile('data/x.csv', () => {})"),
            marks=pytest.mark.skipif(not shutil.which("node"), reason="node is not installed"),
        ),
        ("unshare", "-Urm", "sh", "-c", "mkdir elsewhere; mount --bind data elsewhere; cat elsewhere/x.csv"),
    ],
)
def test_a_run_whose_opens_are_hidden_is_not_observed(run: Run, root: Path, hidden: tuple[str, ...]) -> None:
    outcome = run(*hidden, how="auto", UV_USE_IO_URING="1")
    if "data/x.csv" in names(outcome, root) or outcome.status:
        pytest.skip("this machine does not let it, or does it in another way")
    assert outcome.observation.level == NOT_OBSERVED and outcome.observation.note.startswith("it ")
    demanded = run(*hidden, how="strace", UV_USE_IO_URING="1")
    assert outcome.observation.note in demanded.error


@needs_strace
def test_names_that_nobody_should_give(run: Run, root: Path) -> None:
    odd = [
        'a"b',
        'a\nopenat(AT_FDCWD, "data", O_RDONLY) = 3<etc>',
        "<tab\t>",
        "ä ö",
        "back\\slash",
        "(deleted)",
    ]
    for name in odd:
        (root / name).write_text("x")
    Path(os.fsdecode(os.fsencode(root) + b"/\xff")).write_text("x")
    code = "import os\nfor name in os.listdir(b'.'):\n    if os.path.isfile(name): open(name).close()"
    assert names(run(sys.executable, "-c", code), root) == {*odd, "\udcff"}


@needs_strace
def test_links_are_known_by_both_names(run: Run, root: Path) -> None:
    (root / "latest.csv").symlink_to("data/x.csv")
    (opened,) = run("cat", "latest.csv").observation.opened
    assert (opened.path, opened.alias) == (str(root / "data/x.csv"), str(root / "latest.csv"))


OWN = """
import os, tempfile
open("made", "w").close(); open("made").close()
os.open("exclusive", os.O_CREAT | os.O_EXCL | os.O_RDWR); open("exclusive").close()
with tempfile.NamedTemporaryFile("w", dir=".", delete=False) as file: pass
os.replace(file.name, "moved"); open("moved").close()
os.mkdir("folder"); open("folder/inside", "w").close(); os.rename("folder", "other"); open("other/inside").close()
"""


@pytest.mark.parametrize("how", [pytest.param("strace", marks=needs_strace), "python"])
def test_what_a_command_makes_before_it_reads_it_is_its_own(run: Run, root: Path, how: str) -> None:
    assert names(run(*python(OWN), how=how), root) == set()


@pytest.mark.parametrize("how", [pytest.param("strace", marks=needs_strace), "python"])
def test_what_it_reads_before_it_writes_it_is_not(run: Run, root: Path, how: str) -> None:
    for name in ("both", "update", "grown", "old"):
        (root / name).write_text("x")
    code = """
        import os
        open("both").close(); open("both", "w").close()
        open("update", "r+").close()
        open("grown", "a").close(); open("grown").close()
        os.rename("old", "new"); open("new").close()
    """
    assert names(run(*python(code), how=how), root) == {"both", "update", "grown", "new"}


@pytest.mark.parametrize("how", [pytest.param("strace", marks=needs_strace), "python"])
def test_a_file_that_is_only_written_to_or_listed_is_not_read(run: Run, root: Path, how: str) -> None:
    code = "import os\nopen('data/x.csv', 'w').close()\nopen('log', 'a').close()\nos.listdir('data')"
    assert names(run(*python(code), how=how), root) == set()


def test_the_hook_follows_into_every_python(run: Run, root: Path) -> None:
    for name in ("direct", "child", "forked"):
        (root / name).write_text("x")
    code = """
        import os, subprocess, sys
        open("direct").close()
        subprocess.run([sys.executable, "-c", "open('child').close()"], check=True)
        if os.fork() == 0:
            open("forked").close()
            os._exit(0)
        os.wait()
        subprocess.run(["cat", "data/x.csv"], check=True)
    """
    outcome = run(*python(code), how="python")
    assert outcome.observation.level == PYTHON_ONLY
    assert names(outcome, root) == {"direct", "child", "forked"}


def test_the_hook_keeps_what_a_python_would_have_loaded(run: Run, root: Path) -> None:
    (root / "site").mkdir()
    (root / "site/sitecustomize.py").write_text("import builtins\nbuiltins.THEIRS = True\n")
    code = "import sys\nassert THEIRS\nassert not any('specthis' in place for place in sys.path[:2])\nprint('fine')"
    outcome = run(*python(code), how="python", PYTHONPATH=str(root / "site"))
    assert (outcome.status, outcome.observation.level) == (0, PYTHON_ONLY), outcome.tail
    assert names(outcome, root) == {"site/sitecustomize.py"}


@pytest.mark.parametrize("argv", [("cat", "data/x.csv"), (sys.executable, "-I", "-c", "open('data/x.csv')")])
def test_where_no_python_took_the_hook_nobody_watched(run: Run, argv: tuple[str, ...]) -> None:
    assert run(*argv, how="python").observation.level == NOT_OBSERVED


def test_nobody_looks_where_nobody_should(run: Run) -> None:
    assert run("cat", "data/x.csv", how="off").observation == Observation()


def test_an_observation_travels(run: Run) -> None:
    outcome = run(*python("open('data/x.csv')"), how="auto")
    assert pickle.loads(pickle.dumps(outcome)) == outcome


WORKERS_PART = "import sys; import mkdocs_specthis.effects.runs.process; print('\\n'.join(sys.modules))"


def test_what_workers_import_is_of_the_standard_library() -> None:
    said = subprocess.run([sys.executable, "-S", "-c", WORKERS_PART], capture_output=True, text=True, check=False)
    if said.returncode:  # an editable installation needs `site`
        said = subprocess.run([sys.executable, "-c", WORKERS_PART], capture_output=True, text=True, check=True)
    clean = subprocess.run(
        [sys.executable, "-c", "import sys; print('\\n'.join(sys.modules))"], capture_output=True, text=True, check=True
    )
    tops = {name.split(".")[0] for name in set(said.stdout.split()) - set(clean.stdout.split())}
    assert {top for top in tops if top not in sys.stdlib_module_names} <= {"mkdocs_specthis"}


@pytest.fixture
def refusing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A strace that is there and may not look, as in a container."""
    place = tmp_path / "bin"
    place.mkdir()
    text = "#!/bin/sh\necho 'strace: ptrace(PTRACE_SEIZE, 1): Operation not permitted' >&2\nexit 1\n"
    (place / "strace").write_text(text)
    (place / "strace").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")


@pytest.mark.usefixtures("refusing")
def test_a_strace_that_may_not_look_gives_way_with_a_word(run: Run, root: Path) -> None:
    outcome = run(*python("open('data/x.csv').close()"), how="auto")
    assert outcome.observation.level == PYTHON_ONLY and names(outcome, root) == {"data/x.csv"}
    assert "Operation not permitted" in outcome.observation.note


@pytest.mark.usefixtures("refusing")
def test_where_strace_is_demanded_nothing_runs_without_it(run: Run, root: Path) -> None:
    outcome = run("touch", "begun", how="strace")
    assert not outcome.succeeded and "Operation not permitted" in outcome.error and "demands" in outcome.error
    assert not (root / "begun").exists()


def test_a_machine_without_strace_says_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching_module, "find_strace", watching_module.Strace)
    outcome = run(*python("open('data/x.csv').close()"), how="auto")
    assert (outcome.observation.level, outcome.observation.note) == (PYTHON_ONLY, "")


KILL_STRACE = """
import os, signal, subprocess, time
parent = next(line for line in open("/proc/self/status") if line.startswith("TracerPid")).split()[1]
os.kill(int(parent), signal.SIGKILL)
time.sleep(0.3)
"""


@needs_strace
@pytest.mark.parametrize("how", ["auto", "strace"])
def test_a_run_whose_strace_died_does_not_count_as_observed(run: Run, how: str) -> None:
    outcome = run(*python(KILL_STRACE), how=how)
    assert outcome.observation.level == NOT_OBSERVED
    assert how == "auto" or not outcome.succeeded


@needs_strace
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_comes_as_the_last_one_goes_is_no_surprise(tmp_path: Path) -> None:
    line = f'7 openat(AT_FDCWD, "x", O_RDONLY) = 3<{tmp_path}/x>\n7 +++ exited with 0 +++\n'.encode()
    request = WatchRequest(how="strace", folders=(str(tmp_path),), start=str(tmp_path))
    for number in range(300):
        pipe = str(tmp_path / str(number))
        with watching_module.StraceWatch(request, find_strace().options, pipe) as watch:
            strace = os.open(pipe, os.O_WRONLY)
            os.write(strace, line)
            watch.settle(7)
            os.close(strace)
            for _ in range(20):
                with contextlib.suppress(OSError):  # nobody reads any more
                    os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            assert [file.path for file in watch.result().opened] == [f"{tmp_path}/x"]


@needs_strace
def test_nothing_is_left_in_the_folder_of_temporary_files(run: Run, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    run("cat", "data/x.csv")
    run("no-such-program")
    run(*python("pass"), how="python")
    assert list(place.iterdir()) == []


@needs_strace
def test_a_thousand_processes_at_once(run: Run, root: Path) -> None:
    for number in range(200):
        (root / f"data/{number}").write_text("x")
    line = "for n in $(seq 0 199); do cat data/$n > /dev/null & done; wait"
    assert names(run("sh", "-c", line), root) == {f"data/{number}" for number in range(200)}


# In a refresh


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    yield lambda files: Bench(tmp_path.resolve() / "bench", files)


READ = 'import json, sys\nopen("/".join(["data", "x.csv"])).read()\njson.dump({}, open(sys.argv[1], "w"))\n'
ARGUMENTS = {"Run": "`python {script} {output}`"}
PYTHON_WATCH = {"specthis.toml": '[run]\nobserve = "python"\n', "data/x.csv": "1\n"}


def test_the_result_names_what_was_opened(bench: Callable[..., Bench]) -> None:
    made = bench({**one(READ, **ARGUMENTS), **PYTHON_WATCH})
    (result,) = made.refresh().results
    assert (result.observed, result.undeclared) == (PYTHON_ONLY, ("data/x.csv",))
    assert json.loads(made.receipt("a"))["observed"] == PYTHON_ONLY
    assert PYTHON_ONLY in run_specthis("status", "a", cwd=made.root).stdout
    view = json.loads(run_specthis("status", "--json", cwd=made.root).stdout)
    assert [found["observed"] for found in view["entries"]] == [PYTHON_ONLY]


@needs_strace
def test_a_forced_run_that_is_watched_more_closely_is_told_of(bench: Callable[..., Bench]) -> None:
    made = bench({**one(READ, Inputs="`data/x.csv`", **ARGUMENTS), "data/x.csv": "1\n"})
    made.write({"specthis.toml": '[run]\nobserve = "off"\n'})
    made.refresh()
    before = made.receipt("a")
    assert json.loads(before)["observed"] == NOT_OBSERVED
    made.write({"specthis.toml": '[run]\nobserve = "auto"\n'})
    (made.root / "results/a/a.json").unlink()
    assert made.outcomes() == {"a": "reproduced"} and made.receipt("a") == before
    assert made.outcomes(force=True) == {"a": "made"}
    assert json.loads(made.receipt("a"))["observed"] == OBSERVED
    assert made.outcomes(force=True) == {"a": "reproduced"}


@needs_strace
def test_the_same_code_watched_less_closely_keeps_what_is_known(bench: Callable[..., Bench]) -> None:
    script = """\
import subprocess, sys
subprocess.run(["cat", "/".join(["data", "x.csv"])])
open(sys.argv[1], "w").write("{}")
"""
    made = bench({**one(script, **ARGUMENTS), "data/x.csv": "1\n"})
    assert made.refresh().results[0].undeclared == ("data/x.csv",)
    made.write({"specthis.toml": '[run]\nobserve = "python"\n'})
    assert made.refresh(force=True).results[0].undeclared == ("data/x.csv",)
    made.write({"scripts/a.py": script.replace("subprocess.run", "print")})
    assert made.refresh().results[0].undeclared == ()


@pytest.mark.parametrize(
    ("mark", "counts"),
    [
        ("work/pyvenv.cfg", ("work/u.csv", "work/data/lib/u.csv")),
        ("work/conda-meta/history", ()),
        ("work/data/pyvenv.cfg", ("work/u.csv", "work/bin/u.csv")),
    ],
)
def test_what_lies_beside_a_virtual_environment_counts(
    bench: Callable[..., Bench], mark: str, counts: tuple[str, ...]
) -> None:
    files = ("work/u.csv", "work/bin/u.csv", "work/data/lib/u.csv")
    read = "".join(f'open("/".join({file.split("/")})).close()\n' for file in (*files, mark))
    made = bench({**one(read + READ, **ARGUMENTS, Inputs="`data/x.csv`"), **PYTHON_WATCH, mark: ""})
    made.write(dict.fromkeys(files, "1"))
    assert made.refresh().results[0].undeclared == tuple(sorted(counts))


def test_entries_that_one_run_makes_answer_for_their_own_inputs(bench: Callable[..., Bench]) -> None:
    script = """\
import os
for name in ("a", "b"):
    open("/".join(["data", name])).close()
    os.makedirs(f"results/{name}", exist_ok=True)
    open(f"results/{name}/{name}.json", "w").write("{}")
    open("/".join(["results", "a", "a.json"])).close()
"""
    shared = {"Script": "`scripts/both.py`"}
    text = spec("compute-two", entry("a", Inputs="`data/a`", **shared), entry("b", Inputs="`data/b`", **shared))
    made = bench(
        {"specs/compute-two.md": text, "scripts/both.py": script, "data/a": "1", "data/b": "1", **PYTHON_WATCH}
    )
    results = made.refresh().results
    found = {result.entry: result.undeclared for result in results}
    assert found == {"a": ("data/b",), "b": ("data/a",)}


@needs_strace
def test_what_entries_of_one_run_make_is_no_input_of_either(bench: Callable[..., Bench]) -> None:
    script = """\
import os
for name in ("a", "b"):
    os.makedirs(f"results/{name}", exist_ok=True)
    os.write(os.open("/".join(["results", name, name + ".json"]), os.O_RDWR | os.O_CREAT), b"{}")
"""
    text = spec("compute-two", entry("a", Script="`scripts/both.py`"), entry("b", Script="`scripts/both.py`"))
    made = bench({"specs/compute-two.md": text, "scripts/both.py": script})
    assert [(result.observed, result.undeclared) for result in made.refresh().results] == [(OBSERVED, ())] * 2


def test_named_data_roots_and_linked_results_are_the_projects(bench: Callable[..., Bench], tmp_path: Path) -> None:
    share, scratch = tmp_path.resolve() / "share", tmp_path.resolve() / "scratch"
    share.mkdir()
    scratch.mkdir()
    (share / "w.csv").write_text("1")
    (scratch / "side.txt").write_text("1")
    script = (
        f'open("{share}/w.csv").close()\nopen("/".join(["results", "side.txt"])).close()\n'
        'import os\nos.makedirs("results/a", exist_ok=True)\nopen("results/a/a.json", "w").write("{}")\n'
    )
    made = bench({**one(script), **PYTHON_WATCH, ".specthis/local.toml": f'[roots]\nwages = "{share}"\n'})
    (made.root / "results").symlink_to(scratch)
    assert made.refresh().results[0].undeclared == ("results/side.txt", "wages:w.csv")


@pytest.mark.usefixtures("refusing")
def test_a_refresh_says_once_why_it_cannot_watch(bench: Callable[..., Bench]) -> None:
    from mkdocs_specthis.usecases.refresh import Silence

    class Listener(Silence):
        def __init__(self) -> None:
            self.said: list[str] = []

        def remarked(self, text: str) -> None:
            self.said.append(text)

    text = spec("compute-two", entry("a", **ARGUMENTS), entry("b", **ARGUMENTS))
    listener = Listener()
    made = bench({"specs/compute-two.md": text, "scripts/a.py": READ, "scripts/b.py": READ, "data/x.csv": "1\n"})
    made.refresh(progress=listener)
    assert len(listener.said) == 1 and "Operation not permitted" in listener.said[0] and PYTHON_ONLY in listener.said[0]


@needs_strace
def test_an_interrupted_run_leaves_no_strace(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from mkdocs_specthis.usecases.refresh import RefreshRequest, refresh
        refresh(Path(sys.argv[1]), RefreshRequest(), now=lambda: "2026-01-01T00:00:00Z")
    """
    made = Bench(tmp_path.resolve() / "bench", one('import time\nopen("begun", "w").close()\ntime.sleep(60)\n'))
    driver = subprocess.Popen([*python(code), str(made.root)])
    deadline = time.monotonic() + 30
    while not (made.root / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    script = str(made.root / "scripts/a.py")
    deadline = time.monotonic() + 30
    while (left := _processes("scripts/a.py", made.root)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == [], script


def _processes(word: str, root: Path) -> list[str]:
    """Command lines of processes that work in `root` and name `word`."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode("utf-8", "replace")
            if word in line and os.readlink(place / "cwd") == str(root):
                found.append(line)
        except OSError:
            continue
    return found
