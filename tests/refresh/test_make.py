"""A project whose recipes are in a Makefile: a chain of targets, files in between, a fresh clone, any dates.

make decides by dates, and takes half-written files for finished. Nothing of that may reach an artefact.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import commit_all, git
from refresh_bench import Bench, entry, made, of, spec

from mkdocs_specthis.core.model.run import Outcome

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")

MAKEFILE = """\
all: reports/table.tex

data/raw.txt:
\t@echo downloaded > asked-the-network
\techo 9 > $@

build/words.txt: data/raw.txt scripts/words.sh
\t@mkdir -p build
\tsh scripts/words.sh data/raw.txt > $@

results/count/count.json: build/words.txt scripts/count.sh
\tsh scripts/count.sh build/words.txt > $@

results/fit/fit.json: results/count/count.json scripts/fit.sh
\tsh scripts/fit.sh $< > $@

reports/table.tex: $(CURDIR)/results/fit/fit.json scripts/table.sh
\tsh scripts/table.sh results/fit/fit.json > $@

$(CURDIR)/results/fit/fit.json: results/count/count.json
\techo '{"fit": "by another rule"}' > $@
"""


def files() -> dict[str, str]:
    compute = (
        entry(
            "count",
            Script="`scripts/count.sh`",
            Workflows="`scripts/words.sh`",
            Inputs="`data/raw.txt`",
            Run="make {output}",
            Keys="count",
        ),
        entry("fit", consumes="`count`", Script="`scripts/fit.sh`", Run="make {output}", Keys="fit"),
    )
    table = entry("table", consumes="`fit`", Run="make {output}").replace("- Output: `results/table/table.json`\n", "")
    table = table.replace(
        "- Script: `scripts/table.py`", "- Export script: `scripts/table.sh`\n- Export outputs: `reports/table.tex`"
    )
    report = spec("report-made", table, kind="report", host_doc="paper.tex", section_label="sec:made")
    return {
        "specs/compute-made.md": spec("compute-made", *compute),
        "specs/report-made.md": report,
        "paper.tex": "\\section{Made}\\label{sec:made}\n\\input{reports/table}\n",
        "Makefile": MAKEFILE,
        "data/raw.txt": "1 2 3\n",
        "scripts/words.sh": "tr ' ' '\\n' < $1\n",
        "scripts/count.sh": 'echo "{\\"count\\": $(grep -c . $1)}"\n',
        "scripts/fit.sh": 'echo "{\\"fit\\": $(tr -dc 0-9 < $1)0}"\n',
        "scripts/table.sh": "tr -dc 0-9 < $1\n",
        ".gitignore": ".specthis/\n",
    }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "project", files())


def products(bench: Bench) -> tuple[object, object, str]:
    count, fit = (json.loads(bench.read(f"results/{name}/{name}.json")) for name in ("count", "fit"))
    return count, fit, bench.read("reports/table.tex")


def dated(root: Path, when: Callable[[Path], int]) -> None:
    for path in root.rglob("*"):
        if ".git" not in path.parts and path.is_file():
            os.utime(path, (when(path), when(path)))


def test_a_chain_of_targets_is_made_entry_by_entry(bench: Bench) -> None:
    report = bench.refresh()
    assert made(report) == {"count", "fit", "table"}, [result.tail for result in report.results]
    assert products(bench) == ({"count": 3}, {"fit": 30}, "30")
    assert not (bench.root / "asked-the-network").exists(), "an input is given, even where there is a rule for it"
    assert set(bench.outcomes().values()) == {"skipped"}
    assert set(bench.outcomes(force=True).values()) == {"reproduced"}


@pytest.mark.parametrize("newest", ["results", "build", "data", "scripts", "Makefile", "reports"])
def test_a_fresh_clone_makes_the_same_whatever_the_dates_are(bench: Bench, newest: str) -> None:
    """Everything is committed, the file in between as well, and made of data from another time."""
    bench.refresh()
    git(bench.root, "init", "--quiet")
    bench.write({"build/words.txt": "from\nanother\ntime\nand\nlonger\n"})
    commit_all(bench.root)
    there = bench.root.parent / "clone"
    git(bench.root.parent, "clone", "--quiet", str(bench.root), str(there))
    clone = Bench(there, {})
    dated(there, lambda path: 2_000_000_000 if newest in path.parts else 1_000_000_000)
    assert set(clone.states().values()) == {"fresh"}
    clone.write({"data/raw.txt": "1 2 3 4\n"})
    dated(there, lambda path: 2_000_000_000 if newest in path.parts else 1_000_000_000)
    assert made(clone.refresh()) == {"count", "fit", "table"}
    assert products(clone) == ({"count": 4}, {"fit": 40}, "40")
    assert not (there / "asked-the-network").exists()
    assert set(clone.states().values()) == {"fresh"}


def test_a_file_in_between_that_is_made_in_the_run_is_nobodys_input(bench: Bench) -> None:
    for _ in range(2):
        report = bench.refresh(force=True)
        assert [result.undeclared for result in report.results] == [(), (), ()]


def test_nor_is_it_where_a_script_names_it(bench: Bench) -> None:
    """It lies there from the first run on, and stands in the code: still make makes it anew each time."""
    counts = 'echo "{\\"count\\": $(cat FILES | grep -c .)}"\n'
    bench.write({"scripts/count.sh": counts.replace("FILES", "build/words.txt")})
    bench.refresh()
    bench.write({"data/raw.txt": "1 2 3 4 5\n"})
    assert made(bench.refresh()) == {"count", "fit", "table"}
    assert products(bench)[0] == {"count": 5}
    bench.write({"scripts/count.sh": counts.replace("FILES", "build/words.txt build/old.txt"), "build/old.txt": "1\n"})
    assert of(bench.refresh(), "count").outcome is Outcome.HELD


def test_a_half_written_target_is_not_taken_for_finished(bench: Bench) -> None:
    """The recipe dies in the middle without tidying up; the next run starts from nothing."""
    bench.refresh()
    whole = bench.read("scripts/words.sh"), bench.read("scripts/count.sh")
    bench.write({"data/raw.txt": "1 2 3 4 5\n", "scripts/words.sh": "echo half\nkill -9 $$\n"})
    assert of(bench.refresh(), "count").outcome is Outcome.FAILED
    assert bench.read("build/words.txt") == "half\n"
    bench.write({"scripts/words.sh": whole[0], "scripts/count.sh": "echo '{'\nkill -9 $$\n"})
    assert of(bench.refresh(), "count").outcome is Outcome.FAILED
    bench.write({"scripts/count.sh": whole[1]})
    dated(bench.root, lambda path: 2_000_000_000 if "build" in path.parts else 1_000_000_000)
    assert made(bench.refresh()) == {"count", "fit", "table"}
    assert products(bench)[0] == {"count": 5}


def test_a_makefile_that_makes_what_another_entry_makes_fails_and_says_so(bench: Bench) -> None:
    inner = "results/count/count.json:\n\techo '{\"count\": 7}' > $@\n"
    outer = MAKEFILE.replace(
        "\tsh scripts/fit.sh $<", "\t$(MAKE) -f inner.mk results/count/count.json\n\tsh scripts/fit.sh $<"
    )
    bench.refresh()
    bench.write({"Makefile": outer, "inner.mk": inner})
    report = bench.refresh("fit", force=True)
    assert of(report, "fit").outcome is Outcome.FAILED
    assert "`results/count/count.json`" in of(report, "fit").text


def test_a_refresh_that_make_calls_is_no_part_of_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an outer make says to its children is not for the recipes: `-n` would make nothing of them."""
    monkeypatch.setenv("MAKEFLAGS", "nk --jobserver-auth=98,99")
    monkeypatch.setenv("MFLAGS", "-nk")
    monkeypatch.setenv("MAKELEVEL", "1")
    assert made(bench.refresh()) == {"count", "fit", "table"}
    assert "jobserver" not in (bench.root / ".specthis/logs/count.log").read_text()


def test_make_takes_its_children_with_it(bench: Bench) -> None:
    bench.write({"scripts/fit.sh": "sleep 60 &\necho $! > child\nwait\n"})
    bench.write({"specs/compute-made.md": bench.read("specs/compute-made.md").replace("Keys: fit", "Timeout: 1s")})
    assert of(bench.refresh("fit"), "fit").text == "it was not done after 1 seconds"
    number = int(bench.read("child"))
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False).stdout
    assert state[:1] in ("", "Z"), "it is gone, or waits to be buried"
