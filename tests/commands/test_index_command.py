"""`specthis index`: the file that tools read, when it is out of date, and that nobody commits it by accident."""

import csv
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from conftest import RunCommand, write_files
from small_project import FILES, append, entries_of, in_process, json_of, settled

from mkdocs_specthis.core.views.replication import ExhibitLine, Replication
from mkdocs_specthis.core.views.replication_text import replication_csv
from mkdocs_specthis.effects.schemas import read_schema

WriteTree = Callable[[Mapping[str, str | bytes]], Path]
INDEX, ROUTING = "specs/_index.json", "specs/_routing.json"


def index_of(root: Path) -> dict[str, Any]:
    assert in_process(root, "index")[0] == 0
    found: dict[str, Any] = json.loads((root / INDEX).read_text())
    return found


def entries_in(index: Mapping[str, Any]) -> dict[str, Any]:
    return {entry["entry"]: entry for spec in index["specs"] for entry in spec["entries"]}


# --- what is in it


def test_specs_have_their_headers(tmp_path: Path) -> None:
    root = settled(tmp_path)
    header = "depends_on: [compute-clean, definitions-words]\ntitle: Fits\ntags: [a, b]\nowner: Ada\n"
    spec = (root / "specs" / "compute-fit.md").read_text()
    (root / "specs" / "compute-fit.md").write_text(
        spec.replace("depends_on: [compute-clean, definitions-words]\n", header)
    )
    specs = {spec["path"]: spec for spec in index_of(root)["specs"]}
    assert list(specs) == ["specs/compute-clean.md", "specs/compute-fit.md", "specs/definitions-words.md"]
    fit = specs["specs/compute-fit.md"]
    assert (fit["kind"], fit["title"], fit["tags"], fit["owner"], fit["draft"]) == (
        "compute",
        "Fits",
        ["a", "b"],
        "Ada",
        False,
    )
    assert fit["depends_on"] == ["compute-clean", "definitions-words"]
    assert [entry["entry"] for entry in fit["entries"]] == ["fit-one", "fit-two", "later"]
    assert specs["specs/definitions-words.md"]["entries"] == []


def test_entries_have_their_files_and_states(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "results" / "fit-two" / "fit.json").unlink()
    index = index_of(root)
    entries, told = entries_in(index), entries_of(root)
    assert {name: {key: entry[key] for key in told[name]} for name, entry in entries.items()} == told
    one, two, later = entries["fit-one"], entries["fit-two"], entries["later"]
    assert one["scripts"] == [{"path": "scripts/fit.py", "exists": True, "presence": "present"}]
    assert [file["exists"] for file in (*one["outputs"], *two["outputs"], *later["scripts"])] == [True, False, False]
    assert one["output_top_level_keys"] == {"results/fit-one/fit.json": ["fit"]}
    assert two["output_top_level_keys"] == {}
    assert one["consumes"] == ["clean"] and entries["clean"]["inputs"][0]["path"] == "data/raw.txt"
    assert index["steps"] == json_of(root, "status")["steps"]
    assert [index["steps"][place]["act"] for place in later["steps"]] == ["write"]


def test_an_output_that_is_no_json_moves_no_state(tmp_path: Path) -> None:
    """Nobody demanded keys, so nothing is wrong; the index still says that there are none to read."""
    root = settled(tmp_path)
    script = (root / "scripts" / "clean.py").read_text()
    (root / "scripts" / "clean.py").write_text(script.replace("json.dumps(", "(lambda _: '[1, {')("))
    path = "results/clean/clean.json"
    (root / path).write_text("[1, {")
    before = entries_of(root)["clean"]
    entry = entries_in(index_of(root))["clean"]
    assert entry["output_top_level_keys"] == {path: None} and entry["output_problems"][path]
    assert [reason["text"] for reason in entry["reasons"]] == [reason["text"] for reason in before["reasons"]]


def test_a_large_output_is_read_in_a_stream(tmp_path: Path) -> None:
    root = settled(tmp_path)
    long = {f"key-{n:05}": "x" * 1000 for n in range(6_000)}
    (root / "results" / "clean" / "clean.json").write_text(json.dumps(long))
    (keys,) = entries_in(index_of(root))["clean"]["output_top_level_keys"].values()
    assert (len(keys), keys[:2]) == (1_000, ["key-00000", "key-00001"])


# --- the same project, the same bytes


def test_the_same_project_gives_the_same_bytes(tmp_path: Path, specthis: RunCommand) -> None:
    one, other = settled(tmp_path / "one"), settled(tmp_path / "other")
    for root in (one, other):
        assert specthis("index", cwd=root).stdout == f"wrote {INDEX}\nwrote {ROUTING}\n"
    assert (one / INDEX).read_bytes() == (other / INDEX).read_bytes()
    assert (one / ROUTING).read_bytes() == (other / ROUTING).read_bytes()
    stat = (one / INDEX).stat()
    assert specthis("index", cwd=one).stdout == f"{INDEX} is up to date\n{ROUTING} is up to date\n"
    assert (one / INDEX).stat() == stat


CHANGES: Mapping[str, tuple[str, str]] = {
    "a script": ("scripts/clean.py", "# more\n"),
    "the words of a spec": ("specs/definitions-words.md", "More.\n"),
    "a blank line of a spec": ("specs/compute-clean.md", "\n"),
    "data": ("data/raw.txt", "d\n"),
    "an artefact": ("results/fit-two/fit.json", " "),
    "the settings": ("specthis.toml", "[policy]\nrequire_certified = true\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_moves_moves_the_digest(change: str, tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "specthis.toml").touch()
    before = index_of(root)
    append(root, *CHANGES[change])
    assert index_of(root)["digest"] != before["digest"]


def test_a_judgment_moves_the_digest(tmp_path: Path) -> None:
    root = settled(tmp_path)
    before = index_of(root)
    assert in_process(root, "lock", "clear", "fit-two", "--yes")[0] == 0
    assert index_of(root)["digest"] != before["digest"]


# --- --check


def test_check_writes_nothing(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    done = specthis("index", "--check", cwd=root)
    missing = "".join(f"{path} is missing\n  hint: `specthis index` writes it\n" for path in (INDEX, ROUTING))
    assert (done.returncode, done.stdout) == (1, missing)
    assert not (root / INDEX).exists() and not (root / ROUTING).exists()
    assert specthis("index", cwd=root).returncode == 0
    assert specthis("index", "--check", cwd=root).returncode == 0
    append(root, "scripts/fit.py", "# more\n")
    written = (root / INDEX).read_bytes()
    done = specthis("index", "--check", cwd=root)
    assert done.returncode == 1
    assert f"{INDEX} is out of date: it tells other things of `fit-one` and `fit-two`" in done.stdout
    assert (root / INDEX).read_bytes() == written


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"specs": 1}', b"[" * 100_000])
def test_check_reads_what_anybody_may_have_written(content: bytes, tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / INDEX).write_bytes(content)
    status, out, said = in_process(root, "index", "--check")
    assert status == 1 and f"{INDEX} is out of date" in out and "should not happen" not in said
    assert in_process(root, "index")[0] == 0
    assert in_process(root, "index", "--check")[0] == 0


def test_json_writes_nothing(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree(FILES)
    assert json_of(root, "index")["version"] == 1
    assert not (root / INDEX).exists()
    assert specthis("index", "--json", "--check", cwd=root).returncode == 2


# --- where it cannot be


def test_what_cannot_be_read_is_in_it_as_unknown(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    (root / "specs" / "compute-clean.md").write_text("---\nname: [\n---\n")
    assert specthis("index", cwd=root).returncode == 2
    index = json.loads((root / INDEX).read_text())
    assert entries_in(index)["clean"]["certification"] == "unknown"
    assert [spec["unreadable"] for spec in index["specs"]] == [True, False, False]
    assert specthis("index", "--check", cwd=root).returncode == 2


def test_without_a_folder_of_specs_nothing_is_made(write_tree: WriteTree, specthis: RunCommand) -> None:
    root = write_tree({**FILES, "specthis.toml": '[paths]\nspecs = "spec"\n'})
    done = specthis("index", cwd=root)
    assert done.returncode == 2 and "there is no folder `spec`" in done.stderr
    assert not (root / "spec").exists()


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    root = settled(tmp_path)
    (tmp_path / "elsewhere").write_text("mine")
    (root / INDEX).symlink_to(tmp_path / "elsewhere")
    assert index_of(root)["version"] == 1
    assert (tmp_path / "elsewhere").read_text() == "mine" and not (root / INDEX).is_symlink()


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def test_git_must_ignore_it(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    assert specthis("index", cwd=root).stderr == ""
    git(root, "init")
    said = specthis("index", cwd=root).stderr
    assert said == "".join(
        f"specthis: git does not ignore {path}\n  hint: add the line `/{path}` to .gitignore; never commit it\n"
        for path in (INDEX, ROUTING)
    )
    (root / ".gitignore").write_text(f"/{INDEX}\n/{ROUTING}\n")
    assert specthis("index", cwd=root).stderr == ""
    git(root, "add", "--force", INDEX)
    assert "git does not ignore" in specthis("index", "--check", cwd=root).stderr


# --- the routing beside it


REPORT = """\
---
name: report-fit
kind: report
host_doc: reports/paper.tex
section_label: sec:fit
---

## Artefact design

One table.

## Entry

### tab-fit

- Export script: `scripts/fit.py`
- Export outputs: `reports/tab-fit.tex`, `reports/fit.pdf`
- Status: script TBD
"""
PAPER = """\
\\section{Fits}
\\label{sec:fit}
\\sectionversion{1.0}
\\begin{table}\\input{tab-fit}\\caption{All fits}\\label{tab:fit}\\end{table}
\\subsection{Deeper}\\label{sec:deeper}
\\includegraphics{fit}
\\section{After}\\label{sec:after}
\\input{nowhere}
"""


def with_paper(tmp_path: Path) -> Path:
    root = settled(tmp_path)
    return write_files(root, {"specs/report-fit.md": REPORT, "reports/paper.tex": PAPER})


def test_the_routing_says_what_stands_in_which_section(tmp_path: Path) -> None:
    root = with_paper(tmp_path)
    index_of(root)
    routing = json.loads((root / ROUTING).read_text())
    validator = jsonschema_rs.Draft202012Validator(read_schema("routing"))
    assert [error.message for error in validator.iter_errors(routing)] == []
    sections = routing["reports/paper.tex"]["sections"]
    assert set(sections) == {"sec:fit", "tab:fit", "sec:deeper", "sec:after"}
    assert sections["sec:fit"] == {
        "label_line": 2,
        "label_file": "reports/paper.tex",
        "section_line": 1,
        "section_file": "reports/paper.tex",
        "title": "Fits",
        "inputs": ["tab-fit"],
        "includegraphics": ["fit"],
        "sectionversion_present_within_10_lines": True,
    }
    assert (sections["sec:deeper"]["inputs"], sections["sec:deeper"]["includegraphics"]) == ([], ["fit"])
    assert sections["sec:after"]["sectionversion_present_within_10_lines"] is False
    table, figure = routing["routes"]
    assert (table["path"], table["stands"], table["places"][0]["line"]) == ("reports/tab-fit.tex", True, 4)
    assert (figure["path"], figure["to_paste"]) == ("reports/fit.pdf", "\\includegraphics{fit.pdf}")
    first = routing["reports/paper.tex"]["inclusions"][0]
    assert (first["environment"], first["caption"], first["label"]) == ("table", "All fits", "tab:fit")
    assert [one["trouble"] for one in routing["reports/paper.tex"]["obstacles"]] == ["missing"]


def test_check_says_which_host_document_moved(tmp_path: Path) -> None:
    root = with_paper(tmp_path)
    index_of(root)
    assert in_process(root, "index", "--check")[0] != 1
    append(root, "reports/paper.tex", "\\section{More}\n")
    status, out, _ = in_process(root, "index", "--check")
    assert status == 1 and f"{ROUTING} is out of date: it tells other things of `reports/paper.tex`" in out


# --- the replication index


def test_the_replication_index_is_printed_and_nothing_is_written(tmp_path: Path) -> None:
    root = with_paper(tmp_path)
    status, out, said = in_process(root, "index", "--replication", "csv")
    rows = list(csv.DictReader(out.splitlines()))
    assert status != 2 and said == "" and not (root / INDEX).exists()
    assert [(row["exhibit"], row["caption"], row["output_file"], row["program"]) for row in rows] == [
        ("Table", "All fits", "reports/tab-fit.tex", "scripts/fit.py"),
        ("In-text numbers", "", "reports/fit.pdf", "scripts/fit.py"),
    ]
    shown = in_process(root, "index", "--replication", "markdown")[1]
    assert "| Table: All fits | `scripts/fit.py` |" in shown


def test_the_replication_index_has_the_order_and_the_times_of_the_runs(tmp_path: Path) -> None:
    spec = REPORT.replace("- Status: script TBD", "- Consumes: fit-one\n- Status: script TBD")
    root = write_files(with_paper(tmp_path), {"specs/report-fit.md": spec})
    shown = in_process(root, "index", "--replication", "markdown")[1]
    programs = shown.partition("## Programs")[2]
    assert programs.index("`clean`") < programs.index("`fit-one`") < programs.index("`tab-fit`")
    data = shown.partition("## Data files")[2].partition("## Programs")[0]
    assert "| reports/tab-fit.tex, reports/fit.pdf |" in data, "`Table` is no name while the paper is not compiled"
    assert "not recorded" in programs and re.search(r"\| [\d.]+ m?s \|", programs)
    rows = csv.DictReader(in_process(root, "index", "--replication", "csv")[1].splitlines())
    assert {row["seconds"] for row in rows} == {""}, "of what never ran there is no time"


FORMULAS = ("=cmd|' /C calc'!A0", " =1+1", "x; =1+1", "x;=1+1", "a\t@SUM(1)", "a\n-2+3", "\uff1d1+1", '"; +1')


@pytest.mark.parametrize("evil", FORMULAS)
def test_no_cell_of_the_csv_is_a_formula_whatever_parts_cells(evil: str) -> None:
    line = ExhibitLine(
        paper=evil, exhibit=evil, page=evil, caption=evil, place=evil, entry=evil, program=evil, line=3, output=evil,
        data=(evil, evil), seconds=12.5, state="fresh", note=evil,
    )  # fmt: skip
    index = Replication(
        exhibits=(line,), in_text=(), programs=(), data=(), seconds=0, steps=0, untimed=0, papers=(), unread=(),
        numbered=True,
    )  # fmt: skip
    text = replication_csv(index)
    (row,) = csv.DictReader(text.splitlines(keepends=True))
    assert row["seconds"] == "12.5" and row["caption"].replace("'", "") == evil.replace("'", "")
    for separator in ",;\t":
        for cells in csv.reader(text.splitlines(), delimiter=separator):
            assert not [cell for cell in cells if cell.lstrip(' "')[:1] in tuple("=+-@\uff1d")], (separator, cells)


def test_without_a_paper_there_is_no_replication_index(tmp_path: Path) -> None:
    status, out, said = in_process(settled(tmp_path), "index", "--replication", "csv")
    assert (status, out) == (2, "") and "host_docs" in said
