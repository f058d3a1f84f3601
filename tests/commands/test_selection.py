"""Which entries a command line means, of a project with two stages, tags and a failure."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import RunCommand, write_files

from mkdocs_specthis.core.model.spec import SpecKind
from mkdocs_specthis.frontends.cli.selection import KINDS

HEAD = "---\nname: {name}\nkind: {kind}\n{more}---\n\n# {name}\n\n## Entries\n"
ENTRY = """
### {name}

- Script: `scripts/{name}.sh`
- Output: `results/{name}/{name}.json`
- Consumes: {consumes}
- Run: `sh {{script}} {{output}}`
- Status: script ready
"""


def spec(name: str, *entries: tuple[str, str], kind: str = "compute", more: str = "") -> dict[str, str]:
    blocks = "".join(ENTRY.format(name=entry, consumes=consumes) for entry, consumes in entries)
    if kind == "report":
        blocks = blocks.replace("Script:", "Export script:").replace("Output:", "Export outputs:")
        blocks = blocks.replace("results/", "reports/").replace(".json", ".tex")
    return {f"specs/{name}.md": HEAD.format(name=name, kind=kind, more=more) + blocks}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the project lies that is made once; each test has a copy of it."""
    return tmp_path_factory.mktemp("selection") / "project"


@pytest.fixture
def root(made: Path, tmp_path: Path, specthis: RunCommand) -> Path:
    if not made.exists():
        make_project(made, specthis)
    return shutil.copytree(made, tmp_path / "project")


def make_project(root: Path, specthis: RunCommand) -> None:
    files = {
        **spec("compute-base", ("raw", "none"), ("clean", "raw"), more="tags: [data, core]\n"),
        **spec("compute-fits", ("fit-a", "clean"), ("fit-b", "clean"), ("broken", "none"), more="tags: [core]\n"),
        **spec("report-fits", ("table", "fit-a, fit-b"), kind="report", more="host_doc: p.tex\nsection_label: s\n"),
        "p.tex": "\\section{S}\\label{s}\\input{reports/table/table.tex}\n",
    }
    scripts = {f"scripts/{name}.sh": 'echo "{}" > "$1"\n' for name in ("raw", "clean", "fit-a", "fit-b", "table")}
    write_files(root, {**files, **scripts, "scripts/broken.sh": "exit 3\n"})
    assert specthis("refresh", "raw", "clean", "fit-a", "broken", cwd=root).returncode == 1


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["fit-a"], "fit-a"),
        (["fit-*"], "fit-a fit-b"),
        (["+fit-a"], "raw clean fit-a"),
        (["clean+"], "clean fit-a fit-b table"),
        (["+clean+"], "raw clean fit-a fit-b table"),
        (["+fit-*", "broken"], "raw clean fit-a fit-b broken"),
        (["--kind", "report"], "table"),
        (["--kind", "report", "--kind", "compute"], "raw clean fit-a fit-b broken table"),
        (["--spec", "compute-base"], "raw clean"),
        (["--spec", "compute-base.md"], "raw clean"),
        (["--spec", "specs/compute-*"], "raw clean fit-a fit-b broken"),
        (["--tag", "data"], "raw clean"),
        (["--tag", "core", "fit-*"], "fit-a fit-b"),
        (["--stale"], "fit-b broken table"),
        (["--failed"], "broken"),
        (["--stale", "--kind", "report"], "table"),
        (["--state", "fresh", "--state", "stale"], "raw clean fit-a"),
        (["raw", "--failed"], ""),
    ],
)
def test_what_is_meant(root: Path, specthis: RunCommand, words: list[str], meant: str) -> None:
    shown = json.loads(specthis("status", *words, "--json", cwd=root).stdout)
    assert [entry["entry"] for entry in shown["entries"]] == meant.split()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fit-"], "there is no entry `fit-`"),
        (["+fit-"], "there is no entry `fit-`"),
        (["++raw"], "there is no entry `+raw`"),
        (["nothing-*"], "no entry matches `nothing-*`"),
        (["--spec", "compute-bass"], "did you mean `compute-base`?"),
        (["--tag", "dta"], "did you mean `data`?"),
        (["--kind", "reprot"], "did you mean `report`?"),
    ],
)
def test_what_means_nothing_is_said(root: Path, specthis: RunCommand, words: list[str], message: str) -> None:
    ended = specthis("status", *words, cwd=root)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_refresh_makes_what_is_meant_and_what_it_needs(root: Path, specthis: RunCommand) -> None:
    plan = json.loads(specthis("refresh", "--dry-run", "--json", "fit-b", cwd=root).stdout)
    assert [name for step in plan["steps"] for name in step["entries"]] == ["raw", "clean", "fit-b"]
    plan = json.loads(specthis("refresh", "--dry-run", "--json", "--force", "+fit-a", cwd=root).stdout)
    assert {step["action"] for step in plan["steps"]} == {"run"}
    plan = json.loads(specthis("refresh", "--dry-run", "--json", "--failed", cwd=root).stdout)
    assert [name for step in plan["steps"] for name in step["entries"]] == ["broken"]
    (root / "scripts/broken.sh").write_text('echo "{}" > "$1"\n')
    assert specthis("refresh", "--failed", cwd=root).returncode == 0
    assert json.loads(specthis("status", "--failed", "--json", cwd=root).stdout)["entries"] == []


def test_a_dry_run_and_the_run_mean_the_same(root: Path, specthis: RunCommand) -> None:
    assert specthis("refresh", "--stale", "--kind", "report", cwd=root).returncode == 0
    shown = json.loads(specthis("status", "--json", cwd=root).stdout)
    states = {entry["entry"]: entry["realization"] for entry in shown["entries"]}
    assert (states["table"], states["fit-b"], states["broken"]) == ("fresh", "fresh", "never-run")


def test_kinds_are_those_that_have_entries() -> None:
    assert set(KINDS) == {kind.value for kind in SpecKind if kind.has_entries}
