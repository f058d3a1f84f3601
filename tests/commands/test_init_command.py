"""`specthis init` and `specthis install`, as a newcomer types them.

Real processes, in fresh folders and in real repositories.
"""

import html
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY, commit_all, git, run_command, write_files
from fork_server import run_module

from mkdocs_specthis import __version__
from mkdocs_specthis.core.scaffold import AGENTS, SAMPLE

SAMPLE_FILES = tuple(template.target for template in SAMPLE)
ENTRIES = ("density", "tab-density")


def said(root: Path, *arguments: str, environment: dict[str, str] | None = None) -> str:
    done = run_command(*arguments, cwd=root, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "" or arguments[0] == "refresh"
    return done.stdout


def outcomes(root: Path, *arguments: str) -> dict[str, str]:
    value = json.loads(said(root, "init", "--json", *arguments))
    return {file["path"]: file["outcome"] for file in value["files"]}


def tree(root: Path) -> dict[str, bytes]:
    """Every file that is not git's."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def states(root: Path) -> dict[str, tuple[str, str, bool]]:
    entries = json.loads(said(root, "status", "--json"))["entries"]
    return {one["entry"]: (one["certification"], one["realization"], one["settled"]) for one in entries}


def judge_all(root: Path) -> None:
    at = json.loads(said(root, "lock", "status", "--json"))["at"]
    said(root, "lock", "record", *ENTRIES, "--at", at, "--author", "Ada <ada@example.org>", "--note", "Read both.")


def strict_build(root: Path) -> str:
    """`mkdocs build --strict`; not quiet, which would hide that it was strict."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"}
    done = run_module("mkdocs", ("build", "--strict"), cwd=root, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_newcomer_goes_from_nothing_to_settled(tmp_path: Path) -> None:
    printed = said(tmp_path, "init")
    assert all(line.startswith("created  ") for line in printed.split("\n\n")[0].splitlines())
    assert "WARNING" not in strict_build(tmp_path)
    said(tmp_path, "audit", "--strict")

    said(tmp_path, "refresh")
    assert states(tmp_path) == dict.fromkeys(ENTRIES, ("uncertified", "fresh", False))
    assert "specthis lock record density" in said(tmp_path, "status")

    judge_all(tmp_path)
    assert states(tmp_path) == dict.fromkeys(ENTRIES, ("certified", "fresh", True))
    assert "Both entries are settled." in said(tmp_path, "status", "--check=bytes", "--strict")
    assert "WARNING" not in strict_build(tmp_path)
    said(tmp_path, "audit", "--strict")


def test_the_sample_computes_what_it_says(tmp_path: Path) -> None:
    said(tmp_path, "init")
    said(tmp_path, "refresh")
    answer = json.loads((tmp_path / "results/density/density.json").read_text())
    assert answer["trials"] == 29
    assert round(answer["mean"], 3) == 5.448
    assert round(answer["standard_error"], 3) == 0.041
    assert "5.448 (0.041)" in (tmp_path / "reports/tables/tab-density.tex").read_text()


def test_every_command_that_it_ends_with_can_be_typed(tmp_path: Path) -> None:
    """In a shell, one after the other; the server is only asked for its help."""
    printed = said(tmp_path, "init", "my paper")
    lines = printed.split("\nNext:\n")[1].splitlines()
    assert len(lines) == 3
    commands = [line.strip().split("   ")[0] for line in lines]
    assert commands[0].startswith("cd 'my paper' && ") and commands[-1] == "specthis serve"
    function = f'specthis() {{ {shlex.quote(sys.executable)} -m mkdocs_specthis "$@"; }}'
    script = "\n".join(["set -e", function, *commands]) + " --help"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "Two made." in done.stdout and "Neither of the two entries is settled." in done.stdout


OLD = {
    "README.md": "# Our project\n",
    ".gitignore": "*.o\n/site\n",
    ".gitattributes": "* text=auto\r\n*.png binary\r\n",
    "mkdocs.yml": "site_name: Ours\nplugins:\n  - search\n",
    "docs/index.md": "# Ours\n",
    "scripts/theirs.py": "print()\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = write_files(tmp_path / "repository", {path: text.encode() for path, text in OLD.items()})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    return root


def test_a_repository_that_is_there_keeps_what_it_has(repository: Path) -> None:
    printed = said(repository, "init")
    found = tree(repository)
    for path in ("README.md", "mkdocs.yml", "docs/index.md", "scripts/theirs.py"):
        assert found[path] == OLD[path].encode()
    assert "docs/about.md" not in found
    assert "skipped  mkdocs.yml" in printed and "  - specthis" in printed
    assert found[".gitignore"].startswith(OLD[".gitignore"].encode())
    assert found[".gitattributes"].startswith(OLD[".gitattributes"].encode())
    assert b"\n" not in found[".gitattributes"].replace(b"\r\n", b"")
    assert found[".gitignore"].count(b"site") == 1

    said(repository, "refresh")
    judge_all(repository)
    assert all(settled for _, _, settled in states(repository).values())
    write_files(repository, {"mkdocs.yml": "site_name: Ours\nplugins:\n  - search\n  - specthis\n"})
    strict_build(repository)
    changed = {line[3:] for line in git(repository, "status", "--porcelain", "-uall").splitlines()}
    assert not any(path.startswith((".specthis", "site", "specs/_index", "specs/_routing")) for path in changed)


def test_git_keeps_bytes_and_forgets_what_is_derived(repository: Path) -> None:
    said(repository, "init")
    for path in ("data/density.csv", "results/density/density.json", "reports/tables/tab-density.tex"):
        assert git(repository, "check-attr", "text", path).strip().endswith(": unset")
    assert git(repository, "check-attr", "text", "reports/paper.tex").strip().endswith(": auto")
    ignored = ("site/index.html", ".specthis/x", "specs/_index.json", "specs/_routing.json")
    assert git(repository, "check-ignore", *ignored).split() == list(ignored)


def test_a_second_time_changes_nothing(repository: Path) -> None:
    said(repository, "init", "--pages")
    before = tree(repository)
    again = outcomes(repository, "--pages")
    assert set(again.values()) == {"skipped"}
    assert tree(repository) == before


def test_force_replaces_our_texts_and_nothing_of_theirs(tmp_path: Path) -> None:
    said(tmp_path, "init")
    fresh = tree(tmp_path)
    edited = {
        "specs/README.md": "Mine\n",
        "specs/compute-density.md": "Mine\n",
        "specthis.toml": "# Mine\n",
        "mkdocs.yml": "site_name: Mine\nplugins: [search, specthis]\n",
        "docs/about.md": "Mine\n",
    }
    write_files(tmp_path, edited)
    assert set(outcomes(tmp_path).values()) == {"skipped"}
    assert "`--force` replaces it" in said(tmp_path, "init")
    done = outcomes(tmp_path, "--force")
    assert [path for path, outcome in done.items() if outcome == "changed"] == ["specs/README.md"]
    after = tree(tmp_path)
    assert after["specs/README.md"] == fresh["specs/README.md"]
    assert all(after[path] == text.encode() for path, text in edited.items() if path != "specs/README.md")


def test_specs_that_are_there_are_left_alone(tmp_path: Path) -> None:
    old = {
        "specs/compute-old.md": "---\nname: compute-old\nkind: compute\n---\n\n# Old\n",
        "specs/sub/note.md": "# x\n",
    }
    write_files(tmp_path, old)
    printed = said(tmp_path, "init")
    assert {path for path in tree(tmp_path) if path.startswith("specs/")} == set(old)
    assert not any((tmp_path / path).exists() for path in SAMPLE_FILES)
    assert "  specthis audit" in printed.split("Next:")[1]


def test_the_sample_is_whole_or_not_there(tmp_path: Path) -> None:
    write_files(tmp_path, {"scripts/density.py": "print('mine')\n"})
    found = outcomes(tmp_path)
    assert {found[path] for path in SAMPLE_FILES} == {"skipped"}
    assert [path for path in SAMPLE_FILES if (tmp_path / path).exists()] == ["scripts/density.py"]
    assert "No entries yet." in said(tmp_path, "status")


@pytest.mark.parametrize("name", ["früh ☂ it's", '"quoted": #x', "!ENV", "-dash"])
def test_any_name_of_a_folder(name: str, tmp_path: Path) -> None:
    said(tmp_path, "init", "--", name)
    root = tmp_path / name
    strict_build(root)
    title = (root / "site/index.html").read_text().partition("<title>")[2].partition("</title>")[0]
    assert html.unescape(title).endswith(name)


def test_bare_leaves_the_sample_out(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "--bare")
    assert not set(found) & set(SAMPLE_FILES)
    assert set(found.values()) == {"created"}
    assert "WARNING" not in strict_build(tmp_path)


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "new/folder", "--dry-run", "--pages")
    assert set(found.values()) == {"created"}
    assert list(tmp_path.iterdir()) == []
    assert "Nothing was written." in said(tmp_path, "init", "--dry-run")
    written = outcomes(tmp_path, "new/folder", "--pages")
    assert written == found == dict.fromkeys(tree(tmp_path / "new/folder"), "created")


def test_folders_of_the_author_are_not_taken_for_the_site(tmp_path: Path) -> None:
    """A build empties the folder that it writes to, and reads every page of the other."""
    write_files(tmp_path, {"site/source.html": "mine", "docs/broken.md": "[x](nowhere.md)\n"})
    said(tmp_path, "init")
    strict_build(tmp_path)
    assert (tmp_path / "site/source.html").read_text() == "mine"
    assert (tmp_path / "specs-site/index.html").is_file()
    assert "/specs-site/" in (tmp_path / ".gitignore").read_text()
    assert "/site/" not in (tmp_path / ".gitignore").read_text().splitlines()


def test_a_workflow_on_request_only(tmp_path: Path) -> None:
    assert not any(path.startswith(".github") for path in outcomes(tmp_path))
    assert outcomes(tmp_path, "--pages")[".github/workflows/specs-pages.yml"] == "created"
    text = (tmp_path / ".github/workflows/specs-pages.yml").read_text()
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["build"]
    # What other branches push neither ends a publication nor takes its place in the queue.
    assert workflow["concurrency"] == {"group": "pages-${{ github.ref }}", "cancel-in-progress": False}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(step["uses"].rpartition("@v")[2].isdigit() for step in steps if "uses" in step)
    commands = [step["run"] for step in steps if "run" in step]
    assert commands == [f'pip install "mkdocs-specthis=={__version__}"', "mkdocs build --strict --site-dir _site"]
    assert "refresh" not in text


def test_a_workflow_belongs_to_the_top_of_a_repository(repository: Path) -> None:
    assert outcomes(repository, "paper", "--pages")[".github/workflows/specs-pages.yml"] == "skipped"
    assert not (repository / "paper/.github").exists()


def test_folders_of_the_settings_are_used(tmp_path: Path) -> None:
    write_files(tmp_path, {"specthis.toml": '[paths]\nspecs = "contracts"\nresults = "out"\n'})
    found = outcomes(tmp_path)
    assert found["contracts/README.md"] == "created" and found["specs/compute-density.md"] == "skipped"
    assert "/contracts/_index.json" in (tmp_path / ".gitignore").read_text()
    assert "/out/** -text" in (tmp_path / ".gitattributes").read_text()
    assert not (tmp_path / "specs").exists()


def test_where_no_program_is_called_python(tmp_path: Path) -> None:
    """The sample is run by the Python that runs us."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "sh").symlink_to(str(shutil.which("sh")))
    root = tmp_path / "project"
    root.mkdir()
    said(root, "init", environment={"PATH": str(programs)})
    said(root, "refresh", environment={"PATH": str(programs)})
    assert {realization for _, realization, _ in states(root).values()} == {"fresh"}


def refused(root: Path, *arguments: str) -> str:
    done = run_command(*arguments, cwd=root)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    first, hint = done.stderr.splitlines()
    assert first.startswith("specthis: error: ") and hint.startswith("  hint: ")
    return done.stderr


@pytest.mark.parametrize("link", ["specs", "data", ".github/workflows"])
def test_a_link_that_leads_out_is_refused_before_anything_is_written(link: str, tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    assert f"{link} leads out of the project" in refused(root, "init", "--pages")
    assert tree(outside) == {} and tree(root) == {}


@pytest.mark.parametrize("path", ["specs/README.md", ".gitignore", "mkdocs.yml", "data/density.csv"])
def test_a_file_that_is_a_link_stays_one(path: str, tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.write_text("theirs\n")
    (root / path).parent.mkdir(parents=True)
    (root / path).symlink_to(outside)
    line = next(line for line in said(root, "init", "--force").splitlines() if path in line)
    assert line.startswith("skipped") and ("it is a link" in line) is (path in ("specs/README.md", ".gitignore"))
    assert (root / path).is_symlink() and outside.read_text() == "theirs\n"


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    write_files(tmp_path, {"scripts": "no folder\n"})
    assert "scripts is no folder" in refused(tmp_path, "init")
    assert list(tree(tmp_path)) == ["scripts"]


def test_another_spelling_of_a_name_is_the_same_file(tmp_path: Path) -> None:
    write_files(tmp_path, {"specs/readme.md": "# Mine\n"})
    said(tmp_path, "init", "--force")
    assert (tmp_path / "specs/readme.md").read_text() == "# Mine\n"
    assert not (tmp_path / "specs/README.md").exists()


def test_no_project_within_another_by_accident(tmp_path: Path) -> None:
    said(tmp_path, "init", "--bare")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert "inside of the project" in refused(inner, "init")
    assert list(inner.iterdir()) == []
    said(inner, "init", ".", "--bare")
    assert (inner / "specs/README.md").is_file()


@pytest.mark.parametrize("arguments", [["init", "a-file"], ["-C", "x", "init", "y"]])
def test_no_folder(arguments: list[str], tmp_path: Path) -> None:
    write_files(tmp_path, {"a-file": ""})
    refused(tmp_path, *arguments)


def test_settings_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    write_files(tmp_path, {"specthis.toml": "[pahts]\n"})
    assert "specthis.toml:1: " in refused(tmp_path, "init")
    assert list(tree(tmp_path)) == ["specthis.toml"]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no folder here that root may not write to")
@pytest.mark.parametrize("folder", ["/proc", "/proc/new"])
def test_a_folder_that_may_not_be_written_to(folder: str, tmp_path: Path) -> None:
    done = run_command("init", folder, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    what, hint = done.stderr.splitlines()
    assert "could not be written: " in what or "the folder cannot be made: " in what
    assert hint.startswith("  hint: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    assert "specs/README.md could not be written: Permission denied" in refused(tmp_path, "init")


def test_agents_are_installed(tmp_path: Path) -> None:
    said(tmp_path, "init", "--bare")
    (tmp_path / "deep").mkdir()
    printed = said(tmp_path / "deep", "install")
    assert "Judging stays with a person" in printed
    assert sorted(tree(tmp_path / ".claude/agents")) == sorted(f"{name}.md" for name in AGENTS)
    write_files(tmp_path, {".claude/agents/spec-auditor.md": "mine\n"})
    assert "created" not in said(tmp_path, "install")
    assert (tmp_path / ".claude/agents/spec-auditor.md").read_text() == "mine\n"
    said(tmp_path, "install", "--force", "--agent", "spec-auditor")
    assert (tmp_path / ".claude/agents/spec-auditor.md").read_text() != "mine\n"


def test_agents_are_installed_elsewhere(tmp_path: Path) -> None:
    value = json.loads(said(tmp_path, "install", "--to", "some where", "--agent", "spec-auditor", "--json"))
    assert [file["path"] for file in value["files"]] == ["spec-auditor.md"]
    assert list(tree(tmp_path)) == ["some where/spec-auditor.md"]
    assert said(tmp_path, "install", "--dry-run").count("created") == 3
    assert list(tree(tmp_path)) == ["some where/spec-auditor.md"]


def test_an_agent_that_there_is_not(tmp_path: Path) -> None:
    done = run_command("install", "--agent", "spec-auditer", cwd=tmp_path)
    assert done.returncode == 2 and "did you mean `spec-auditor`?" in done.stderr


@pytest.mark.parametrize("name", AGENTS)
def test_what_a_role_may_do(name: str, tmp_path: Path) -> None:
    said(tmp_path, "install")
    text = (tmp_path / f".claude/agents/{name}.md").read_text()
    head = yaml.safe_load(text.split("---")[1])
    assert head["name"] == name and head["description"]
    tools = set(head["tools"].split(", "))
    assert tools & {"Edit", "Write"} == ({"Edit", "Write"} if name == "spec-implementer" else set())
    assert ("Bash" in tools) is (name != "spec-auditor")
    assert "You don't certify" in text


def test_notes_among_the_specs_are_no_specs(tmp_path: Path) -> None:
    """Whoever has only written down what is wanted gets the sample and the guides; a spec that is broken is one."""
    root = write_files(tmp_path, {"specs/notes.md": "# Notes\n\nWhat we want.\n"})
    found = outcomes(root)
    assert {found[path] for path in (*SAMPLE_FILES, "specs/README.md")} == {"created"}
    other = write_files(tmp_path / "other", {"specs/compute-x.md": "---\nname: [\n---\n"})
    assert outcomes(other)[SAMPLE_FILES[0]] == "skipped"
