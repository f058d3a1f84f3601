"""A graph as plain values: what `specthis graph --json` prints, and what its other formats are made of.

Knows no format; `schemas/graph.schema.json` says what each key means.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from mkdocs_specthis.core.views.graph import GraphView, Node
from mkdocs_specthis.core.views.mark import pressing
from mkdocs_specthis.core.views.vocabulary import headline_word

VERSION = 1


def graph_view(view: GraphView, *, by: str, around: Iterable[str]) -> dict[str, Any]:
    """Nodes in the project's order, edges from what makes to what uses."""
    return {
        "version": VERSION,
        "by": by,
        "around": sorted(around),
        "nodes": [node_view(node) for node in view.nodes],
        "edges": [
            {"from": start, "to": end, "carries": "words" if (start, end) in view.soft else "artefacts"}
            for start, end in view.edges
        ],
    }


def node_view(node: Node) -> dict[str, Any]:
    entries = _entries_by_state(node)
    return {
        "id": node.id,
        "label": node.label,
        "kind": node.kind,
        "entry": node.entry or None,
        "spec": node.spec or None,
        "paper": node.paper or None,
        "state": node.word.key if node.word else next(iter(entries), None),
        "words": _words(node, entries),
        "entries": entries,
    }


def _entries_by_state(node: Node) -> dict[str, int]:
    """How many entries of a spec are in each state, the most pressing first."""
    counts = Counter(mark.word.key for mark in node.marks if mark.word)
    return {key: counts[key] for key in sorted(counts, key=lambda key: (pressing(key), key))}


def _words(node: Node, entries: dict[str, int]) -> str:
    """The state as it is called; of a spec how many entries are in which."""
    if node.word:
        return node.word.label
    labels = {key: headline_word(key).label for key in entries}
    return ", ".join(f"{number} {labels[key][:1].lower()}{labels[key][1:]}" for key, number in entries.items())
