"""Next steps, taken for real: each does what it promises, goes away, and the last one leaves nothing to do."""

import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import RunCommand, write_files
from hypothesis import given
from hypothesis import strategies as st
from small_project import AUTHOR, CLEAN, FILES, FIT, append, entries_of, in_process, json_of, judge, settled

from mkdocs_specthis.core.dependencies.graph import build_graph
from mkdocs_specthis.core.dependencies.reach import reach_of
from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.core.questions.next_steps import NAMES_IN_COMMAND, next_steps
from mkdocs_specthis.core.steps.plan import plan_refresh
from mkdocs_specthis.usecases.load import load_snapshot

Step = dict[str, Any]
LATER = """\
import pathlib
pathlib.Path("results/later").mkdir(parents=True, exist_ok=True)
pathlib.Path("results/later/later.json").write_text("{}")
"""
WRITTEN = {**FILES, "scripts/later.py": LATER, "specs/compute-fit.md": FIT.replace("script TBD", "script ready")}
"""The project when everything has been written."""


def steps_of(root: Path) -> list[Step]:
    found: list[Step] = json_of(root, "status")["steps"]
    return found


# --- taking them


def take(root: Path, step: Step) -> None:
    """As a person would: open the file that is named, or type the command."""
    if step["act"] in ("mend", "write", "finish", "change", "retry", "bring") and step["command"].find("lock") < 0:
        mend(root, step)
    if step["command"]:
        words = shlex.split(step["command"])[1:]
        if words[:2] in (["lock", "record"], ["lock", "confirm"]):
            words += ["--at", json_of(root, *words, "--dry-run")["at"], "--author", AUTHOR]
        status, out, said = in_process(root, *words)
        assert status == 0 or words[0] == "refresh", (step, out, said)


def mend(root: Path, step: Step) -> None:
    if step["act"] == "change":
        append(root, step["path"], "# changed\n")
    elif "data" in step["text"]:
        write_files(root, {"data/raw.txt": WRITTEN["data/raw.txt"]})
    elif step["act"] == "retry":
        assert (root / step["path"]).read_text()  # the log is there to read
        write_files(root, {"scripts/clean.py": WRITTEN["scripts/clean.py"]})
    else:
        together = {"scripts/later.py", "specs/compute-fit.md"}  # the script, and the line that says that it is there
        paths = together if step["path"] in together else {step["path"]}
        write_files(root, {path: WRITTEN[path] for path in paths})


def keeps_promise(root: Path, step: Step) -> bool:
    entries = entries_of(root)
    now = [entries[name] for name in step["entries"]]
    match step["act"]:
        case "judge":
            return all(entry["certification"] == "certified" for entry in now)
        case "confirm":
            return not any(entry["vocabulary_moved"] for entry in now)
        case "run" | "retry" | "fetch":
            return all(entry["realization"] == "fresh" for entry in now)
        case "change":
            return all(entry["certification"] != "rejected" for entry in now)
        case _:
            return True


# --- stories


def fresh(folder: Path) -> Path:
    return write_files(folder / "project", FILES)


def drifted_below_moved_words(folder: Path) -> Path:
    root = settled(folder)
    append(root, "scripts/clean.py", "# edited\n")
    append(root, "specs/definitions-words.md", "More.\n")
    return root


def stale_below_moved_words(folder: Path) -> Path:
    root = settled(folder)
    append(root, "data/raw.txt", "d\n")
    append(root, "specs/definitions-words.md", "More.\n")
    return root


def refused(folder: Path) -> Path:
    root = settled(folder)
    judge(root, "reject", "clean", more=("--note", "no"))
    return root


def failed(folder: Path) -> Path:
    root = settled(folder)
    write_files(root, {"scripts/clean.py": "raise SystemExit(3)\n"})
    judge(root, "record", "clean")
    assert in_process(root, "refresh")[0] == 1
    return root


def failed_before_it_was_judged(folder: Path) -> Path:
    root = write_files(folder / "project", {**FILES, "scripts/clean.py": "raise SystemExit(3)\n"})
    in_process(root, "refresh")
    return root


def mistyped(folder: Path) -> Path:
    broken = FIT.replace("- Output: `results/fit-one", "- Ouput: `results/fit-one")
    return write_files(settled(folder), {"specs/compute-fit.md": broken})


def unreadable(folder: Path) -> Path:
    return write_files(settled(folder), {"specs/compute-clean.md": "---\nname: [\n---\n"})


def unreadable_words(folder: Path) -> Path:
    words = FILES["specs/definitions-words.md"].replace("definitions\n", "definition\n")
    return write_files(settled(folder), {"specs/definitions-words.md": words})


def draft(folder: Path) -> Path:
    text = CLEAN.replace("kind: compute\n", "kind: compute\ndraft: true\n")
    return write_files(settled(folder), {"specs/compute-clean.md": text})


def without_data(folder: Path) -> Path:
    root = settled(folder)
    (root / "data" / "raw.txt").unlink()
    (root / "specs" / "_runs" / "clean.json").unlink()
    return root


def stale_without_data(folder: Path) -> Path:
    root = settled(folder)
    (root / "data" / "raw.txt").unlink()
    append(root, "results/clean/clean.json", " ")
    return root


def in_conflict(folder: Path) -> Path:
    root = settled(folder)
    lock = (root / "specs" / "_lock.json").read_text()
    both = f"<<<<<<< ours\n{lock}=======\n{lock}>>>>>>> theirs\n"
    return write_files(root, {"specs/_lock.json": both})


def elsewhere(folder: Path) -> Path:
    root = settled(folder)
    shutil.rmtree(root / "results")
    return root


def failed_on_trial(folder: Path) -> Path:
    settings = "[policy]\nrequire_certified = true\n"
    root = write_files(
        folder / "project", {**FILES, "scripts/clean.py": "raise SystemExit(3)\n", "specthis.toml": settings}
    )
    assert in_process(root, "refresh", "--trial", "clean")[0] == 1
    return root


STORIES: tuple[Callable[[Path], Path], ...] = (
    fresh, drifted_below_moved_words, stale_below_moved_words, refused, failed, failed_before_it_was_judged, mistyped,
    unreadable, unreadable_words, draft, without_data, stale_without_data,
    in_conflict, elsewhere, failed_on_trial,
)  # fmt: skip


def key_of(step: Step) -> tuple[object, ...]:
    return (step["act"], step["text"], step["command"], tuple(step["entries"]))


@pytest.mark.parametrize("story", STORIES)
def test_step_by_step_everything_gets_settled(story: Callable[[Path], Path], tmp_path: Path) -> None:
    root = story(tmp_path)
    taken: list[str] = []
    while steps := steps_of(root):
        take(root, steps[0])
        taken.append(steps[0]["act"])
        assert keeps_promise(root, steps[0]), steps[0]
        assert key_of(steps[0]) not in map(key_of, steps_of(root))
        assert len(taken) < 15, taken
    assert json_of(root, "status")["counts"]["settled"] == 4
    assert in_process(root, "status", "--check=bytes")[0] == 0


@pytest.mark.parametrize("story", STORIES)
def test_each_step_can_be_the_first(story: Callable[[Path], Path], tmp_path: Path) -> None:
    """None waits for another one."""
    root = story(tmp_path / "at-first")
    for place in range(len(steps_of(root))):
        root = story(tmp_path / str(place))
        step = steps_of(root)[place]
        take(root, step)
        assert keeps_promise(root, step), step


@pytest.mark.parametrize("story", STORIES)
def test_what_most_rests_on_comes_first(story: Callable[[Path], Path], tmp_path: Path) -> None:
    """A run counts for those who need no person: what nobody has judged is judged first."""
    root = story(tmp_path)
    steps, entries = steps_of(root), entries_of(root)
    assert all(step["act"] == "fetch" for step in steps[-1:]) or "fetch" not in {step["act"] for step in steps}
    readable = [step for step in steps if step["act"] not in ("mend", "fetch")]
    weights = [
        sum(step["act"] != "run" or entries[name]["actor"] != "mind" for name in step["entries"]) + step["frees"]
        for step in readable
    ]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("story", STORIES)
def test_a_selection_has_the_steps_that_serve_it(story: Callable[[Path], Path], tmp_path: Path) -> None:
    root = story(tmp_path)
    every = steps_of(root)
    for name in entries_of(root):
        mine = json_of(root, "status", name)["steps"]
        assert mine == [step for step in every if not step["entries"] or name in step["entries"]]


# --- one by one


def acts(root: Path) -> list[str]:
    return [step["act"] for step in steps_of(root)]


def test_what_cannot_be_read_comes_first(tmp_path: Path) -> None:
    (first, *_) = steps_of(unreadable(tmp_path))
    assert (first["act"], first["path"], first["entries"]) == (
        "mend",
        "specs/compute-clean.md",
        ["fit-one", "fit-two", "clean"],
    )
    (root := tmp_path / "settled").joinpath("specs", "compute-x.md").write_text("---\nname: [\n---\n")
    assert [step["path"] for step in steps_of(root)[:2]] == ["specs/compute-clean.md", "specs/compute-x.md"]
    assert steps_of(root)[1]["entries"] == []


def test_after_a_failure_the_log_comes_first(tmp_path: Path) -> None:
    root = failed(tmp_path)
    step = steps_of(root)[0]
    assert (step["act"], step["actor"], step["entries"], step["frees"]) == ("retry", "mind", ["clean"], 2)
    assert step["path"] == ".specthis/logs/clean.log" and f"`{step['path']}`" in step["text"]
    assert step["text"].endswith("then run it again") and step["command"] == "specthis refresh --trial clean"
    clean = entries_of(root)["clean"]
    assert (clean["advice"], clean["repair"]) == (step["text"], step["command"])


def test_after_a_failure_nobody_is_asked_to_certify_first(tmp_path: Path) -> None:
    for story in (failed_before_it_was_judged, failed_on_trial):
        root = story(tmp_path / story.__name__)
        steps = [step for step in steps_of(root) if "clean" in step["entries"]]
        assert [step["act"] for step in steps] == ["retry"]
        assert (steps[0]["actor"], steps[0]["path"]) == ("mind", ".specthis/logs/clean.log")
        clean = entries_of(root)["clean"]
        assert (clean["certification"], clean["advice"]) == ("uncertified", steps[0]["text"])
        take(root, steps[0])
        assert [step["act"] for step in steps_of(root) if "clean" in step["entries"]] == ["judge"]


def test_what_always_fails_needs_a_mind(tmp_path: Path) -> None:
    """And what rests on it waits for that, not for a machine."""
    entries = entries_of(failed(tmp_path))
    assert [entries[name]["actor"] for name in ("clean", "fit-one")] == ["mind", "patience"]


def test_a_failure_of_content_that_is_gone_is_past(tmp_path: Path) -> None:
    root = failed(tmp_path)
    append(root, "data/raw.txt", "d\n")
    clean = entries_of(root)["clean"]
    assert (clean["actor"], clean["advice"], clean["repair"]) == ("machine", "Run it", "specthis refresh clean")
    assert "run" in acts(root) and "retry" not in acts(root)
    assert "What it ran with has moved since." in next(r["text"] for r in clean["reasons"] if r["kind"] == "failed")


def test_after_a_failure_whose_judgment_is_gone_somebody_judges(tmp_path: Path) -> None:
    root = failed_before_it_was_judged(tmp_path)
    append(root, "specs/compute-clean.md", "More.\n")
    assert entries_of(root)["clean"]["repair"] == "specthis lock record clean"


def test_a_failure_that_the_log_does_not_tell_of_is_named(tmp_path: Path) -> None:
    """Keys that are missing, an output that is, a program that is not there."""
    told = {
        "Mend the script, or what the spec demands, then run it again: `results/clean/clean.json` lacks `mean`": (
            CLEAN.replace("- Consumes", "- Keys: mean\n- Consumes"),
            "scripts/clean.py",
        ),
        "Mend the script, or what the spec declares, then run it again: it ended with status 0 and did not write "
        "`results/clean/other.json`": (CLEAN.replace("clean/clean.json", "clean/other.json"), "scripts/clean.py"),
        "See that it can be started, then run it again: there is no program `no-such-python` on the PATH": (
            CLEAN.replace("`python {script}", "`no-such-python {script}"),
            "",
        ),
    }
    script = FILES["scripts/clean.py"].replace("sys.argv[1]", "sys.argv[1].replace('other', 'clean')")
    for number, (text, (spec, path)) in enumerate(told.items()):
        files = {**FILES, "specs/compute-clean.md": spec, "scripts/clean.py": script}
        root = write_files(tmp_path / str(number), files)
        in_process(root, "refresh", "clean")
        step = next(step for step in steps_of(root) if step["entries"] == ["clean"])
        assert (step["act"], step["actor"], step["text"], step["path"]) == ("retry", "mind", text, path)


def test_bytes_of_what_is_settled_can_be_brought(tmp_path: Path) -> None:
    """Last of all, and by name: what is settled does not wait for them."""
    root = elsewhere(tmp_path)
    clean = entries_of(root)["clean"]
    assert (clean["settled"], clean["repair"]) == (True, "specthis refresh clean")
    *others, step = steps_of(root)
    assert (step["act"], step["actor"], step["entries"]) == ("fetch", "machine", ["clean", "fit-one", "fit-two"])
    assert step["command"] == "specthis refresh clean fit-one fit-two"
    assert [other["act"] for other in others] == ["write"]


def test_what_rests_on_a_failure_is_not_offered(tmp_path: Path) -> None:
    """And what does not is run by its name, so that the failure is not repeated."""
    root = failed(tmp_path)
    files = {"specs/compute-alone.md": CLEAN, "scripts/alone.py": FILES["scripts/clean.py"], "data/x": ""}
    write_files(
        root, {path: text.replace("clean", "alone").replace("data/raw.txt", "data/x") for path, text in files.items()}
    )
    runs = [step for step in steps_of(root) if step["act"] == "run"]
    assert [(step["entries"], step["command"]) for step in runs] == [(["alone"], "specthis refresh alone")]
    assert "run" not in acts(failed_before_it_was_judged(tmp_path / "never-run"))


def test_one_command_for_all_that_a_word_touches(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "specs/definitions-words.md", "More.\n")
    confirm = next(step for step in steps_of(root) if step["act"] == "confirm")
    assert confirm["entries"] == ["fit-one", "fit-two"]
    assert confirm["command"] == "specthis lock confirm definitions-words"


def test_a_word_is_confirmed_by_entries_where_one_of_them_could_not_be(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "specs/definitions-words.md", "More.\n")
    spec = (root / "specs" / "compute-fit.md").read_text()
    write_files(root, {"specs/compute-fit.md": spec.replace("Consumes: clean", "Consumes: claen", 1)})
    commands = [step["command"] for step in steps_of(root) if step["act"] == "confirm"]
    assert commands == ["specthis lock confirm fit-two"]


def test_long_command_lines_are_cut(tmp_path: Path) -> None:
    count = NAMES_IN_COMMAND + 3
    blocks = "".join(
        f"### e{n}\n\n- Script: `scripts/s.py`\n- Output: `results/e{n}/e.json`\n"
        "- Consumes: none\n- Status: script ready\n\n"
        for n in range(count)
    )
    files = {"specs/compute-x.md": f"---\nname: compute-x\nkind: compute\n---\n\n## Entries\n\n{blocks}"}
    root = write_files(tmp_path, {**files, "scripts/s.py": "print(1)\n"})
    judging = [step for step in steps_of(root) if step["act"] == "judge"]
    assert [len(step["entries"]) for step in judging] == [NAMES_IN_COMMAND, 3]
    assert [len(shlex.split(step["command"])) for step in judging] == [NAMES_IN_COMMAND + 3, 6]


def test_nothing_is_offered_where_all_is_settled(tmp_path: Path, specthis: RunCommand) -> None:
    root = settled(tmp_path)
    assert json_of(root, "status", "clean", "fit-*")["steps"] == []
    assert "Next step" not in specthis("status", "clean", cwd=root).stdout
    assert acts(root) == ["write"]


@pytest.mark.parametrize("story", STORIES)
def test_a_machine_is_offered_what_the_plan_would_run(story: Callable[[Path], Path], tmp_path: Path) -> None:
    snapshot = load_snapshot(story(tmp_path))
    planned = {name for step in plan_refresh(snapshot, PlanOptions()).steps if step.command for name in step.entries}
    steps = next_steps(snapshot)
    offered = {name for step in steps if step.act in ("run", "retry", "fetch") for name in step.entries}
    assert offered <= planned | snapshot.project.failures.keys(), "what failed is run on trial, held or not"
    assert offered or not planned or snapshot.project.failures


# --- how much rests on what


def edges() -> st.SearchStrategy[Mapping[str, tuple[str, ...]]]:
    names = [f"e{n}" for n in range(7)]
    return st.fixed_dictionaries(
        {name: st.lists(st.sampled_from([*names, "spec:s"]), max_size=3) for name in names}
    ).map(lambda rows: {name: tuple(ups) for name, ups in rows.items()})


@given(edges(), st.sets(st.sampled_from([f"e{n}" for n in range(7)]), min_size=1))
def test_reach_counts_each_entry_below_once(consumed: Mapping[str, tuple[str, ...]], chosen: set[str]) -> None:
    graph = build_graph(consumed, consumed, {"spec:s": ("e0", "e1")})
    walked = {below for name in chosen for below in graph.all_below(name)} - chosen
    assert reach_of(graph).count_below(chosen) == len(walked)


def test_a_run_frees_nobody_who_waits_for_a_judgment(tmp_path: Path) -> None:
    """Where it needs both, the judgment comes first and says whom it lets go on."""
    root = settled(tmp_path)
    assert in_process(root, "lock", "clear", "clean", "--yes")[0] == 0
    append(root, "results/clean/clean.json", " ")
    steps = {step["act"]: step for step in steps_of(root)}
    assert list(steps) == ["judge", "write", "run"] and steps["judge"]["frees"] == 2
    assert (steps["run"]["entries"], steps["run"]["frees"]) == (["clean"], 0)
