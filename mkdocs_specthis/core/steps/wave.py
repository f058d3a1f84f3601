"""What a step has to know of everything upstream: what runs before it, whose bytes are not to be had, what failed.

Told node by node, upstream first; the same while planning and while running. Knows no reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from mkdocs_specthis.core.dependencies.graph import spec_node
from mkdocs_specthis.core.snapshot import Snapshot

SHOWN = 5
"""Names kept of each sort: a sentence needs no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    running: tuple[str, ...] = ()
    """Entries that will run first."""
    missing: tuple[str, ...] = ()
    """Entries, or spec files that cannot be read, that are not made or fetched and whose bytes are not here."""
    failed: tuple[str, ...] = ()
    """Entries that failed in this run."""

    def joined(self, other: "Above") -> "Above":
        return Above(
            running=_first(self.running + other.running),
            missing=_first(self.missing + other.missing),
            failed=_first(self.failed + other.failed),
        )


_SILENT = Above()


def _first(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:SHOWN]


@dataclass(kw_only=True)
class Wave:
    """Grows while steps are decided or done."""

    snapshot: Snapshot
    told: dict[str, Above] = field(default_factory=dict)

    def above(self, names: Iterable[str]) -> Above:
        """Of entries that are one unit: all that stands upstream of any of them."""
        inside = set(names)
        return self._joined(node for name in inside for node in self.snapshot.graph.up[name] if node not in inside)

    def tell(self, name: str, news: Above) -> None:
        """What an entry means to what is downstream. A failure further up is passed on."""
        further = self._joined(self.snapshot.graph.up[name]).failed
        self.told[name] = news.joined(Above(failed=further))

    def tell_spec(self, node: str) -> None:
        """A spec that is consumed whole is what its entries are; nobody knows what one that cannot be read holds."""
        told = self._joined(self.snapshot.graph.up[node])
        if node in self._unreadable:
            told = told.joined(Above(missing=(node.removeprefix(spec_node("")),)))
        self.told[node] = told

    @cached_property
    def _unreadable(self) -> frozenset[str]:
        return frozenset(spec_node(spec.path) for spec in self.snapshot.project.specs if spec.unreadable)

    def _joined(self, nodes: Iterable[str]) -> Above:
        """Of what was told. Of most nodes nothing is worth a word: they cost no more than being looked up."""
        above = _SILENT
        for node in nodes:
            news = self.told.get(node, _SILENT)
            if news is not _SILENT and news != _SILENT:
                above = above.joined(news)
        return above
