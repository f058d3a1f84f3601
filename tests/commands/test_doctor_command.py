"""`specthis doctor`: programs are real files on a PATH of their own, repositories are real.

Nothing of a project is run, which is tested with programs that would leave a trace.
"""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import RunCommand, commit_all, git, write_files
from drawings import DRAWING, project
from small_project import FILES, in_process, json_of, settled

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.effects.runs import programs
from mkdocs_specthis.effects.runs.driver_lock import driver_lock
from mkdocs_specthis.effects.tree import file_system
from mkdocs_specthis.usecases.doctor import examine
from mkdocs_specthis.usecases.doctor.examine import ask
from mkdocs_specthis.usecases.doctor.patient import Patient

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

JULIA = """\
---
name: compute-julia
kind: compute
---

## Entries

### fit

- Script: `scripts/fit.jl`
- Output: `results/fit/fit.json`
- Status: script ready
"""
PROJECT = {"specs/compute-julia.md": JULIA, "scripts/fit.jl": "println(1)\n"}


def program(folder: Path, name: str, text: str) -> Path:
    """An executable file that /bin/sh reads."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / name
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    return place


def checks_of(root: Path, path: str | None = None) -> dict[str, Any]:
    """Name to check, as `examine` sees the project with a PATH of its own."""
    environment = {**os.environ, **({"PATH": path} if path is not None else {})}
    return {check.name: check for check in examine(root, environment).checks}


def test_all_is_well(tmp_path: Path) -> None:
    root = settled(tmp_path)
    git(root, "init", "--quiet")
    commit_all(root)
    write_files(root, {"mkdocs.yml": "site_name: x\nplugins: [search, specthis]\n"})
    status, out, said = in_process(root, "doctor")
    assert (status, said) == (0, "")
    assert out.endswith("All that is needed is here.\n")
    assert "judgments of 3 entries, 3 receipts" in out


def test_a_missing_interpreter(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree(PROJECT)
    found = checks_of(root, str(tmp_path))["julia"]
    assert found.verdict is Verdict.MISSING
    assert found.text == "for `fit`; it is not on the PATH"
    assert "brew install julia" in found.hint
    assert not examine(root, {"PATH": str(tmp_path)}).healthy


def test_an_interpreter_says_its_version(write_tree: WriteTree, tmp_path: Path) -> None:
    place = program(tmp_path / "bin", "julia", 'echo "julia version 1.10.4 ($1)"')
    found = checks_of(write_tree(PROJECT), str(tmp_path / "bin"))["julia"]
    assert (found.verdict, found.version, found.place) == (
        Verdict.OK,
        "julia version 1.10.4 (--version)",
        str(place),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("echo no licence; exit 3", "it leaves with 3 when asked for its version: no licence"),
        ("sleep 60", "it did not tell its version within 0 seconds"),
        ("kill -9 $$", "it leaves with -9 when asked for its version"),
    ],
)
def test_a_broken_interpreter(
    text: str, said: str, write_tree: WriteTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "SECONDS", 0.4 if "sleep" in text else 10)
    program(tmp_path / "bin", "julia", text)
    found = checks_of(write_tree(PROJECT), f"{tmp_path / 'bin'}:/bin:/usr/bin")["julia"]
    assert found.verdict is Verdict.BROKEN
    assert found.text == f"for `fit`; {said}"
    assert found.hint


def test_a_program_that_cannot_be_started_is_broken(write_tree: WriteTree, tmp_path: Path) -> None:
    program(tmp_path / "bin", "julia", "").write_text("#!/nowhere/at/all\n")
    found = checks_of(write_tree(PROJECT), str(tmp_path / "bin"))["julia"]
    assert found.verdict is Verdict.BROKEN and "cannot be started" in found.text


def test_a_program_of_the_project_is_not_called(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree(PROJECT)
    program(root / "bin", "julia", f"touch {tmp_path}/called")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "julia").symlink_to(root / "bin" / "julia")
    for folder in (root / "bin", tmp_path / "outside"):
        found = checks_of(root, str(folder))["julia"]
        assert found.verdict is Verdict.OK
        assert "it lies in the project, and was not called" in found.text
    assert not (tmp_path / "called").exists()


def test_a_program_is_called_in_an_empty_folder_with_nothing_of_the_project(
    write_tree: WriteTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_tree(PROJECT)
    program(tmp_path / "bin", "julia", f'(pwd; ls -A; echo "$PATH"; echo "$PYTHONPATH") > {tmp_path}/seen; echo 1.0')
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.chdir(root)
    assert checks_of(root, f"{tmp_path}/bin:{root}/bin:.:/bin:/usr/bin")["julia"].version == "1.0"
    folder, path, python = (tmp_path / "seen").read_text().splitlines()
    assert not folder.startswith(str(root)) and not Path(folder).exists()
    assert (str(root) in path, "." in path.split(":"), python) == (False, False, "")


def test_what_the_project_does_not_use_is_not_needed_and_not_called(write_tree: WriteTree, tmp_path: Path) -> None:
    for name in ("Rscript", "node", "jupyter", "make", "stata"):
        program(tmp_path / "bin", name, f"touch {tmp_path}/called")
    program(tmp_path / "bin", "julia", "echo 1")
    found = checks_of(write_tree(PROJECT), str(tmp_path / "bin"))
    assert {found[name].verdict for name in ("Rscript", "node", "jupyter", "make", "python")} == {Verdict.NOT_NEEDED}
    assert not (tmp_path / "called").exists()


def test_a_program_by_its_path(write_tree: WriteTree) -> None:
    spec = JULIA.replace("- Status", "- Run: `tools/run {script}`\n- Status")
    root = write_tree({**PROJECT, "specs/compute-julia.md": spec})
    assert checks_of(root)["tools/run"].verdict is Verdict.MISSING
    write_files(root, {"tools/run": "#!/bin/sh\n"})
    assert (checks_of(root)["tools/run"].verdict, checks_of(root)["tools/run"].hint) == (
        Verdict.BROKEN,
        "`chmod +x tools/run`",
    )
    (root / "tools/run").chmod(0o755)
    assert checks_of(root)["tools/run"].verdict is Verdict.OK


def test_python_is_the_one_that_a_run_takes(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree(FILES)
    plain = {name: text for name, text in os.environ.items() if name not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    found = {check.name: check for check in examine(root, plain).checks}["python"]
    assert (found.place, found.version) == (sys.executable, ".".join(map(str, sys.version_info[:3])))
    program(tmp_path / "venv" / "bin", "python", "echo Python 3.99.1")
    found = {check.name: check for check in examine(root, {**plain, "VIRTUAL_ENV": f"{tmp_path}/venv"}).checks}[
        "python"
    ]
    assert found.version == "Python 3.99.1" and "chosen by $VIRTUAL_ENV" in found.text


def test_ledgers_that_cannot_be_read(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "specs" / "_lock.json").write_text("<<<<<<< ours\n")
    status, out, _ = in_process(root, "doctor")
    assert status == 1
    assert "broken" in out and "specs/_lock.json:1: a merge conflict stands in the ledger" in out
    assert "hint: `specthis lock resolve` settles a merge conflict" in out


def test_settings_that_cannot_be_read_and_a_broken_spec(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, "specthis.toml": "[run]\nretires = 2\n", "specs/compute-fit.md": "---\nname: [\n"})
    found = checks_of(root)
    assert (found["settings"].verdict, found["settings"].text) == (
        Verdict.BROKEN,
        "specthis.toml:2: `retires` is no key of `[run]`",
    )
    assert found["specs"].verdict is Verdict.BROKEN


def test_who_is_at_work(tmp_path: Path) -> None:
    root = settled(tmp_path)
    assert checks_of(root)["driver lock"].text == "nobody is at work in this tree"
    with driver_lock(root, command="specthis refresh -j 4", since="2026-01-02T03:04:05Z"):
        found = checks_of(root)["driver lock"]
        said = in_process(root, "status")[2]
    assert "`specthis refresh -j 4` is at work in this project" in said and "is not where it will be" in said
    assert in_process(root, "status")[2] == ""
    assert found.verdict is Verdict.NOTE
    assert found.text == f"held by process {os.getpid()}, `specthis refresh -j 4`, since 2026-01-02T03:04:05Z"
    assert checks_of(root)["driver lock"].verdict is Verdict.OK


def test_looking_at_the_lock_makes_no_file(write_tree: WriteTree) -> None:
    root = write_tree(FILES)
    before = sorted(root.rglob("*"))
    checks_of(root)
    assert sorted(root.rglob("*")) == before


def test_the_state_folder(write_tree: WriteTree) -> None:
    root = write_tree({**FILES, ".specthis": "a file\n"})
    assert checks_of(root)[".specthis"].verdict is Verdict.BROKEN


def test_git(write_tree: WriteTree, tmp_path: Path) -> None:
    root = write_tree({**FILES, ".specthis/events.jsonl": ""})
    assert checks_of(root)["git repository"].verdict is Verdict.NOTE
    git(root, "init", "--quiet")
    commit_all(root)
    found = checks_of(root)
    assert found["git repository"].verdict is Verdict.OK
    assert (found[".gitignore"].verdict, "does not ignore .specthis/" in found[".gitignore"].text) == (
        Verdict.BROKEN,
        True,
    )
    write_files(root, {".gitignore": ".specthis/\n"})
    assert checks_of(root)[".gitignore"].verdict is Verdict.OK
    write_files(root, {".gitignore": ".specthis/\n*.json\n"})
    lost = checks_of(root)[".gitignore"]
    assert "git ignores specs/_lock.json" in lost.text
    spared = "".join(f"{line}\n" for line in lost.hint.split("`") if line.startswith("!"))
    write_files(root, {".gitignore": f".specthis/\n*.json\n{spared}"})
    assert checks_of(root)[".gitignore"].verdict is Verdict.OK
    write_files(root, {".gitignore": ".specthis/\n*.json\n"})
    commit_all(root, "More")
    git(tmp_path, "clone", "--quiet", "--depth", "1", root.as_uri(), "shallow")
    assert "a shallow clone" in checks_of(tmp_path / "shallow")["git repository"].text


def test_pointers_of_git_lfs_need_it(write_tree: WriteTree, tmp_path: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 6\n"
    root = write_tree({**FILES, "data/raw.txt": pointer})
    found = checks_of(root, str(tmp_path))["git-lfs"]
    assert (found.verdict, "data/raw.txt is a pointer" in found.text) == (Verdict.MISSING, True)


def test_what_draws_pictures_is_named_where_there_is_something_to_draw(tmp_path: Path) -> None:
    """A site is built without, so nothing is missing."""
    assert checks_of(project(tmp_path / "none", {"num.tex": "1"}))["pdftocairo"].verdict is Verdict.NOT_NEEDED
    root = project(tmp_path / "some", {"fig-a.tex": DRAWING, "fig-b.pdf": b"%PDF"})
    found = checks_of(root, str(tmp_path))
    assert found["pdflatex (preview)"].verdict is found["pdftocairo"].verdict is Verdict.NOTE
    assert "for pictures of `fig-a`" in found["pdflatex (preview)"].text
    assert "for pictures of `fig-a`, `fig-b`; it is not on the PATH" in found["pdftocairo"].text
    assert "poppler" in found["pdftocairo"].hint
    program(tmp_path / "bin", "pdftocairo", "echo pdftocairo version 22")
    assert checks_of(root, f"{tmp_path / 'bin'}:/bin")["pdftocairo"].verdict is Verdict.OK


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("plugins: [search, specthis]\n", Verdict.OK),
        ("plugins:\n  - specthis:\n      audience: public\n", Verdict.OK),
        ("plugins:\n  specthis: {}\n", Verdict.OK),
        ("site_name: !ENV [NAME, x]\nx: !!python/object/apply:os.system ['exit 1']\nplugins: [specthis]\n", Verdict.OK),
        ("INHERIT: base.yml\n", Verdict.NOTE),
        ("plugins: [search]\n", Verdict.BROKEN),
        ("site_name: specthis\n", Verdict.BROKEN),
        ("plugins: [\n", Verdict.BROKEN),
        ("- specthis\n", Verdict.BROKEN),
        (None, Verdict.NOTE),
    ],
)
def test_the_plugin(text: str | None, verdict: Verdict, write_tree: WriteTree) -> None:
    root = write_tree({**FILES, **({"mkdocs.yml": text} if text is not None else {})})
    assert checks_of(root)["mkdocs.yml"].verdict is verdict


@pytest.mark.parametrize(("observe", "verdict"), [("auto", "note"), ("strace", "broken")])
def test_a_strace_that_may_not_look(
    observe: str, verdict: str, write_tree: WriteTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "container" / "bin"
    place.mkdir(parents=True)
    refuses = "echo 'strace: PTRACE_SEIZE: Operation not permitted' >&2; exit 1"
    (place / "strace").write_text(f"#!/bin/sh\ncase $1 in -V) echo 'strace -- version 6.1';; *) {refuses};; esac\n")
    (place / "strace").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
    root = write_tree({**FILES, "specthis.toml": f'[run]\nobserve = "{observe}"\n'})
    (check,) = (check for check in json_of(root, "doctor")["checks"] if check["name"] == "strace")
    assert check["verdict"] == verdict and "Operation not permitted" in check["text"]


def test_settings_say_where_they_come_from(write_tree: WriteTree) -> None:
    settings = (
        '[run]\nretries = 2\ntimeout = "30m"\n\n[run.env]\nSEED = "1"\n\n'
        '[cache]\nendpoint_url = "https://key:secret@example.org"\n'
    )
    root = write_tree({**FILES, "specthis.toml": settings, ".specthis/local.toml": "\n[run]\njobs = 3\n"})
    rows = {row["key"]: (row["value"], row["source"], row["line"]) for row in json_of(root, "doctor")["settings"]}
    assert rows["run.retries"] == (2, "specthis.toml", 2)
    assert rows["run.timeout"] == (1800, "specthis.toml", 3)
    assert rows["run.env"][0]["SEED"] == "1" and rows["run.env"][0]["TZ"] == "UTC"
    assert rows["run.env"][1:] == ("specthis.toml", 5)
    assert rows["engine.workers"] == (3, ".specthis/local.toml", 3)
    assert rows["paths.specs"] == ("specs", "default", 0)
    assert rows["cache.endpoint_url"][0] == "", "an address with credentials is refused, and never shown"
    out = in_process(root, "doctor")[1]
    assert "secret" not in out
    assert "run.retries         specthis.toml:2         2" in out and "paths.specs" not in out
    assert "paths.specs" in in_process(root, "doctor", "--all")[1]


def test_outside_of_a_project(specthis: RunCommand, tmp_path: Path) -> None:
    done = specthis("doctor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "there is no project here" in done.stdout and "mkdocs" in done.stdout
    assert specthis("doctor", "-C", "nowhere", cwd=tmp_path).returncode == 2


def test_a_package_that_is_missing_or_does_not_fit(specthis: RunCommand, tmp_path: Path) -> None:
    folder = tmp_path / "lib" / "mkdocs_specthis-9.dist-info"
    metadata = "Metadata-Version: 2.1\nName: mkdocs-specthis\nVersion: 9\n"
    needs = "Requires-Dist: no-such-package>=1\nRequires-Dist: click>=99\nRequires-Dist: pytest; extra == 'test'\n"
    write_files(folder, {"METADATA": metadata + needs})
    path = os.pathsep.join([str(tmp_path / "lib"), str(Path(__file__).parents[2])])
    done = specthis("doctor", "--json", cwd=tmp_path, environment={"PYTHONPATH": path})
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert (checks["no-such-package"]["verdict"], checks["click"]["verdict"]) == ("missing", "broken")
    assert "pytest" not in checks and checks["click"]["hint"]


def test_a_probe_that_fails_is_a_check_that_says_so() -> None:
    def odd_thing(patient: Patient) -> Iterator[Check]:
        yield Check(group="machine", name="odd", verdict=Verdict.OK, text=str(patient.root))
        raise RuntimeError("the moon is full")

    (found,) = ask(odd_thing, Patient(environment={}))
    assert (found.verdict, found.name) == (Verdict.BROKEN, "odd thing")
    assert found.text == "it could not be looked at: the moon is full" and found.hint


def test_names_cannot_drive_the_terminal(write_tree: WriteTree) -> None:
    spec = JULIA.replace("- Status", "- Run: `\x1b[2Jx {script}`\n- Status")
    root = write_tree({**PROJECT, "specs/compute-julia.md": spec})
    assert "\x1b" not in in_process(root, "doctor")[1]


def test_kinds_of_file_systems(tmp_path: Path) -> None:
    assert file_system.folds_case(tmp_path) is None
    (tmp_path / "Name").write_text("")
    assert file_system.folds_case(tmp_path) is (tmp_path / "nAME").exists()
    if os.path.exists("/proc/self/mountinfo"):
        assert file_system.kind_of(Path("/proc/self")) == "proc"
        assert file_system.kind_of(tmp_path)


def test_an_input_that_git_has_and_that_was_deleted(tmp_path: Path) -> None:
    root = settled(tmp_path)
    git(root, "init", "--quiet")
    commit_all(root)
    assert "inputs" not in checks_of(root)
    (root / "data/raw.txt").unlink()
    found = checks_of(root)["inputs"]
    assert (found.verdict, found.text) == (
        Verdict.MISSING,
        "specs/compute-clean.md:14: the input `data/raw.txt` was deleted here; git still has it",
    )
    assert "`git checkout -- data/raw.txt`" in found.hint
    _, said, _ = in_process(root, "refresh", "--dry-run", "--explain", "clean")
    assert "clean: skip, nothing speaks against its record, but input `data/raw.txt` was deleted here" in said
    assert "not here  input data/raw.txt" in said
