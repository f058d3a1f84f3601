"""`specthis declare`: the lines that are missing, in the style of their block, shown or written."""

import json
import os
import subprocess
from pathlib import Path

import jsonschema_rs
import pytest
from conftest import run_command, write_files

from mkdocs_specthis.core.contracts.declare import Additions, declare_in, field_for
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.errors import Refused
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.spec import parse_spec
from mkdocs_specthis.effects.schemas import read_schema
from mkdocs_specthis.usecases.declare import propose, write_proposals
from mkdocs_specthis.usecases.load import load_snapshot

HEAD = "---\nname: compute-a\nkind: compute\n---\n\nWords.\n\n## Entries\n\n"
PATH = "specs/compute-a.md"
OTHER = "### other\n\n- Script: `scripts/o.py`\n- Output: `results/o.json`\n- Status: script ready\n"


def declared(block: str, **names: tuple[str, ...]) -> str | None:
    """The block of `a` with the names added; None where that was refused."""
    content = (HEAD + "### a\n\n" + block + "\nProse of a.\n\n" + OTHER).encode()
    changed = declare_in(content, PATH, Settings(), Additions(entry="a", names=names))
    if changed is None:
        return None
    text = changed.decode()
    assert text.startswith(HEAD) and text.endswith("\nProse of a.\n\n" + OTHER)
    return text.removeprefix(HEAD + "### a\n\n").removesuffix("\nProse of a.\n\n" + OTHER)


BASE = "- Script: `s.py`\n- Output: `results/a.json`\n- Status: script ready\n"


@pytest.mark.parametrize(
    ("block", "names", "expected"),
    [
        (BASE, {"Inputs": ("d.csv",)}, BASE.replace("- Output", "- Inputs: `d.csv`\n- Output")),
        (
            BASE,
            {"Inputs": ("d.csv", "e.csv"), "Workflows": ("c.toml",), "Consumes": ("b",)},
            BASE.replace("- Output", "- Workflows: `c.toml`\n- Inputs: `d.csv`, `e.csv`\n- Consumes: `b`\n- Output"),
        ),
        (BASE + "- Inputs: `x.csv`\n", {"Inputs": ("d.csv",)}, BASE + "- Inputs: `x.csv`, `d.csv`\n"),
        (
            BASE + "- Inputs:\n    - `x.csv`\n    - `y.csv`\n",
            {"Inputs": ("d.csv",)},
            BASE + "- Inputs:\n    - `x.csv`\n    - `y.csv`\n    - `d.csv`\n",
        ),
        (BASE, {"Sidecars": ("results/b.csv",)}, BASE.replace("- Status", "- Sidecars: `results/b.csv`\n- Status")),
        (BASE + "- Consumes: none\n", {"Consumes": ("b",)}, BASE + "- Consumes: `b`\n"),
        (BASE + "- Consumes: `none`\n", {"Consumes": ("b",)}, BASE + "- Consumes: `b`\n"),
        (
            BASE.replace("- ", "* **").replace(":", "**:"),
            {"Inputs": ("d.csv",)},
            BASE.replace("- ", "* **").replace(":", "**:").replace("* **Output", "* **Inputs**: `d.csv`\n* **Output"),
        ),
        (
            BASE.replace("- ", "__").replace(":", ":__"),
            {"Inputs": ("d.csv",)},
            BASE.replace("- ", "__").replace(":", ":__").replace("__Output", "__Inputs:__ `d.csv`\n__Output"),
        ),
        (
            BASE.replace("- ", "").replace("`", ""),
            {"Inputs": ("d.csv", "e f.csv")},
            BASE.replace("- ", "").replace("`", "").replace("Output", "Inputs: d.csv, `e f.csv`\nOutput"),
        ),
    ],
)
def test_a_line_has_the_style_of_its_block(block: str, names: dict[str, tuple[str, ...]], expected: str) -> None:
    assert declared(block, **names) == expected


def test_line_ends_stay_as_they_are() -> None:
    content = (HEAD + "### a\n\n" + BASE).replace("\n", "\r\n").encode()
    changed = declare_in(content, PATH, Settings(), Additions(entry="a", names={"Inputs": ("d.csv",)}))
    assert changed is not None and changed.replace(b"\r\n", b"").count(b"\n") == 0
    (entry,) = parse_spec(changed, PATH, Settings())[0].entries
    assert [value.text for value in entry.inputs] == ["d.csv"]


@pytest.mark.parametrize(
    "block",
    [
        BASE + "- Inputs: `x.csv` (monthly)\n",
        BASE + "- Inputs: x.csv  \n  monthly\n",
        BASE + "- Inputs: x.csv\n- Inputs: y.csv\n",
        BASE + "- Inputs: x.csv <!-- `y.csv` later -->\n",
        "No fields.\n",
    ],
)
def test_what_cannot_be_done_without_harm_is_left_to_a_person(block: str) -> None:
    """Nothing is written, or the entry says what it said, and the new file."""
    after = declared(block, Inputs=("d.csv",))
    before = [value.text for value in entry_of(block).inputs]
    assert after is None or [value.text for value in entry_of(after).inputs] == [*before, "d.csv"]


def entry_of(block: str) -> Entry:
    (spec, _) = parse_spec((HEAD + "### a\n\n" + block + "\nProse of a.\n\n" + OTHER).encode(), PATH, Settings())
    return spec.entries[0]


def test_an_entry_of_another_name_is_not_touched() -> None:
    content = (HEAD + OTHER).encode()
    assert declare_in(content, PATH, Settings(), Additions(entry="a", names={"Inputs": ("d.csv",)})) is None


@pytest.mark.parametrize(
    ("path", "field"),
    [("lib/x.R", "Workflows"), ("conf/run.toml", "Workflows"), ("Makefile", "Workflows"), ("data/x.csv", "Inputs"),
     ("data/x.json", "Inputs"), ("data/noend", "Inputs"), ("results/more.csv", "Sidecars")],
)  # fmt: skip
def test_code_is_judged_data_is_not_and_what_lies_among_results_is_made(path: str, field: str) -> None:
    assert field_for(path, entry_of(BASE), Settings()) == field


SECRET = "import os\n{}\nos.makedirs('results/a', exist_ok=True)\nopen('results/a/a.json', 'w').write('1')\n"
TWO = """\
---
name: compute-a
kind: compute
depends_on: [compute-z]
---

From [compute-z.md](compute-z.md).

## Entries

### a

- Script: `scripts/a.py`
- Output: `results/a/a.json`
- Status: script ready

### b

- Script: `scripts/b.py`
- Output: `results/b/b.json`
- Status: script ready
"""
Z = """\
---
name: compute-z
kind: compute
---

## Entries

### z

- Script: `scripts/z.py`
- Output: `results/z/z.json`
- Status: script ready
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    opens = "open('/'.join(['data', 'x.csv'])).close()\nopen('/'.join(['conf', 'level.toml'])).close()"
    write_files(
        tmp_path,
        {
            "specthis.toml": '[run]\nobserve = "python"\n',
            PATH: TWO,
            "specs/compute-z.md": Z,
            "scripts/a.py": SECRET.format(opens),
            "scripts/b.py": SECRET.format("open('/'.join(['results', 'a', 'a.json'])).close()").replace("/a", "/b"),
            "scripts/z.py": SECRET.format("").replace("/a", "/z"),
            "data/x.csv": "1\n",
            "conf/level.toml": "x = 1\n",
        },
    )
    assert specthis(tmp_path, "refresh").returncode == 0
    return tmp_path


def specthis(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run_command(*words, cwd=root)


def test_what_is_shown_is_what_is_written(project: Path) -> None:
    shown = specthis(project, "declare")
    assert shown.returncode == 0 and (project / PATH).read_text() == TWO
    patch = subprocess.run(
        ["git", "apply", "--numstat"], input=shown.stdout, text=True, capture_output=True, cwd=project
    )
    assert patch.returncode == 0 and patch.stdout.split() == ["3", "0", PATH], patch.stderr
    written = specthis(project, "declare", "--write")
    assert written.stdout == shown.stdout and PATH in written.stderr
    text = (project / PATH).read_text()
    assert "- Script: `scripts/a.py`\n- Workflows: `conf/level.toml`\n- Inputs: `data/x.csv`\n- Output" in text
    assert "- Script: `scripts/b.py`\n- Consumes: `a`, `compute-z.md`\n- Output" in text
    assert specthis(project, "declare").stdout == ""


def test_after_declaring_and_a_run_nothing_is_left(project: Path) -> None:
    specthis(project, "declare", "--write")
    specthis(project, "refresh")
    found = json.loads(specthis(project, "status", "--json").stdout)
    assert found["findings"] == []
    assert {entry["realization"] for entry in found["entries"]} == {"fresh"}


def test_one_entry_alone(project: Path) -> None:
    view = json.loads(specthis(project, "declare", "b", "--json").stdout)
    assert [(one["entry"], one["add"]) for one in view["entries"]] == [("b", {"Consumes": ["a", "compute-z.md"]})]
    assert jsonschema_rs.Draft202012Validator(read_schema("declare")).is_valid(view)
    assert view["written"] == [] and view["diff"].startswith(f"--- a/{PATH}")
    assert specthis(project, "declare", "nobody").returncode == 2


def test_a_file_that_no_field_can_name_is_left_to_a_person(project: Path) -> None:
    (project / "data/[1].csv").write_text("1")
    (project / "scripts/a.py").write_text(SECRET.format("open('/'.join(['data', '[1].csv'])).close()"))
    specthis(project, "refresh", "a")
    said = specthis(project, "declare", "a")
    assert said.returncode == 1 and "would be read as a pattern" in said.stderr


def test_a_spec_that_was_edited_meanwhile_is_not_written(project: Path) -> None:
    snapshot = load_snapshot(project)
    proposals = propose(project, snapshot, ("a",))
    (project / PATH).write_text(TWO + "\nMore.\n")
    with pytest.raises(Refused, match="edited meanwhile"):
        write_proposals(project, snapshot, proposals)
    assert (project / PATH).read_text() == TWO + "\nMore.\n"


def test_a_spec_that_is_a_link_stays_one(project: Path) -> None:
    os.replace(project / PATH, project / "kept.md")
    (project / PATH).symlink_to("../kept.md")
    assert specthis(project, "declare", "--write").returncode == 0
    assert (project / PATH).is_symlink() and "Inputs" in (project / "kept.md").read_text()


def test_a_file_that_the_code_writes_itself_is_no_input(tmp_path: Path) -> None:
    """As an input it would move in each run. Who reads it first and writes it then has more to mend than a line."""
    script = 'import json\nopen("work/note.csv", "w").write("1")\njson.dump(open("work/note.csv").read(), open("r"))\n'
    block = BASE.replace("s.py", "scripts/s.py").replace("results/a.json", "results/a/a.json")
    files = {PATH: f"{HEAD}### a\n\n{block}", "scripts/s.py": script, "work/note.csv": "1\n"}
    root = write_files(tmp_path / "project", files)
    done = specthis(root, "declare")
    assert (done.returncode, done.stdout) == (1, "")
    assert "it is written by the entry's own code, so that it is no input; let it lie below" in done.stderr
    (found,) = (one for one in load_snapshot(root).findings if one.rule == "undeclared-input")
    assert found.hint == "the code writes it itself: let it lie below `$SPECTHIS_SCRATCH`, or be an output of `a`"
