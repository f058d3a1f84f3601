"""What runs beside what: weights, the room on this machine, and nobody who waits for ever."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from refresh_bench import Bench, entry, made, spec

from mkdocs_specthis.core.model.plan import Step
from mkdocs_specthis.core.model.run import EntryResult
from mkdocs_specthis.core.parse.values import amount_in_numbers
from mkdocs_specthis.core.steps.packing import PASSES, Asked, Room, Weights, choose, fits, too_large, weights_of
from mkdocs_specthis.effects.runs.machine import memory_here
from mkdocs_specthis.usecases.refresh import Silence

ROOM = Room(slots=4, totals={"cpus": 4, "mem": 8e9})
WEIGHTS = some.fixed_dictionaries(
    {},
    optional={
        "cpus": some.integers(0, 9),
        "mem": some.sampled_from([0, 1e9, 9e9]),
        "gpu": some.just(1),
    },
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("4", 4), ("0.5", 0.5), ("8G", 8e9), ("8GB", 8e9), ("512MiB", 512 * 2**20), ("1k", 1e3), ("matlab", 1)],
)
def test_amounts(text: str, amount: float) -> None:
    assert amount_in_numbers(text) == amount


def test_this_machine_has_memory() -> None:
    memory = memory_here()
    assert memory is not None and 1e8 < memory < 1e15


def test_what_fits() -> None:
    one = weights_of({})
    assert fits(one, [one] * 3, ROOM) and not fits(one, [one] * 4, ROOM)
    assert not fits({"cpus": 3}, [one, one], ROOM)
    assert fits({"cpus": 1, "mem": 4e9}, [{"cpus": 1, "mem": 4e9}], ROOM)
    assert not fits({"cpus": 1, "mem": 4e9}, [{"cpus": 1, "mem": 4.1e9}], ROOM)
    assert fits({"cpus": 1, "gpu": 9}, [{"cpus": 1, "gpu": 9}], ROOM), "nobody said how many there are"
    assert not fits({"cpus": 1, "gpu": 1}, [{"cpus": 1, "gpu": 1}], Room(slots=4, totals={"gpu": 1}))


def test_what_is_larger_than_all_there_is_runs_alone() -> None:
    huge = {"cpus": 1, "mem": 9e9}
    assert too_large(huge, ROOM) == ("mem",)
    assert fits(huge, [], ROOM) and not fits(huge, [{"cpus": 1}], ROOM) and not fits({"cpus": 1}, [huge], ROOM)


def test_the_first_that_fits_is_chosen_and_nobody_waits_for_ever() -> None:
    big, small = {"cpus": 4}, {"cpus": 1}
    assert choose([Asked(weights=big), Asked(weights=small)], [small], ROOM) == 1
    assert choose([Asked(weights=big, passed=PASSES), Asked(weights=small)], [small], ROOM) is None
    assert choose([Asked(weights=big, passed=PASSES), Asked(weights=small)], [], ROOM) == 0
    assert choose([Asked(weights={})], [small] * 4, ROOM) is None, "every slot is taken"


@given(some.lists(WEIGHTS, min_size=1, max_size=30), some.data())
def test_everything_runs_in_the_end_within_the_room(asked: list[Weights], data: some.DataObject) -> None:
    queue = [(number, weights_of(weights)) for number, weights in enumerate(asked)]
    passed = dict.fromkeys(range(len(asked)), 0)
    running: list[Weights] = []
    while queue or running:
        waiting = [Asked(weights=weights, passed=passed[number]) for number, weights in queue]
        place = choose(waiting, running, ROOM)
        if place is None:
            assert running, "nothing runs, and nothing may begin"
            running.pop(data.draw(some.integers(0, len(running) - 1)))
            continue
        for number, _ in queue[:place]:
            passed[number] += 1
        running.append(queue.pop(place)[1])
        assert len(running) <= ROOM.slots
        for name, total in ROOM.totals.items():
            assert len(running) == 1 or sum(one.get(name, 0) for one in running) <= total
    assert max(passed.values()) <= PASSES


LOG = """\
import json, os, sys, time
from pathlib import Path
aside = Path(os.environ["ASIDE"])
mark = aside / ("at-" + sys.argv[1].split("/")[1])
mark.touch()
time.sleep(0.15)
beside = sorted(path.name[3:] for path in aside.glob("at-*"))
mark.unlink()
json.dump({}, open(sys.argv[1], "w"))
with (aside / "log.txt").open("a") as log:
    log.write(" ".join(beside) + "\\n")
"""


class Listener(Silence):
    def __init__(self) -> None:
        self.remarks: list[str] = []

    def remarked(self, text: str) -> None:
        self.remarks.append(text)


def many(tmp_path: Path, resources: dict[str, str], settings: str = "") -> Bench:
    entries = (entry(name, Resources=text, Run="`python {script} {output}`") for name, text in resources.items())
    files = {
        "specthis.toml": f'[run]\nenv = {{ ASIDE = "{tmp_path}" }}\n{settings}',
        "specs/compute-many.md": spec("compute-many", *entries),
        **{f"scripts/{name}.py": LOG for name in resources},
    }
    return Bench(tmp_path / "project", files)


def beside(bench: Bench) -> list[set[str]]:
    return [set(line.split()) for line in (bench.root.parent / "log.txt").read_text().splitlines()]


def test_heavy_runs_have_the_machine_for_themselves(tmp_path: Path) -> None:
    bench = many(tmp_path, {"a": "", "big": "`cpus=4`", "c": "", "d": "", "e": ""})
    assert len(made(bench.refresh(jobs=4))) == 5
    seen = beside(bench)
    assert [names for names in seen if "big" in names] == [{"big"}]
    assert any(len(names) > 1 for names in seen), "the others run side by side"


def test_the_settings_say_what_there_is(tmp_path: Path) -> None:
    resources = dict.fromkeys("abc", "`gpu=1`")
    bench = many(tmp_path, resources, "[engine]\nresources = { gpu = 1 }\n")
    assert len(made(bench.refresh(jobs=3))) == 3
    assert all(len(names) == 1 for names in beside(bench))


def test_a_run_that_asks_for_more_than_there_is_runs_alone_and_that_is_said_once(tmp_path: Path) -> None:
    listener = Listener()
    bench = many(tmp_path, {"a": "", "big": "`mem=900T`", "c": ""})
    assert len(made(bench.refresh(jobs=3, progress=listener))) == 3
    assert [names for names in beside(bench) if "big" in names] == [{"big"}]
    assert listener.remarks == ["`big` asks for mem=900T, more than there is here: it runs alone"]


def test_what_is_fresh_takes_no_room(tmp_path: Path) -> None:
    bench = many(tmp_path, {"a": "", "big": "`cpus=4`", "other": "`cpus=4`"})
    bench.refresh(jobs=4)
    order: list[str] = []

    class Order(Silence):
        def finished(self, result: EntryResult) -> None:
            order.append(result.entry)

        def started(self, step: Step, log: str) -> None:
            order.append(f"{step.entries[0]} runs")

    bench.write({"scripts/a.py": LOG + "# moved\n"})
    bench.refresh(jobs=4, progress=Order())
    assert order[0] == "a runs" and order[-1] == "a", "the others are told while it runs"
