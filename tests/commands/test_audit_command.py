"""`specthis audit`: every format comes from one view, and the exit status says what the documentation says."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import RunCommand, copy_project
from small_project import CLEAN, FILES, append, in_process, json_of, settled

from mkdocs_specthis.core.views.audit_cells import COLUMNS

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

MISTYPED = "- Ouput: `x`\n"
TABLE = (
    " ".join(COLUMNS),
    "clean script ready ✓ ✓ ✓ n/a n/a n/a n/a n/a",
    "fit-one script ready ✓ ✗ ✗ n/a n/a n/a n/a n/a drifted; stale",
    "fit-two script ready ✓ ✗ ✗ n/a n/a n/a n/a n/a drifted; stale",
    "later script TBD n/a n/a n/a n/a n/a n/a n/a n/a",
)
"""The rows, white space folded."""


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_table_has_a_row_for_each_entry(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    append(root, "scripts/fit.py", "# edited\n")
    done = specthis("audit", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert tuple(" ".join(line.split()) for line in lines[:5]) == TABLE
    assert lines[5] == "" and len(lines[6:]) <= 5
    assert "Script TBD: one.\nContract mismatches: two.\n" in done.stdout


def test_every_format_says_the_same(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/fit.py", "# edited\n")
    (root / "results" / "clean" / "clean.json").write_text("{}")
    table = [line.split() for line in in_process(root, "audit")[1].splitlines()[1:5]]
    rows = rows_of(in_process(root, "audit", "--format", "csv")[1])
    markdown = in_process(root, "audit", "--format", "markdown")[1].splitlines()[2:6]
    entries = json_of(root, "audit")["entries"]
    assert rows[0] == list(COLUMNS)
    assert [" ".join(row).split() for row in rows[1:]] == table
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown] == rows[1:]
    truth = {True: "✓", False: "✗", None: "n/a"}
    for row, entry in zip(rows[1:], entries, strict=True):
        named = {name: entry[name.replace(" ", "_")] for name in COLUMNS[:-1]}
        marks = [truth[value] if isinstance(value, bool | None) else value for value in named.values()]
        assert [*marks, "; ".join(entry["notes"])] == row


def hints_of(root: Path) -> dict[str, str]:
    return {finding["rule"]: finding["hint"] for finding in json_of(root, "audit")["findings"]}


def test_a_misspelt_path_is_told_of_the_nearest_file_that_no_entry_names(write_tree: WriteTree) -> None:
    spec = CLEAN.replace("scripts/clean.py", "scripts/clen.py").replace("data/raw.txt", "data/rwa.txt")
    root = write_tree({"specs/compute-clean.md": spec, "data/raw.txt": "x", "scripts/other.py": "", "raw.txt": "x"})
    assert hints_of(root)["script-missing"] == "write it, or say `Status: script TBD`"
    (root / "scripts" / "clean.py").touch()
    (root / "scripts" / "tab_clean.py").touch()
    hints = hints_of(root)
    assert hints["script-missing"] == "did you mean `scripts/clean.py`?"
    assert hints["input-missing"] == "did you mean `data/raw.txt`?"


def test_a_misspelt_path_in_the_root_is_told_of_the_file_beside_it(write_tree: WriteTree) -> None:
    root = write_tree({"specs/compute-clean.md": CLEAN.replace("data/raw.txt", "cuonts.txt"), "counts.txt": "x"})
    assert hints_of(root)["input-missing"] == "did you mean `counts.txt`?"


def test_a_script_that_ran_and_is_gone_is_not_taken_for_another(tmp_path: Path) -> None:
    root = settled(tmp_path)
    other = root / "scripts" / "cleans.py"
    (root / "scripts" / "clean.py").rename(other)
    assert hints_of(root)["script-missing"] == "did you mean `scripts/cleans.py`, which has the bytes that it had?"
    other.write_text(other.read_text() + "# another\n")
    assert hints_of(root)["script-missing"] == "bring it back, or say `Status: script TBD`"
    (root / "scripts" / "new").mkdir()
    (root / "scripts" / "cleans.py").rename(root / "scripts" / "new" / "clean.py")
    spec = (root / "specs" / "compute-fit.md").read_text().replace("scripts/fit.py", "scripts/new/clean.py")
    (root / "specs" / "compute-fit.md").write_text(spec)
    assert hints_of(root)["script-missing"] == "did you mean `scripts/new/clean.py`?"


def test_nobody_is_told_to_consume_itself(write_tree: WriteTree) -> None:
    spec = CLEAN.replace("Consumes: none", "Consumes: `clear`")
    root = write_tree({"specs/compute-clean.md": spec, "data/raw.txt": "x", "scripts/clean.py": ""})
    assert hints_of(root)["consumes-unknown"] == "name entries, specs such as `compute-x.md`, or `none`"


@pytest.mark.parametrize(("name", "proposal"), [("Größe", "groesse"), ("café crème", "cafe-creme"), ("µ2", "2")])
def test_a_name_with_other_letters_is_proposed_in_plain_ones(name: str, proposal: str, write_tree: WriteTree) -> None:
    root = write_tree({"specs/compute-clean.md": CLEAN.replace("### clean", f"### {name}")})
    assert hints_of(root)["entry-name-invalid"].startswith(f"write `### {proposal}`: ")


def test_findings_stand_most_severe_first(write_tree: WriteTree) -> None:
    root = write_tree(
        {**FILES, "specs/compute-fit.md": FILES["specs/compute-fit.md"].replace("`definitions-words`", "")}
    )
    append(root, "specs/compute-clean.md", MISTYPED)
    severities = [finding["severity"] for finding in json_of(root, "audit")["findings"]]
    assert severities == ["error", "warning"]
    text = in_process(root, "audit")[1]
    assert text.index("unknown-field error: `Ouput`") < text.index("depends-on-unmentioned warning")
    assert "  hint: did you mean `Output`?" in text


def test_an_entry_with_an_error_has_no_contract_that_holds(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "scripts" / "clean.py").unlink()
    row = json_of(root, "audit", "clean")["entries"][0]
    assert (row["script"], row["contract"], row["output"]) == (False, False, False)
    assert row["notes"] == ["drifted", "stale", "script-missing"]


def test_a_certificate_alone_is_no_contract_that_holds(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "specs/definitions-words.md", "A *word* too.\n")
    row = json_of(root, "audit", "fit-one")["entries"][0]
    assert (row["contract"], row["output"], row["notes"]) == (False, True, ["vocabulary moved"])
    spec = root / "specs" / "compute-clean.md"
    spec.write_text(spec.read_text().replace("kind: compute", "kind: compute\ndepend_on: []"))
    row = json_of(root, "audit", "clean")["entries"][0]
    assert (row["contract"], row["output"], row["notes"]) == (False, True, ["unknown-key"])


@pytest.mark.parametrize(
    ("keys", "content", "mark"),
    [
        ("count", '{"count": 1}', True),
        ("count, more", '{"count": 1}', False),
        ("count", "[", False),
        ("count", None, None),
        ("", '{"count": 1}', None),
    ],
)
def test_the_schema_column(keys: str, content: str | None, mark: bool | None, write_tree: WriteTree) -> None:
    spec = CLEAN.replace("- Consumes", f"- Keys: {keys}\n- Consumes") if keys else CLEAN
    root = write_tree({**FILES, "specs/compute-clean.md": spec})
    if content is not None:
        write_tree({"results/clean/clean.json": content})
    assert json_of(root, "audit", "clean")["entries"][0]["output_schema"] is mark


def test_bytes_that_are_elsewhere_are_no_fault(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "results" / "fit-one" / "fit.json").unlink()
    row = json_of(root, "audit", "fit-one")["entries"][0]
    assert (row["output"], row["notes"]) == (None, ["bytes elsewhere"])


def test_a_selection_shows_its_own_findings(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "specs/compute-clean.md", MISTYPED)
    view = json_of(root, "audit", "fit-*")
    assert [row["entry"] for row in view["entries"]] == ["fit-one", "fit-two"]
    assert (view["findings"], view["counts"]["entries"]) == ([], 2)
    assert json_of(root, "audit", "clean")["findings"]
    assert in_process(root, "audit", "fit-*", "--strict")[0] == 0
    assert in_process(root, "audit", "clean", "--strict")[0] == 1
    assert in_process(root, "audit", "--state", "rejected")[1].startswith("Nothing was audited.\n")


def test_exit_statuses(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/fit.py", "# edited\n")
    assert in_process(root, "audit", "--strict")[0] == 0, "no finding: a state is no finding"
    append(root, "specs/compute-clean.md", MISTYPED)
    assert in_process(root, "audit")[0] == 0
    assert in_process(root, "audit", "--strict")[0] == 1
    (root / "specs" / "compute-fit.md").write_text("---\nname: [\n---\n")
    assert in_process(root, "audit")[0] == 2
    assert in_process(root, "audit", "--format", "xml")[0] == 2
    status, _, said = in_process(root, "audit", "--json", "--format", "csv")
    assert status == 2 and "two formats" in said


def test_notes_fail_nothing(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "specs" / "compute-clean.md").unlink()
    append(root, "specs/compute-fit.md", "")
    notes = [finding for finding in json_of(root, "audit")["findings"] if finding["severity"] == "note"]
    assert notes
    (root / "specs" / "compute-clean.md").write_text(CLEAN.replace("### clean", "### cleaned").replace("clean/", "c/"))
    (root / "specs" / "compute-fit.md").write_text(
        FILES["specs/compute-fit.md"].replace("Consumes: clean", "Consumes: none")
    )
    (root / "scripts" / "fit.py").write_text("print()\n")
    found = json_of(root, "audit")["findings"]
    assert {finding["severity"] for finding in found} == {"note"}
    assert in_process(root, "audit", "--strict")[0] == 0


@pytest.mark.parametrize(
    ("files", "said", "next_"),
    [
        ({"specthis.toml": ""}, "there is no folder `specs`", "make it, and write `specs/compute-first.md`"),
        ({"specs/README.md": "Hello\n"}, "there are no specs yet", "write `specs/compute-first.md`"),
        ({"specs/definitions-words.md": FILES["specs/definitions-words.md"]}, "no spec has an entry", "write `specs/"),
        ({"specthis.toml": '[paths]\nspecs = "texts"\n'}, "there is no folder `texts`", "write `texts/compute-first"),
    ],
)
def test_an_empty_project_is_not_clean(files: dict[str, str], said: str, next_: str, write_tree: WriteTree) -> None:
    root = write_tree(files)
    status, text, _ = in_process(root, "audit")
    assert status == 0
    first, second = text.splitlines()[:2]
    assert first.startswith("Nothing was audited: ") and said in first
    assert second.startswith("Next: ") and next_ in second
    assert in_process(root, "audit", "--strict")[0] == 1


def test_annotations_of_a_workflow(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    append(root, "specs/compute-clean.md", MISTYPED)
    done = specthis("-C", str(root), "audit", "--format", "github", cwd=tmp_path)
    assert done.stdout == (
        "::error file=settled/specs/compute-clean.md,line=20,title=unknown-field::"
        "`Ouput` is not a field of a compute entry%0Adid you mean `Output`?\n"
    )
    assert specthis("audit", "fit-one", "--format", "github", cwd=root).stdout == ""


def test_no_text_of_a_project_becomes_a_command_of_the_workflow(write_tree: WriteTree) -> None:
    root = write_tree(
        {**FILES, "specs/a,line=1%0A:b.md": CLEAN.replace("name: compute-clean", 'name: "x\\n::set-env::y"')}
    )
    lines = in_process(root, "audit", "--format", "github")[1].splitlines()
    assert lines and all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    place = next(line for line in lines if "name-mismatch" in line).split("::")[1]
    assert "a%2Cline=1%250A%3Ab.md,line=2,title=name-mismatch" in place


def test_markdown_holds_no_markup_of_the_project(write_tree: WriteTree) -> None:
    spec = CLEAN.replace("- Consumes", "- Keys: `<b>|x`\n- Consumes")
    root = write_tree({**FILES, "specs/compute-clean.md": spec, "results/clean/clean.json": "{}"})
    row = next(line for line in in_process(root, "audit", "--format", "markdown")[1].splitlines() if "clean" in line)
    assert "lacks `\\<b\\>\\|x`" in row


def test_silenced_findings_are_counted_and_shown_with_the_reason(write_tree: WriteTree) -> None:
    words = FILES["specs/definitions-words.md"].replace("kind", "depends_on: [compute-clean]\nkind")
    said = "\n<!-- specthis: silence depends-on-unmentioned — the numbers are meant -->\n"
    root = write_tree({**FILES, "specs/definitions-words.md": words + said})
    view = json_of(root, "audit")
    assert (view["findings"], view["counts"]["silenced"]) == ([], 1)
    assert view["silenced"][0]["reason"] == "the numbers are meant"
    assert view["silenced"][0]["by"] == {"path": "specs/definitions-words.md", "line": 11}
    text = in_process(root, "audit")[1]
    assert "The audit found nothing; 1 more is silenced." in text
    assert "  because: the numbers are meant (specs/definitions-words.md:11)" in text
    assert in_process(root, "audit", "--strict")[0] == 0


def test_the_audit_executes_and_writes_nothing(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert specthis("audit", cwd=root).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


@pytest.mark.parametrize("name", ["example_site", "sweep"])
def test_the_test_projects_have_no_finding(name: str, tmp_path: Path) -> None:
    view = json_of(copy_project(name, tmp_path), "audit")
    assert view["findings"] == []
    assert len(view["entries"]) == view["counts"]["entries"] > 10


def test_on_a_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    root = settled(tmp_path)
    read: list[bytes] = []

    def keep(descriptor: int) -> bytes:
        read.append(os.read(descriptor, 4096))
        return read[-1]

    command = [sys.executable, "-m", "mkdocs_specthis", "-C", str(root), "audit"]
    assert os.waitstatus_to_exitcode(pty.spawn(command, keep)) == 0
    text = b"".join(read).decode()
    assert "✓" in text and "Script TBD: one." in text


def test_json_is_one_value(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    one, other = specthis("audit", "--json", cwd=root), specthis("audit", "--format", "json", cwd=root)
    assert json.loads(one.stdout) == json.loads(other.stdout)
    assert one.stderr == ""
