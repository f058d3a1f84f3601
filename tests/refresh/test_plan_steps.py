"""What a refresh would do, why, in which order, and how the command of each step reads."""

from pathlib import Path

import pytest
from refresh_bench import COPY, Bench, chain, entry, one, spec

from mkdocs_specthis.core.contracts.command import expand_command, make_anew
from mkdocs_specthis.core.model.plan import Action, Hold, Plan, Step
from mkdocs_specthis.usecases.refresh import exit_status_of_plan


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "project", chain())


def step(plan: Plan, name: str) -> Step:
    (found,) = (one for one in plan.steps if name in one.entries)
    return found


def test_upstream_first_with_reasons_and_commands(bench: Bench) -> None:
    plan = bench.plan()
    names = [one.entries[0] for one in plan.steps]
    assert names.index("a") < names.index("b") < names.index("c")
    assert {one.action for one in plan.steps} == {Action.RUN}
    assert step(plan, "b").after == ("a",)
    assert step(plan, "a").reasons[0].kind == "no-receipt"
    assert step(plan, "a").command == "python scripts/a.py results/a/a.json data/x.txt"
    assert not (bench.root / ".specthis").exists()


def test_what_is_downstream_of_a_run_says_if(bench: Bench) -> None:
    bench.refresh()
    bench.write({"data/x.txt": "two\n"})
    plan = bench.plan()
    assert step(plan, "a").text.startswith("input `data/x.txt` moved")
    assert (step(plan, "b").action, step(plan, "b").conditional) == (Action.RUN, True)
    assert step(plan, "b").text == "after `a`, if its bytes move"
    assert step(plan, "c").text == "after `b`, if its bytes move"
    assert (step(plan, "z").action, step(plan, "z").text) == (Action.SKIP, "fresh")


def test_what_would_be_held_if_bytes_moved_is_skipped_and_says_so(bench: Bench) -> None:
    bench.refresh()
    bench.reject("b")
    bench.write({"data/x.txt": "two\n"})
    held = step(bench.plan(), "b")
    assert held.action is Action.SKIP
    assert held.text.startswith("fresh; held after `a`, if its bytes move: rejected: Bob rejected exactly this")


def test_holds_and_what_waits(bench: Bench) -> None:
    bench.reject("a")
    plan = bench.plan()
    assert step(plan, "a").hold is Hold.DECISION
    assert (step(plan, "b").hold, step(plan, "b").text) == (Hold.UPSTREAM, "waits for `a`, whose bytes are not here")
    assert step(plan, "c").text == "waits for `b`, whose bytes are not here"
    assert exit_status_of_plan(plan) == 3
    assert exit_status_of_plan(bench.plan("z")) == 0
    forced = bench.plan(force=True)
    assert step(forced, "a").hold is Hold.DECISION
    tried = bench.plan(trial=["a"])
    assert (step(tried, "a").action, step(tried, "a").trial) == (Action.RUN, True)
    assert [one.entries for one in tried.steps] == [("a",)]


def test_absent_inputs_hold_what_has_to_run(bench: Bench) -> None:
    bench.refresh()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4\n"
    (bench.root / "results/a/a.json").unlink()
    bench.write({"data/x.txt": pointer})
    held = step(bench.plan(), "a")
    assert held.hold is Hold.BYTES
    assert "`data/x.txt`" in held.text


def test_a_whole_spec_is_waited_for_whole(tmp_path: Path) -> None:
    files = {
        "specs/compute-many.md": spec("compute-many", entry("p"), entry("q", status="script TBD")),
        "specs/compute-sum.md": spec("compute-sum", entry("s", consumes=""), depends_on="compute-many.md"),
        **{f"scripts/{name}.py": COPY + f"# {name}\n" for name in "ps"},
    }
    bench = Bench(tmp_path / "project", files)
    plan = bench.plan()
    assert step(plan, "p").action is Action.RUN
    assert (step(plan, "s").hold, step(plan, "s").text) == (Hold.UPSTREAM, "waits for `q`, whose bytes are not here")


def test_what_a_spec_that_cannot_be_read_holds_is_waited_for(tmp_path: Path) -> None:
    files = {
        "specs/compute-many.md": spec("compute-many", entry("p")),
        "specs/compute-sum.md": spec("compute-sum", entry("s", consumes=""), depends_on="compute-many.md"),
        "scripts/p.py": COPY,
        "scripts/s.py": COPY + "# s\n",
    }
    bench = Bench(tmp_path / "project", files)
    bench.certify("p")
    bench.write({"specs/compute-many.md": "---\nname: [\n---\n"})
    plan = bench.plan()
    assert step(plan, "p").hold is Hold.UNKNOWN
    assert step(plan, "s").hold is Hold.UPSTREAM


def test_what_one_run_would_make_before_and_after_something_is_two_steps(tmp_path: Path) -> None:
    """p and q have one command, and m stands between them."""
    p, q = (
        entry(name, consumes=above).replace(f"scripts/{name}", "scripts/both")
        for name, above in (("p", "none"), ("q", "m"))
    )
    entries = (p, entry("m", consumes="p"), q)
    files = {"specs/compute-x.md": spec("compute-x", *entries), "scripts/both.py": "x = 1\n", "scripts/m.py": "y = 1\n"}
    plan = Bench(tmp_path / "project", files).plan()
    assert [one.entries for one in plan.steps] == [("p",), ("m",), ("q",)]


def test_order_is_the_same_however_specs_are_named(tmp_path: Path) -> None:
    first = Bench(tmp_path / "1", chain()).plan()
    files = chain()
    files["specs/deep/compute-chain.md"] = files.pop("specs/compute-chain.md")
    second = Bench(tmp_path / "2", files).plan()
    assert [one.entries for one in first.steps] == [one.entries for one in second.steps]


SCRIPTS, OUTPUTS = ("scripts/a b.py", "scripts/c.R"), ("results/x y.json", "results/z.csv")


@pytest.mark.parametrize(
    ("template", "argv"),
    [
        ("python {script}", ("python", "scripts/a b.py")),
        ("python {script} --out={output}", ("python", "scripts/a b.py", "--out=results/x y.json")),
        ("run {scripts} -o {outputs}", ("run", *SCRIPTS, "-o", *OUTPUTS)),
        ("sh -c 'cat {scripts} > {output}'", ("sh", "-c", "cat 'scripts/a b.py' scripts/c.R > 'results/x y.json'")),
        ('Rscript "scripts/c.R" "two words"', ("Rscript", "scripts/c.R", "two words")),
        ("awk '{print $1}' {script}", ("awk", "{print $1}", "scripts/a b.py")),
        ("make results/z.csv", ("make", "results/z.csv")),
        ("make -C sub -j 4 all", ("make", "-C", "sub", "-j", "4", "all")),
    ],
)
def test_commands_expand(template: str, argv: tuple[str, ...]) -> None:
    command = expand_command(template, scripts=SCRIPTS, outputs=OUTPUTS)
    assert (command.argv, command.faults) == (argv, ())


def test_a_module_is_a_script_too() -> None:
    assert expand_command("python -m scripts.fit", scripts=("scripts/fit.py",), outputs=()).faults == ()
    assert expand_command("python -m fit", scripts=("src/fit/__main__.py",), outputs=()).faults == ()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "how to run"),
        ("python 'x", "no closing quotation"),
        ("python {scrpt}", "`{scrpt}`"),
        ("python other.py", "no declared script"),
        ("make", "no declared script"),
        ("make -j A=1", "no declared script"),
    ],
)
def test_commands_that_cannot_be_run_say_why(template: str, said: str) -> None:
    (fault,) = expand_command(template, scripts=SCRIPTS, outputs=OUTPUTS).faults
    assert said in fault.message


def test_a_misspelt_placeholder_gets_a_hint() -> None:
    (fault,) = expand_command("python {scrpt}", scripts=SCRIPTS, outputs=OUTPUTS).faults
    assert fault.hint == "did you mean `{script}`?"


@pytest.mark.parametrize(
    ("argv", "seen"),
    [
        (("make", "x"), "r/a.json"),
        (("make", "-C", "r", "x"), "a.json"),
        (("make", "-Csub/deep", "x"), "../../r/a.json"),
        (("make", "--directory=sub", "-C", "..", "x"), "r/a.json"),
        (("make", "-C", "./r/b", "x"), "../a.json"),
        (("make", "-C", "r/a.json", "x"), "../a.json"),
    ],
)
def test_make_is_told_what_is_given_as_it_sees_it(argv: tuple[str, ...], seen: str) -> None:
    assert make_anew(argv, ("r/a.json",), "/p") == ("make", "-B", "-o", seen, "-o", "/p/r/a.json", *argv[1:])


def test_a_plan_of_one_entry_that_is_forced(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "project", one("import json\njson.dump({}, open('results/a/a.json', 'w'))\n"))
    bench.refresh()
    assert step(bench.plan(force=True), "a").text == "forced"
    assert bench.plan(force=True).count(Action.RUN) == 1
