"""What is made together, and in which order: entries with the same scripts and the same expanded command are one unit.

Knows the graph; no state. A spec that is consumed whole is a unit without entries, so that wide projects stay small.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from mkdocs_specthis.core.contracts.command import expand_of
from mkdocs_specthis.core.dependencies.graph import Graph
from mkdocs_specthis.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    members: Mapping[str, tuple[str, ...]]
    """Unit to its entries, in the order of the project; none for a spec that is consumed whole."""
    up: Mapping[str, tuple[str, ...]]
    """Unit to the sorted units right upstream of it, without the edges inside of a cycle."""
    unit_of: Mapping[str, str]
    """Entry, or spec node, to its unit."""

    def closure(self, names: Iterable[str] | None) -> frozenset[str]:
        """Units that make these entries, and everything upstream of them; all units for None."""
        waiting = list(self.members) if names is None else [self.unit_of[name] for name in names]
        found: set[str] = set()
        while waiting:
            unit = waiting.pop()
            if unit not in found:
                found.add(unit)
                waiting.extend(self.up[unit])
        return frozenset(found)

    def sorter(self, units: Iterable[str]) -> "TopologicalSorter[str]":
        """Gives the units one by one, upstream first."""
        wanted = frozenset(units)
        return TopologicalSorter({unit: self.up[unit] for unit in self.members if unit in wanted})


def units_of(snapshot: Snapshot) -> Units:
    """Group, unless what would be one unit stands both above and below something else."""
    graph, groups = snapshot.graph, _groups(snapshot)
    while True:
        units = _join(graph, groups, snapshot.entries)
        cycle = _cycle(units)
        if not cycle:
            return units
        groups = [group for group in groups if units.unit_of[group[0]] not in cycle]


def _groups(snapshot: Snapshot) -> list[tuple[str, ...]]:
    """Entries that one run makes, where there are several."""
    by_scripts: dict[tuple[str, ...], list[str]] = {}
    for name, contract in snapshot.contracts.items():
        if contract.scripts and contract.command:
            by_scripts.setdefault(contract.scripts, []).append(name)
    by_command: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for scripts, names in by_scripts.items():
        for name in names if len(names) > 1 else ():
            argv = expand_of(snapshot.entries[name], snapshot.contracts[name]).argv
            by_command.setdefault((scripts, argv), []).append(name)
    return [tuple(names) for (_, argv), names in by_command.items() if argv and len(names) > 1]


def _join(graph: Graph, groups: Iterable[tuple[str, ...]], entries: Iterable[str]) -> Units:
    """What stands in a cycle can't be made at all: its edges are left out, and a finding says so elsewhere."""
    leader = {name: group[0] for group in groups for name in group}
    unit_of = {node: leader.get(node, node) for node in graph.up}
    members: dict[str, list[str]] = {unit: [] for unit in unit_of.values()}
    for name in entries:
        members[unit_of[name]].append(name)
    up: dict[str, set[str]] = {unit: set() for unit in members}
    for node, above in graph.up.items():
        knot = graph.knotted if node in graph.knotted else frozenset[str]()
        up[unit_of[node]].update(unit_of[other] for other in above if other not in knot)
    return Units(
        members={unit: tuple(names) for unit, names in members.items()},
        up={unit: tuple(sorted(above)) for unit, above in up.items()},
        unit_of=unit_of,
    )


def _cycle(units: Units) -> frozenset[str]:
    """Units of one cycle, at least one of them a group; empty if there is none."""
    try:
        TopologicalSorter(units.up).prepare()
    except CycleError as error:
        return frozenset(error.args[1])
    return frozenset()
