"""What an edit invalidates: entries to judge again, to run again, what that costs, and what of the paper it touches.

Pure: told Snapshots. A file touches an entry if the contract or the run signature has it as a part.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.dependencies.graph import is_spec_node
from mkdocs_specthis.core.digest import ABSENT
from mkdocs_specthis.core.model.contract import Contract, Part
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.steps.forecast import seconds_of_last
from mkdocs_specthis.core.steps.schedule import elapsed_of, tails_of
from mkdocs_specthis.core.steps.units import units_of

UPSTREAM = frozenset({"upstream", "upstream-spec"})
"""Roles of what other entries made: whether those bytes move is not known before a run."""
JUDGED = frozenset({"script", "module", "workflow"})
DATA = frozenset({"input", "undeclared", "sought", "environment"})


@dataclass(slots=True)
class _Found:
    """Why, for each entry; in the order found, each reason once."""

    judge: dict[str, dict[str, None]] = field(default_factory=dict)
    run: dict[str, dict[str, None]] = field(default_factory=dict)
    vocabulary: dict[str, dict[str, None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """An exported file that would be made anew."""

    entry: str
    path: str
    places: tuple[tuple[str, int, str], ...]
    """(host document or part of it, line, title of the section) of each inclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Compute time, by what receipts say; a command that makes several entries counts once."""

    seconds: float
    """All of it, one after the other."""
    longest_path: float
    """With as many workers as one likes."""
    elapsed: float
    """With `jobs` workers."""
    jobs: int
    """Runs at once."""
    unknown: tuple[str, ...]
    """Entries that no receipt knows the time of; they count as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    judge: Mapping[str, tuple[str, ...]]
    """Entry to the parts of its contract that are touched, in the order of the project."""
    run: Mapping[str, tuple[str, ...]]
    """Entry to the parts of its run signature that are touched."""
    downstream: tuple[str, ...]
    """Entries below those, which run too if bytes move, upstream first."""
    vocabulary: Mapping[str, tuple[str, ...]]
    """Entry to the vocabulary specs that move under its certificate."""
    cost: Cost
    exhibits: tuple[Exhibit, ...]
    notes: tuple[str, ...]
    """What is not known, and what touches nothing, one sentence each."""
    is_whole: bool = True
    """False if something of the project cannot be read as it is now."""


def impact_of(snapshot: Snapshot, entries: Iterable[str], paths: Iterable[str], *, jobs: int) -> Impact:
    """What an edit of the scripts of some entries, and of some files, would invalidate."""
    found = _Found()
    scripts = (path for name in entries for path in snapshot.contracts[name].scripts)
    for path in dict.fromkeys((*scripts, *paths)):
        _touch(snapshot, path, found)
    return _impact(snapshot, found, jobs)


def impact_since(then: Snapshot, now: Snapshot, *, jobs: int) -> Impact:
    """What the difference between two states of a project invalidates; both are compared part by part."""
    found = _Found()
    for name, contract in now.contracts.items():
        before = then.contracts.get(name)
        if before is None:
            _add(found.judge, name, "the entry is new")
            _add(found.run, name, "the entry is new")
        elif now.entries[name].unreadable or then.entries[name].unreadable:
            found.notes.append(f"`{name}` cannot be read on both sides, so nobody knows what moved.")
        else:
            _compare(name, before, contract, found)
    gone = [name for name in then.entries if name not in now.entries]
    if gone:
        found.notes.append(f"No longer there: {', '.join(f'`{name}`' for name in gone)}.")
    return _impact(now, found, jobs)


def known_paths(snapshot: Snapshot) -> frozenset[str]:
    """Every file that can be named: what entries lean on and make, and the specs."""
    project = snapshot.project
    specs = (spec.path for spec in project.specs)
    behind_links = (fact.leads_to for fact in project.files.values() if fact.leads_to)
    return frozenset((*project.files, *behind_links, *specs, *project.documents))


def _touch(snapshot: Snapshot, path: str, found: _Found) -> None:
    before = (len(found.judge), len(found.run), len(found.vocabulary))
    touched = list(_by_parts(snapshot, path, found))
    spec = snapshot.specs_by_path.get(path)
    if spec is not None:
        for name, entry in snapshot.entries.items():
            if entry.spec == path:
                _add(found.judge, name, f"spec {path}")
                touched.append(name)
            if spec.kind.is_vocabulary and spec.name in snapshot.contracts[name].vocabulary:
                _add(found.vocabulary, name, spec.name)
                touched.append(name)
    maker = snapshot.consumption.maker(path)
    if maker:
        _add(found.run, maker, f"output {path}")
    elif not touched and before == (len(found.judge), len(found.run), len(found.vocabulary)):
        found.notes.append(f"`{path}` is no part of any contract or run.")


def _by_parts(snapshot: Snapshot, path: str, found: _Found) -> Iterator[str]:
    names = {path, *(fact.path for fact in snapshot.project.files.values() if fact.leads_to == path)}
    for name, contract in snapshot.contracts.items():
        for part in contract.certified_parts:
            if (part.role in JUDGED and part.path in names) or (part.role == "schema" and part.label in names):
                _add(found.judge, name, part.name)
                yield name
        for part in contract.run_parts:
            if part.role in JUDGED | DATA and part.path in names:
                _add(found.run, name, part.name)
                yield name


def _compare(name: str, before: Contract, now: Contract, found: _Found) -> None:
    for part in _moved(before.certified_parts, now.certified_parts):
        _add(found.judge, name, part)
    unknown = {part.name for part in before.run_parts if part.role in DATA and part.digest == ABSENT}
    for part in _moved(before.run_parts, now.run_parts):
        if part in unknown:
            found.notes.append(f"`{name}`: {part} is not in git, so nobody knows whether it moved.")
        else:
            _add(found.run, name, part)
    for spec, digest in now.vocabulary.items():
        if before.vocabulary.get(spec) != digest:
            _add(found.vocabulary, name, spec)
    for spec in before.vocabulary.keys() - now.vocabulary.keys():
        _add(found.vocabulary, name, spec)


def _moved(before: Iterable[Part], now: Iterable[Part]) -> tuple[str, ...]:
    """Names of the parts that are not the same, sorted; what other entries made is left out."""
    was = {(part.name, part.digest) for part in before if part.role not in UPSTREAM}
    is_now = {(part.name, part.digest) for part in now if part.role not in UPSTREAM}
    return tuple(sorted({part for part, _ in was ^ is_now}))


def _add(where: dict[str, dict[str, None]], name: str, why: str) -> None:
    where.setdefault(name, {})[why] = None


def _impact(snapshot: Snapshot, found: _Found, jobs: int) -> Impact:
    below = set(snapshot.graph.all_below(*found.run)) - found.run.keys()
    downstream = tuple(node for node in snapshot.graph.order if node in below)
    again = (*found.run, *downstream)
    return Impact(
        judge=_ordered(snapshot, found.judge),
        run=_ordered(snapshot, found.run),
        downstream=downstream,
        vocabulary=_ordered(snapshot, {name: why for name, why in found.vocabulary.items() if name not in found.judge}),
        cost=_cost(snapshot, frozenset(again), jobs),
        exhibits=tuple(_exhibits(snapshot, frozenset(again))),
        notes=tuple(dict.fromkeys(found.notes)),
    )


def _ordered(snapshot: Snapshot, found: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(found[name]) for name in snapshot.entries if name in found}


def _exhibits(snapshot: Snapshot, names: frozenset[str]) -> Iterator[Exhibit]:
    for name, entry in snapshot.entries.items():
        if name not in names or not entry.exports:
            continue
        routes = snapshot.routes.by_entry.get(name, ())
        for route in routes:
            places = tuple(
                (place.location.path, place.location.line, place.section.title if place.section else "")
                for place in route.places
            )
            yield Exhibit(entry=name, path=route.path, places=places)
        if not routes:
            yield from (Exhibit(entry=name, path=path, places=()) for path in snapshot.contracts[name].outputs)


def _cost(snapshot: Snapshot, names: frozenset[str], jobs: int) -> Cost:
    units = units_of(snapshot)
    seconds = {
        unit: max((seconds_of_last(snapshot.project, name) or 0.0 for name in members if name in names), default=0.0)
        for unit, members in units.members.items()
    }
    wanted = {unit for unit in units.members if is_spec_node(unit) or not names.isdisjoint(units.members[unit])}
    up = {unit: tuple(other for other in units.up[unit] if other in wanted) for unit in wanted}
    return Cost(
        seconds=sum(seconds[unit] for unit in wanted),
        longest_path=max(tails_of(up, seconds).values(), default=0.0),
        elapsed=elapsed_of(up, seconds, jobs),
        jobs=jobs,
        unknown=tuple(
            name for name in snapshot.entries if name in names and seconds_of_last(snapshot.project, name) is None
        ),
    )
