"""`specthis diff`: what changed since a judgment, a run, a revision; and why a text of then is not there."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from conftest import commit_all, git, write_files
from markdown_it import MarkdownIt
from small_project import CLEAN_SCRIPT, FILES, append, in_process, json_of, judge, settle, settled

from mkdocs_specthis.core.cache.layout import blob_key
from mkdocs_specthis.core.model.difference import Measure
from mkdocs_specthis.effects.schemas import read_schema
from mkdocs_specthis.usecases.diff.differences import differences, differences_for_pages
from mkdocs_specthis.usecases.load import load_snapshot

EDITED = CLEAN_SCRIPT.replace('"count": count', '"count": 2 * count')
RESULT = "results/clean/clean.json"


def committed(folder: Path, *, ignored: str = ".specthis/\n") -> Path:
    """The settled project in a repository: sources first, then what was judged and made."""
    root = write_files(folder / "project", {**FILES, ".gitignore": ignored})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root, "Sources")
    settle(root)
    commit_all(root, "Judged and made")
    return root


def part(view: Any, name: str, entry: str = "clean") -> Any:
    parts = next(one["parts"] for one in view["entries"] if one["entry"] == entry)
    return next(one for one in parts if one["part"] == name)


def names(view: Any) -> dict[str, list[str]]:
    return {one["entry"]: [each["part"] for each in one["parts"]] for one in view["entries"]}


def edit(root: Path) -> Path:
    """Other words, another script, other vocabulary, other data."""
    text = (root / "specs/compute-clean.md").read_text()
    write_files(
        root,
        {
            "specs/compute-clean.md": text.replace("Counts the lines.", "Counts all the lines\nof the file."),
            "scripts/clean.py": EDITED,
            "specs/definitions-words.md": FILES["specs/definitions-words.md"].replace("line feed", "newline"),
            "data/raw.txt": "a\nb\nc\nd\n",
        },
    )
    return root


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = edit(committed(tmp_path_factory.mktemp("edited")))
    assert in_process(root, "refresh", "--trial", "clean")[0] == 0
    return root


def test_since_the_certificate(edited: Path) -> None:
    view = json_of(edited, "diff")
    assert names(view) == {
        "clean": ["block", "script scripts/clean.py", f"artefact {RESULT}"],
        "fit-one": ["vocabulary definitions-words"],
        "fit-two": ["vocabulary definitions-words"],
    }
    assert view["unmoved"] == []
    words = [(one["edit"], one["text"]) for one in part(view, "block")["difference"]["passages"][0]]
    assert words[:4] == [("same", "Counts "), ("added", "all "), ("same", "the lines"), ("added", "\nof the file")]
    lines = part(view, "script scripts/clean.py")["difference"]
    assert (lines["added"], lines["removed"], len(lines["hunks"])) == (1, 1, 1)
    assert part(view, f"artefact {RESULT}")["difference"]["values"] == [
        {"path": "count", "pattern": "count", "before": "3", "after": "8", "absolute": 5.0, "relative": 5 / 3}
    ]
    moved = part(view, "vocabulary definitions-words", "fit-one")["difference"]
    assert (moved["form"], moved["added"], moved["removed"]) == ("prose", 1, 2)


def test_since_the_run_inputs_count_and_words_do_not(edited: Path) -> None:
    view = json_of(edited, "diff", "fit-one", "--since", "run")
    assert names(view) == {"fit-one": [f"upstream {RESULT}"]}
    assert part(view, f"upstream {RESULT}", "fit-one")["see"] == "clean"
    assert json_of(edited, "diff", "clean", "--since", "run") == {"version": 1, "entries": [], "unmoved": ["clean"]}


def test_since_a_revision_everything_counts(edited: Path) -> None:
    view = json_of(edited, "diff", "clean", "--since", "HEAD")
    assert names(view)["clean"] == ["block", "script scripts/clean.py", "input data/raw.txt", f"artefact {RESULT}"]
    assert part(view, "input data/raw.txt")["difference"]["added"] == 1
    assert view["entries"][0]["since"]["kind"] == "revision"


def test_between_two_revisions(edited: Path) -> None:
    view = json_of(edited, "diff", "--since", "HEAD~1..HEAD")
    assert names(view) == {one: [f"upstream {RESULT}"] for one in ("fit-one", "fit-two")}
    assert view["unmoved"] == ["clean", "later"]
    assert {one["until"]["kind"] for one in view["entries"]} == {"revision"}


def test_what_is_printed_is_described(edited: Path) -> None:
    schema = read_schema("diff")
    for words in ((), ("--since", "run"), ("--since", "HEAD"), ("--since", "HEAD~1..HEAD")):
        view = json_of(edited, "diff", *words)
        assert list(jsonschema_rs.Draft202012Validator(schema).iter_errors(view)) == []
    view = json_of(edited, "diff", "clean", "--since", "HEAD")
    one, difference = view["entries"][0], part(view, "block")["difference"]
    for name, value in (
        ("entry", one),
        ("moment", one["since"]),
        ("part", one["parts"][0]),
        ("difference", difference),
        ("piece", difference["passages"][0][0]),
        ("row", part(view, "input data/raw.txt")["difference"]["hunks"][0][0]),
        ("value", part(view, f"artefact {RESULT}")["difference"]["values"][0]),
    ):
        assert value.keys() == schema["$defs"][name]["properties"].keys()


def test_as_text(edited: Path) -> None:
    status, out, _ = in_process(edited, "diff", "clean")
    assert status == 0
    assert (
        re.sub(r"\d{1,2} [A-Z][a-z]{2} \d{4}|(?<=commit )\w{7}", "…", out)
        == """\
clean: since Test certified it on …

  Spec block: 4 words added; older state: commit …
    Counts {+all +}the lines{+
    of the file+}.

  Script scripts/clean.py: 1 line added and 1 line removed; older state: commit …
    @@ line 1 @@
     import json, pathlib, sys
     count = len(pathlib.Path("data/raw.txt").read_text().splitlines())
     pathlib.Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
    -pathlib.Path(sys.argv[1]).write_text(json.dumps({"count": count}))
    +pathlib.Path(sys.argv[1]).write_text(json.dumps({"count": 2 * count}))

  Artefact results/clean/clean.json: 1 value changed; older state: git’s history
    count  3 → 8  +5, +167 %
"""
    )


def test_as_markdown(edited: Path) -> None:
    out = in_process(edited, "diff", "clean", "--markdown")[1]
    assert out.startswith("**What changed.** Something moved in 1 entry.\n\n<details>\n<summary>clean: 3 parts since ")
    assert "\n```diff\n import json" in out and "\n| count | 3 → 8 | \\+5, \\+167 % |\n" in out
    assert out.count("<details>") == out.count("</details>") == 1


def test_nothing_moved(tmp_path: Path) -> None:
    root = settled(tmp_path)
    assert in_process(root, "diff")[1] == "Nothing moved.\n"
    assert json_of(root, "diff") == {"version": 1, "entries": [], "unmoved": ["clean", "fit-one", "fit-two"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("later",), "nobody has judged or run `later`"),
        (("later", "--since", "certificate"), "nobody has judged `later`"),
        (("later", "--since", "run"), "there is no record of a run of `later`"),
        (("claen",), "did you mean `clean`?"),
        (("--since", "nowhere"), "git knows no revision `nowhere` here"),
        (("--since", "--output=x"), "git knows no revision `--output=x` here"),
        (("--since", "HEAD..nowhere"), "git knows no revision `nowhere` here"),
        (("--since", "HEAD.."), "names no two revisions"),
        (("--since", "HEAD...HEAD"), "names no two revisions"),
        (("--json", "--markdown"), "give one of them"),
        (("--absolute", "-1"), "`--absolute`"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...], said: str, edited: Path) -> None:
    status, out, text = in_process(edited, "diff", *words)
    assert (status, out) == (2, "")
    assert said in text


def test_without_a_repository_there_is_no_revision_and_no_text_of_then(tmp_path: Path) -> None:
    root = edit(settled(tmp_path))
    assert "no git repository" in in_process(root, "diff", "--since", "HEAD")[2]
    found = part(json_of(root, "diff"), "script scripts/clean.py")
    assert found["difference"] is None and "no git repository" in found["unavailable"]
    assert found["before"] != found["after"]


def test_what_was_judged_before_it_was_committed_is_found(tmp_path: Path) -> None:
    root = committed(tmp_path)
    write_files(root, {"scripts/clean.py": EDITED})
    judge(root, "record", "clean")
    commit_all(root, "Judged while it was not committed")
    append(root, "scripts/clean.py", "# and again\n")
    found = part(json_of(root, "diff"), "script scripts/clean.py")
    assert (found["found"], found["difference"]["added"]) == ("git’s history", 1)


def test_what_was_never_committed_is_not_available_and_it_is_said_why(tmp_path: Path) -> None:
    root = committed(tmp_path)
    write_files(root, {"scripts/clean.py": EDITED})
    judge(root, "record", "clean")
    append(root, "scripts/clean.py", "# and again\n")
    found = part(json_of(root, "diff"), "script scripts/clean.py")
    assert found["difference"] is None
    assert (
        found["unavailable"] == "git never had `scripts/clean.py` as it was then: it moved on before it was committed"
    )


def test_what_moves_on_while_it_is_looked_at_is_not_compared(tmp_path: Path) -> None:
    root = edit(committed(tmp_path))
    snapshot = load_snapshot(root)
    append(root, "scripts/clean.py", "# later\n")
    parts = differences(root, snapshot, ["clean"], "certificate", Measure())[0].parts
    assert {one.name: one.unavailable for one in parts} == {
        "block": "",
        "script scripts/clean.py": "it moved on while it was looked at",
    }


def test_of_very_many_parts_some_are_counted(tmp_path: Path) -> None:
    files = {f"data/{place}.txt": "1\n" for place in range(70)}
    spec = SPEC.replace("- Varies", "- Inputs: `data/`\n- Varies")
    script = f"{WRITE}json.dump(1, open('results/fit/fit.json', 'w'))\n"
    root = write_files(tmp_path / "project", {**files, "specs/compute-fit.md": spec, "scripts/fit.py": script})
    assert in_process(root, "refresh")[0] == 0
    write_files(root, dict.fromkeys(files, "2\n"))
    assert len(json_of(root, "diff", "fit")["entries"][0]["parts"]) == 70
    told = differences_for_pages(root, load_snapshot(root), Measure(), sources=True)["fit"][0]
    assert (len(told.parts), told.notes) == (50, ("20 more parts moved.",))


def clone(root: Path, *options: str) -> Path:
    """A clone that lacks something of the past."""
    commit_all(edit(root), "Edited")
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root.parent, "clone", "--quiet", *options, f"file://{root}", "clone")
    return root.parent / "clone"


def test_a_shallow_clone_says_so(tmp_path: Path) -> None:
    found = part(json_of(clone(committed(tmp_path), "--depth=1"), "diff"), "script scripts/clean.py")
    assert found["unavailable"].startswith("this clone is shallow, and what it has of the past has no `")
    assert found["hint"] == "`git fetch --unshallow` brings the rest"


def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    there = clone(committed(tmp_path), "--filter=blob:none")
    found = part(json_of(there, "diff"), "script scripts/clean.py")
    assert found["difference"] is None and found["unavailable"]


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    root = edit(settled(tmp_path))
    git(root, "init", "--quiet")
    assert "is not in git" in part(json_of(root, "diff"), "script scripts/clean.py")["unavailable"]


def test_a_project_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    inner = settled(tmp_path)
    git(tmp_path, "init", "--quiet")
    commit_all(tmp_path)
    assert part(json_of(edit(inner), "diff"), "script scripts/clean.py")["difference"]["added"] == 1


def test_a_renamed_spec_is_found_where_it_was(tmp_path: Path) -> None:
    root = committed(tmp_path)
    text = FILES["specs/compute-clean.md"].replace("compute-clean", "compute-count").replace("Counts", "Adds up")
    (root / "specs/compute-clean.md").unlink()
    write_files(root, {"specs/compute-count.md": text})
    found = part(json_of(root, "diff"), "block")
    assert [one["text"] for one in found["difference"]["passages"][0][:2]] == ["Counts", "Adds up"]


@pytest.mark.parametrize(("text", "head"), [(CLEAN_SCRIPT, "renamed"), (EDITED, "1 line added and 1 line removed")])
def test_a_renamed_script_is_one_part(text: str, head: str, tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "scripts/clean.py").unlink()
    spec = (root / "specs/compute-clean.md").read_text().replace("scripts/clean.py", "scripts/tidy.py")
    write_files(root, {"scripts/tidy.py": text, "specs/compute-clean.md": spec})
    view = json_of(root, "diff", "clean")
    assert names(view)["clean"] == ["block", "script scripts/tidy.py"]
    assert part(view, "script scripts/tidy.py")["was"] == "scripts/clean.py"
    said = in_process(root, "diff", "clean")[1]
    assert f"Script scripts/tidy.py (was scripts/clean.py): {head}" in said


def test_another_script_is_no_renamed_one(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "scripts/clean.py").unlink()
    spec = (root / "specs/compute-clean.md").read_text().replace("scripts/clean.py", "scripts/tidy.py")
    write_files(root, {"scripts/tidy.py": "print(1)\nprint(2)\n", "specs/compute-clean.md": spec})
    assert names(json_of(root, "diff", "clean"))["clean"] == [
        "block",
        "script scripts/clean.py",
        "script scripts/tidy.py",
    ]


def test_small_things_are_found_by_their_digest(tmp_path: Path) -> None:
    root = committed(tmp_path)
    text = FILES["specs/compute-clean.md"]
    write_files(root, {"specs/compute-clean.md": text.replace("{script} {output}", "-O {script} {output}")})
    write_files(root, {"specthis.toml": '[run]\nenv = { SEED = "1" }\n'})
    view = json_of(root, "diff", "clean", "--since", "run")
    command = part(view, "command")["difference"]["hunks"][0]
    assert [one["text"] for one in command] == ["python {script} {output}", "python -O {script} {output}"]
    assert part(view, "variable SEED")["before"] is None


def ignoring_results(folder: Path) -> Path:
    """Artefacts are in no commit, as most are."""
    root = committed(folder, ignored=".specthis/\nresults/\n")
    write_files(root, {"scripts/clean.py": EDITED})
    return root


def test_numbers_that_are_nowhere(tmp_path: Path) -> None:
    root = ignoring_results(tmp_path)
    assert in_process(root, "refresh", "--trial", "clean")[0] == 0
    found = part(json_of(root, "diff"), f"artefact {RESULT}")
    assert found["unavailable"] == f"`{RESULT}` is not in git, and the cache does not have it"
    assert "[cache] push" in found["hint"]


def test_numbers_out_of_the_cache_and_only_the_right_ones(tmp_path: Path) -> None:
    root = ignoring_results(tmp_path)
    git(root, "stash")
    assert in_process(root, "cache", "push")[0] == 0
    git(root, "stash", "pop")
    assert in_process(root, "refresh", "--trial", "clean")[0] == 0
    found = part(json_of(root, "diff"), f"artefact {RESULT}")
    assert (found["found"], found["difference"]["values"][0]["before"]) == ("the cache", "3")
    blob = root / ".specthis/cache" / blob_key(found["before"])
    blob.chmod(0o600)
    blob.write_text('{"count": 7}')
    assert "the cache does not have it" in part(json_of(root, "diff"), f"artefact {RESULT}")["unavailable"]


def test_a_pointer_stands_for_bytes_that_are_not_here(tmp_path: Path) -> None:
    root = ignoring_results(tmp_path)
    bytes_ = (root / RESULT).read_bytes()
    digest = json.loads((root / "specs/_runs/clean.json").read_text())["outputs"][RESULT]["digest"]
    head = "version https://git-lfs.github.com/spec/v1\n"
    write_files(root, {RESULT: f"{head}oid {digest}\nsize {len(bytes_)}\n"})
    git(root, "add", "--force", RESULT)
    git(root, "commit", "--quiet", "--message", "A pointer")
    (root / RESULT).write_bytes(bytes_)
    assert in_process(root, "refresh", "--trial", "clean")[0] == 0
    assert "git holds only a pointer" in part(json_of(root, "diff"), f"artefact {RESULT}")["unavailable"]


WRITE = "import json, os\nos.makedirs('results/fit', exist_ok=True)\n"
SPEC = """\
---
name: compute-fit
kind: compute
---

## Entry

### fit

- Script: `scripts/fit.py`
- Output: `results/fit/fit.json`
- Varies: `seconds`
- Status: script ready
"""


def revised(folder: Path, before: Mapping[str, Any], after: Mapping[str, Any], toml: str = "") -> Path:
    """An entry whose artefact is one thing at `HEAD` and another one here."""
    root = folder / "project"
    write_files(root, {"specs/compute-fit.md": SPEC, "scripts/fit.py": "", "specthis.toml": toml})
    git(root, "init", "--quiet")
    for value in (before, after):
        script = f"{WRITE}json.dump({value!r}, open('results/fit/fit.json', 'w'))\n"
        write_files(root, {"scripts/fit.py": script})
        assert in_process(root, "refresh")[0] == 0
        if value is before:
            commit_all(root)
    return root


def values_of(root: Path, *words: str) -> Any:
    view = json_of(root, "diff", "fit", "--since", "HEAD", *words)
    return part(view, "artefact results/fit/fit.json", "fit")["difference"]


def test_tolerances_from_options_settings_and_the_spec(tmp_path: Path) -> None:
    before = {"a": 1.0, "b": 1000.0, "t": {"x": 1}, "seconds": 1, "n": 1}
    after = {"a": 1.001, "b": 1000.5, "t": {"x": 2}, "seconds": 2, "n": 2}
    root = revised(tmp_path, before, after, '[diff]\nabsolute = 0.01\nignore = ["t"]\n')
    found = values_of(root)
    assert ([one["path"] for one in found["values"]], found["within"], found["ignored"]) == (["b", "n"], 1, 2)
    found = values_of(root, "--relative", "1e-2", "--absolute", "0", "--ignore", "n")
    assert ([one["path"] for one in found["values"]], found["within"], found["ignored"]) == ([], 2, 3)
    assert in_process(root, "diff", "fit", "--since", "HEAD")[1].count("1 within tolerance and 2 ignored") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('absolute = "1"', "is a number, zero or more"),
        ("relative = -1", "is a number, zero or more"),
        ("ignore = 3", "is a list of texts"),
        ("absolut = 1", "did you mean `absolute`?"),
    ],
)
def test_settings_that_are_none_are_findings(line: str, said: str, tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", {**FILES, "specthis.toml": f"[diff]\n{line}\n"})
    assert (
        f"specthis.toml:2: settings-{'unknown-key' if 'absolut =' in line else 'invalid'}"
        in in_process(root, "audit")[1]
    )
    assert said in in_process(root, "audit")[1]


def test_many_values_are_summed_up_and_large_files_told_by_digests(tmp_path: Path) -> None:
    root = revised(tmp_path, {"x": list(range(9000))}, {"x": list(range(1, 9001))})
    out = in_process(root, "diff", "fit", "--since", "HEAD", "--most", "2")[1]
    assert "… and 8,998 more; `--most` lists more of them" in out
    assert "x[*]: 9,000 changes, by up to 1, 100 %" in out
    write_files(root, {"results/fit/fit.json": json.dumps({"x": ["y" * 100] * 20_000})})
    found = part(
        json_of(root, "diff", "fit", "--since", "run", "--largest", "1"), "artefact results/fit/fit.json", "fit"
    )
    assert "beyond which only digests are compared" in found["unavailable"]


EXPORT = """\
---
name: report-fit
kind: report
host_doc: reports/paper.tex
section_label: sec:fit
---

## Entry

### tab-fit

- Export script: `scripts/tab.sh`
- Export outputs: `reports/tab.tex`
- Status: script ready
"""
TABLE = r"\begin{tabular}{lr} & OLS \\ Age & 0.10 \\ Sex & 2 \\ \end{tabular}"


def test_an_exported_table_is_told_cell_by_cell(tmp_path: Path) -> None:
    script = f"mkdir -p reports\ncat > reports/tab.tex <<'END'\n{TABLE}\nEND\n"
    root = write_files(tmp_path / "project", {"specs/report-fit.md": EXPORT, "scripts/tab.sh": script})
    git(root, "init", "--quiet")
    assert in_process(root, "refresh")[0] == 0
    commit_all(root)
    write_files(root, {"reports/tab.tex": TABLE.replace("0.10", "0.11").replace("Sex", "Female")})
    out = in_process(root, "diff", "tab-fit")[1]
    assert "  Artefact reports/tab.tex: 2 cells changed; older state: git’s history\n" in out
    assert "    row 2, column 2 (Age, OLS): 0.10 → 0.11\n    row 3, column 1 (Female): Sex → Female\n" in out
    out = in_process(root, "diff", "tab-fit", "--markdown")[1]
    assert "| cell | before → after |\n|---|---|\n| row 2, column 2 \\(Age, OLS\\) | 0.10 → 0.11 |\n" in out
    view = json_of(root, "diff", "tab-fit")
    assert list(jsonschema_rs.Draft202012Validator(read_schema("diff")).iter_errors(view)) == []
    cell = part(view, "artefact reports/tab.tex", "tab-fit")["difference"]["cells"][0]
    assert cell.keys() == read_schema("diff")["$defs"]["cell"]["properties"].keys()


def test_entries_that_one_side_lacks(edited: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(edited, tmp_path / "copy"))
    write_files(root, {"specs/compute-new.md": SPEC.replace("fit", "new").replace("compute-new", "compute-new")})
    (root / "specs/compute-fit.md").unlink()
    view = json_of(root, "diff", "--since", "HEAD")
    notes = {one["entry"]: one["notes"] for one in view["entries"] if one["notes"]}
    assert notes["new"][0].startswith("It was not there at revision HEAD (")
    assert notes["fit-one"] == notes["later"] == ["It is gone today."]


def test_a_script_that_is_named_through_a_link_is_found_in_git_by_its_own_name(tmp_path: Path) -> None:
    root = committed(tmp_path)
    (root / "shared").mkdir()
    (root / "scripts/clean.py").rename(root / "shared/clean.py")
    (root / "scripts/clean.py").symlink_to("../shared/clean.py")
    (root / "shared/clean.py").write_text(f"{CLEAN_SCRIPT}# another\n", encoding="utf-8")
    settle(root)
    commit_all(root, "Shared")
    append(root, "shared/clean.py", "# an edit\n")
    (part,) = json_of(root, "diff", "clean")["entries"][0]["parts"]
    assert (part["part"], part["unavailable"], part["difference"]["added"]) == ("script scripts/clean.py", None, 1)


def test_a_judgment_of_another_scheme_is_not_compared(tmp_path: Path) -> None:
    root = edit(settled(tmp_path))
    place = root / "specs/_runs/clean.json"
    lines = place.read_text().replace('"scheme": 1', '"scheme": 2').splitlines(keepends=True)
    place.write_text("".join(line for line in lines if '"seal"' not in line))
    found = json_of(root, "diff", "clean", "--since", "run")["entries"][0]
    assert (found["parts"], len(found["notes"])) == ([], 1)
    assert "another scheme" in found["notes"][0]


def test_what_cannot_be_read_is_never_taken_for_unmoved(tmp_path: Path) -> None:
    root = edit(committed(tmp_path))
    place = root / "specs/_runs/clean.json"
    place.write_text(place.read_text()[:-20])
    for words in (("--since", "run"), ("clean", "--since", "run")):
        status, out, said = in_process(root, "diff", *words)
        assert (status, out) == (2, "") and "the receipt of `clean` cannot be read" in said
    status, out, _ = in_process(root, "diff", "clean", "--json")
    found = json.loads(out)["entries"][0]
    assert status == 2 and [one["part"] for one in found["parts"]] == ["block", "script scripts/clean.py"]
    assert found["notes"] == ["Its receipt cannot be read: what a run made is not known."]
    write_files(root, {"specs/compute-clean.md": "---\nname: [\n---\n### clean\n"})
    for words in (("clean",), ("clean", "--since", "HEAD")):
        status, out, _ = in_process(root, "diff", *words, "--json")
        found = json.loads(out)["entries"][0]
        told = (status, found["parts"], found["notes"][0])
        assert told == (2, [], "Its spec cannot be read today: what moved is not known.")
    write_files(root, {"specs/compute-clean.md": FILES["specs/compute-clean.md"]})
    append(root, "specs/_lock.json", "<<<<<<< HEAD\n")
    for words in ((), ("clean",)):
        status, out, said = in_process(root, "diff", *words)
        assert (status, out) == (2, "") and "specs/_lock.json:" in said


def test_a_spec_that_nobody_can_read_and_no_ledger_knows_is_told(tmp_path: Path) -> None:
    root = edit(committed(tmp_path))
    write_files(root, {"specs/compute-more.md": "---\nname: [\n---\n### more\n"})
    for words in ((), ("--since", "HEAD"), ("--markdown",)):
        status, out, said = in_process(root, "diff", *words)
        assert (status, "clean" in out) == (2, True) and "entries may be missing here" in said
    assert in_process(root, "diff", "clean")[0] == 0


def hostile(root: Path) -> Iterator[str]:
    """Texts that would steer a terminal, turn lines round, or leave a fence."""
    for text in ("\x1b[31mred\x07", "\u202eesrever", "```\n<script>alert(1)</script>\n@everyone", "a\rb", "\ue000x"):
        write_files(root, {"scripts/clean.py": f"{CLEAN_SCRIPT}# {text}\n"})
        write_files(root, {"specs/compute-clean.md": FILES["specs/compute-clean.md"] + f"\nMore {text}\n"})
        yield text


def test_hostile_text_steers_nothing(tmp_path: Path) -> None:
    root = committed(tmp_path)
    for _ in hostile(root):
        for words in ((), ("--markdown",)):
            status, out, said = in_process(root, "diff", "clean", *words)
            assert (status, said) == (0, "")
            assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ue000]", out)
        fences = [line for line in out.split("\n") if re.fullmatch(r"`{3,}(diff|text)?", line)]
        assert "<script>" not in re.sub(r"(?ms)^(`{3,})(diff|text)$.*?^\1$", "", out), fences


def test_no_line_of_a_file_ends_the_fence_that_it_stands_in(tmp_path: Path) -> None:
    root = committed(tmp_path)
    around = 'x = """\n```\n````\n<script>alert(1)</script>\n"""\n'
    for value in (1, 2):
        if value == 2:
            commit_all(root)
        write_files(root, {"scripts/clean.py": f"{CLEAN_SCRIPT}{around}x = {value}\n"})
    out = in_process(root, "diff", "clean", "--since", "HEAD", "--markdown")[1]
    tokens = MarkdownIt().parse(out)
    assert [token.content.count("<script>") for token in tokens if token.type == "fence"] == [1]
    assert not [token for token in tokens if token.type == "html_block" and "<script>" in token.content]


def test_a_terminal_gets_colours_and_nothing_else_of_the_kind(
    tmp_path: Path, run_on_terminal: Callable[..., str]
) -> None:
    root = committed(tmp_path)
    next(hostile(root))
    out = run_on_terminal(root)
    assert "\x1b[32m+# " in out and "\x1b[31mred" not in out


@pytest.fixture
def run_on_terminal() -> Callable[..., str]:
    def run(root: Path) -> str:
        if shutil.which("script") is None:
            pytest.skip("not here: script, which makes a terminal")
        command = "env -u NO_COLOR TERM=xterm specthis diff clean"
        done = subprocess.run(
            ["script", "-qec", command, "/dev/null"], cwd=root, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    return run
