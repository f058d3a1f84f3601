"""The fuzzer: case number N under a seed, tried, judged, made smaller where it failed, and saved to be tried again.

`python tests/fuzz/fuzz.py --count 1000000 --jobs 2` runs on without pytest. A saved input lies in a folder with the
name of its kind; `@12,13` in its name are the lines of which a finding must name one; a file beside it that ends in
`.before` is what it was changed from.
"""

import argparse
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType

sys.path.append(str(Path(__file__).resolve().parents[1]))

from corpus import Sample, corpus, kind_of
from mutations import mutate
from oracles import READERS, complaints_of, named_lines, unseen_changes
from placed import BREAKING, break_at
from trees import Tree

SLOW = 1.0
"""Seconds of processor time beyond which reading one input is a fault."""
HUNG = 20
"""Seconds of processor time after which it is given up."""
IN_TREES = 20
"""One case upon a whole project for so many upon single files."""
PLACED = 0.3
"""Part of the cases whose change has a known place."""
PATHS = {
    "spec": "specs/{}.md",
    "settings": "specthis.toml",
    "local": ".specthis/local.toml",
    "lock": "specs/_lock.json",
    "receipt": "specs/_runs/{}.json",
    "events": ".specthis/events.jsonl",
    "latex": "reports/paper.tex",
}
"""Where a saved input is said to lie; what is in braces is the name that it gives itself."""
_NAMES = (re.compile(rb"^name: ([\w-]+)", re.MULTILINE), re.compile(rb'"entry": "([^"]+)"'))
ENDS = {"tree": "", "spec": ".md", "settings": ".toml", "local": ".toml", "latex": ".tex", "events": ".jsonl"}


_DIGITS = re.compile(r"\[?\d[\d, ]*\]?")


class Hang(Exception):
    """Reading an input takes longer than anybody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One input and what it is held against."""

    name: str
    kind: str
    path: str
    content: bytes
    lines: frozenset[int] = frozenset()
    """Where a finding must point; empty: anywhere."""
    before: bytes = b""
    """What it was changed from, where that matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    case: Case
    complaint: str


@dataclass(slots=True)
class Result:
    cases: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    slowest: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    """Kind, and name of the placed change, to how many there were."""


@cache
def _contents(kind: str) -> tuple[bytes, ...]:
    return tuple(sample.content for sample in corpus() if sample.kind == kind)


@cache
def _samples(kind: str) -> tuple[Sample, ...]:
    return tuple(sample for sample in corpus() if sample.kind == kind)


@cache
def _sound(kind: str) -> tuple[Sample, ...]:
    """Samples without an error: one that is there already may hide one that is made."""
    return tuple(one for one in _samples(kind) if not READERS[kind](one.content, one.path)[0])


KINDS = ("spec", "spec", "spec", "settings", "settings", "local", "lock", "receipt", "receipt", "events", "latex")
"""Each as often as it is to come."""


def case_of(seed: int, number: int) -> Case:
    """Case `number` under `seed`: always the same."""
    random = Random(f"{seed}:{number}")
    kind = random.choice(KINDS)
    sample = random.choice(_samples(kind))
    name = f"{seed}-{number}"
    made = None
    if kind in BREAKING and random.random() < PLACED:
        sample = random.choice(_sound(kind))
        made = break_at(random, kind, sample.content)
    if made is not None:
        change, placed = made
        return Case(name=f"{name}-{change}", kind=kind, path=sample.path, content=placed.content, lines=placed.lines)
    content = mutate(random, kind, sample.content, _contents(kind))
    before = sample.content if kind == "spec" else b""
    return Case(name=name, kind=kind, path=sample.path, content=content, before=before)


def tree_case_of(seed: int, number: int, tree: Tree) -> Case:
    """Case `number` under `seed` of a change to one file of a whole project."""
    random = Random(f"{seed}:tree:{number}")
    specs = [path for path in tree.paths if path.endswith(".md")]
    path = random.choice(specs if random.random() < 0.7 else tree.paths)
    kind = kind_of(path, tree.first[path]) or "spec"
    alike = [content for other, content in tree.first.items() if kind_of(other, content) == kind]
    content = mutate(random, kind, tree.first[path], alike)
    return Case(name=f"{seed}-{number}-{path.replace('/', '__')}", kind="tree", path=path, content=content)


def judge(case: Case, tree: Tree | None = None) -> tuple[str, float]:
    """What is wrong, empty if nothing is, and the seconds of processor time it took."""
    started = time.process_time()
    with _watched():
        try:
            complaint = _judge(case) if tree is None else "; ".join([*tree.complaints(case.path, case.content)][:5])
        except Hang:
            return f"hangs: more than {HUNG} s", float(HUNG)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error!s:.200}", 0.0
    return complaint, time.process_time() - started


def _judge(case: Case) -> str:
    started = time.process_time()
    said = complaints_of(case.kind, case.path, case.content)
    if (took := time.process_time() - started) > SLOW:
        said.append(f"slow: {took:.1f} s for {len(case.content):,} bytes")
    if case.lines:
        named = named_lines(case.kind, case.path, case.content)
        if not named & case.lines:
            change = case.name.rsplit("-", 1)[-1]
            said.append(f"{change} names lines {sorted(named)[:9]}, and not one of {sorted(case.lines)}")
    if case.before:
        said.extend(unseen_changes(case.path, case.before, case.content))
    return "; ".join(said[:5])


class _watched:
    """A limit on the processor time of what is done inside."""

    def __enter__(self) -> None:
        self.before = signal.signal(signal.SIGVTALRM, self._ring)
        signal.setitimer(signal.ITIMER_VIRTUAL, HUNG)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, self.before)

    def _ring(self, _: int, __: FrameType | None) -> None:
        raise Hang


def run(seed: int, numbers: range, tree: Tree | None = None) -> Result:
    """Try the cases with these numbers; with a tree, changes to it, otherwise to single files."""
    result = Result()
    started = time.process_time()
    for number in numbers:
        case = case_of(seed, number) if tree is None else tree_case_of(seed, number, tree)
        complaint, took = judge(case, tree)
        if complaint.startswith("slow"):
            complaint, took = judge(case, tree)
        result.cases += 1
        result.slowest = max(result.slowest, took)
        result.done[case.kind] += 1
        if case.lines:
            result.done[case.name.rsplit("-", 1)[1]] += 1
        if complaint:
            result.failures.append(Failure(case=case, complaint=complaint))
    result.seconds = time.process_time() - started
    return result


def run_in_a_tree(seed: int, numbers: range) -> Result:
    """The same upon a whole project, built for this batch."""
    with tempfile.TemporaryDirectory(prefix="specthis-fuzz-tree-") as folder:
        return run(seed, numbers, Tree(Path(folder)))


def run_in_parallel(
    seed: int,
    count: int,
    jobs: int,
    tell: Callable[[Result], None],
    *,
    batch: int = 1000,
    until: float = 0.0,
    first: int = 0,
) -> Result:
    """`count` cases from number `first` over `jobs` processes; `tell` hears the sum after each batch.

    Ends early at the time `until`.
    """
    total = Result()
    end = first + count
    batches = [range(start, min(start + batch, end)) for start in range(first, end, batch)]
    with ProcessPoolExecutor(jobs) as pool:
        waiting = []
        for numbers in batches:
            waiting.append(pool.submit(run, seed, numbers))
            few = range(numbers.start // IN_TREES, numbers.stop // IN_TREES)
            waiting.append(pool.submit(run_in_a_tree, seed, few))
        for future in as_completed(waiting):
            if future.cancelled():
                continue
            one = future.result()
            total.cases += one.cases
            total.seconds += one.seconds
            total.slowest = max(total.slowest, one.slowest)
            total.failures.extend(one.failures)
            total.done.update(one.done)
            tell(total)
            if until and time.time() > until:
                pool.shutdown(wait=True, cancel_futures=True)
                break
    return total


def shrink(case: Case, tries: int = 300) -> Case:
    """A smaller input that fails in the same way; one with a known place stays as it is."""
    wanted = _sort_of(judge(case)[0])
    if case.kind == "tree" or case.lines or case.before or not wanted or wanted in ("slow", "hangs"):
        return case
    content, piece = case.content, max(1, len(case.content) // 2)
    place = 0
    while piece >= 1 and tries > 0:
        if place >= len(content):
            piece, place = piece // 2, 0
            continue
        tries -= 1
        smaller = content[:place] + content[place + piece :]
        if _sort_of(judge(_with(case, smaller))[0]) == wanted:
            content = smaller
        else:
            place += piece
    return _with(case, content)


def _with(case: Case, content: bytes) -> Case:
    return Case(name=case.name, kind=case.kind, path=case.path, content=content)


def _sort_of(complaint: str) -> str:
    return _DIGITS.sub("N", complaint.split(":")[0])


def save(failure: Failure, folder: Path) -> Path:
    """Write the input down so that `load` gives the case back."""
    case = failure.case
    lines = "@" + ",".join(map(str, sorted(case.lines))) if case.lines else ""
    place = folder / case.kind / f"{case.name}{lines}{ENDS.get(case.kind, '' if case.kind == 'tree' else '.json')}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(case.content)
    if case.before:
        place.with_name(place.name + ".before").write_bytes(case.before)
    return place


def load(place: Path) -> Case:
    """The case that a saved input is."""
    before = place.with_name(place.name + ".before")
    stem, _, lines = place.stem.partition("@")
    kind, content = place.parent.name, place.read_bytes()
    name = next((found[1] for pattern in _NAMES if (found := pattern.search(content))), b"x").decode("utf-8", "replace")
    return Case(
        name=stem,
        kind=kind,
        path=PATHS[kind].format(name) if kind in PATHS else place.name.split("-", 2)[2].replace("__", "/"),
        content=content,
        lines=frozenset(int(line) for line in lines.split(",") if line),
        before=before.read_bytes() if before.exists() else b"",
    )


def saved_in(folder: Path) -> Iterator[Path]:
    yield from (place for place in sorted(folder.glob("*/*")) if place.suffix != ".before")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first case, to go on from there")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so many seconds")
    parser.add_argument("--save", type=Path, default=None)
    asked = parser.parse_args()
    started = time.time()

    told: set[int] = set()

    def tell(total: Result) -> None:
        for number, failure in enumerate(total.failures):
            if number not in told:
                told.add(number)
                print(f"{failure.case.name}: {failure.complaint}", flush=True)
        rate = total.cases / (time.time() - started)
        said = f"{total.cases:,} of {asked.count:,}, {rate:.0f} a second, {len(total.failures)} failed"
        print(said, file=sys.stderr, flush=True)

    until = started + asked.seconds if asked.seconds else 0.0
    total = run_in_parallel(asked.seed, asked.count, asked.jobs, tell, until=until, first=asked.first)
    folder = asked.save or Path(tempfile.mkdtemp(prefix="specthis-fuzz-"))
    report(total, asked.seed, folder)
    return 1 if total.failures else 0


def report(total: Result, seed: int, folder: Path, limit: int = 40) -> None:
    """Say what came out; one failure of each sort is made smaller, and saved below `folder`."""
    rate = total.cases / max(total.seconds, 0.001)
    print(f"{total.cases:,} cases of seed {seed}, {rate:.0f} a second of one core, the slowest {total.slowest:.2f} s")
    print(", ".join(f"{name} {count:,}" for name, count in sorted(total.done.items())))
    sorts = Counter(_sort_of(failure.complaint) for failure in total.failures)
    for sort, count in sorts.most_common(limit):
        first = next(failure for failure in total.failures if _sort_of(failure.complaint) == sort)
        place = save(Failure(case=shrink(first.case), complaint=first.complaint), folder)
        print(f"{count} × {first.complaint}\n    {place}")


if __name__ == "__main__":
    sys.exit(main())
