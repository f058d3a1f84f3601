"""One mark for an entry or a node, and lists of marks in the order in which people act on them.

Knows names and states; draws nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mkdocs_specthis.core.dependencies.graph import SPEC_NODE, is_spec_node
from mkdocs_specthis.core.model.state import Actor
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.vocabulary import Word, headline_word

ACTORS = (Actor.MIND, Actor.MACHINE, Actor.PATIENCE, Actor.SETTLED)
"""Who acts, most pressing first."""

_PRESSING = (
    "error", "unknown", "rejected", "drifted", "script-tbd", "draft", "uncertified", "vocabulary-moved",
    "adopted", "failed", "stale", "never-run", "absent", "waiting", "settled",
)  # fmt: skip
_RANKS: Mapping[str, int] = {headline: rank for rank, headline in enumerate(_PRESSING)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An entry, or a whole spec that entries consume, with the one word for its state."""

    name: str
    """Name of the entry, or of the spec."""
    word: Word | None = None
    """None for a whole spec."""
    kind: str = ""
    """`compute`, `report`, `figure` or `unknown`; `spec` for a whole spec."""
    spec: str = ""
    """Path of the spec that it is, for a whole spec."""


def pressing(headline: str) -> int:
    """Smaller comes first in a queue."""
    return _RANKS.get(headline, len(_RANKS))


def entry_mark(snapshot: Snapshot, name: str) -> Mark:
    status = snapshot.statuses[name]
    return Mark(name=name, word=headline_word(status.headline), kind=snapshot.entries[name].kind)


def node_mark(snapshot: Snapshot, node: str) -> Mark:
    """The mark of a node of the graph: an entry, or a whole spec."""
    if not is_spec_node(node):
        return entry_mark(snapshot, node)
    path = node.removeprefix(SPEC_NODE)
    spec = snapshot.specs_by_path.get(path)
    return Mark(name=spec.name if spec else path, kind="spec", spec=path)


def node_marks(snapshot: Snapshot, nodes: Iterable[str]) -> tuple[Mark, ...]:
    return tuple(node_mark(snapshot, node) for node in nodes)


def feeds(snapshot: Snapshot) -> Mapping[str, int]:
    """How many entries consume each entry, directly or through its whole spec."""
    through = through_specs(snapshot)
    return {name: feeds_of(snapshot, name, through) for name in snapshot.entries}


def through_specs(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """Node of each spec that is consumed whole to the entries that do."""
    return {node: frozenset(below) for node, below in snapshot.graph.down.items() if is_spec_node(node)}


def feeds_of(snapshot: Snapshot, name: str, through: Mapping[str, frozenset[str]]) -> int:
    """How many entries consume one; `through` is of `through_specs`."""
    below = snapshot.graph.down.get(name, ())
    whole = [node for node in below if is_spec_node(node)]
    if not whole:
        return len(below)
    direct = sum(1 for node in below if not is_spec_node(node) and not any(node in through[one] for one in whole))
    return direct + sum(len(through[node]) for node in whole)
