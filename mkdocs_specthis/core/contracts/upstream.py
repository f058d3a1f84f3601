"""What other entries and specs give to one entry: the parts that they made, and the vocabulary within reach.

Knows who consumes whom, and the receipts. What an entry rests on by itself is `core/contracts/contract.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.digest import ABSENT, canonical_json, digest_bytes
from mkdocs_specthis.core.model.contract import Part
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_pattern
from mkdocs_specthis.core.recall import Afresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All of other entries and specs that counts for one entry."""

    nodes: tuple[str, ...]
    """What it consumes directly."""
    parts: tuple[tuple[Part, ...], ...]
    """What each of those made."""
    made: frozenset[str]
    """Its inputs, as written, that another entry makes."""
    vocabulary: Mapping[str, str]
    unread: tuple[str, ...]


class Upstream:
    """What consumed nodes made, as parts: worked out once for all that consume them."""

    def __init__(self, project: Project, consumption: Consumption, recall: Afresh) -> None:
        self._project, self._consumption, self._recall = project, consumption, recall
        self._known: dict[str, tuple[Part, ...]] = {}

    def reach(self, entry: Entry) -> Reach:
        consumption = self._consumption
        nodes = consumption.nodes[entry.name]
        inputs = (value.text for value in entry.inputs if not is_pattern(value.text))
        return Reach(
            nodes=nodes,
            parts=tuple(map(self._parts, nodes)),
            made=frozenset(path for path in inputs if consumption.maker(path, besides=entry.name)),
            vocabulary=consumption.vocabulary.get(entry.spec, {}),
            unread=consumption.unread.get(entry.spec, ()),
        )

    def of_spec(self, names: tuple[str, ...]) -> object:
        """All that `reach` rests on for the entries of a spec, beside these themselves; equal if it is the same."""
        consumption = self._consumption
        nodes = tuple(map(consumption.nodes.__getitem__, names))
        parts = tuple(map(self._parts, dict.fromkeys(chain.from_iterable(nodes))))
        homes = dict.fromkeys(self._project.entries[name].spec for name in names)
        words = tuple((consumption.vocabulary.get(home), consumption.unread.get(home)) for home in homes)
        return (nodes, parts, words, consumption.makers)

    def _parts(self, node: str) -> tuple[Part, ...]:
        if node not in self._known:
            members = self._consumption.members.get(node)
            self._known[node] = self._recall.value(
                ("made", node), members, self._project, lambda seen: tuple(_made_parts(seen, node, members))
            )
        return self._known[node]


class UpstreamWhileItGrows(Upstream):
    """The same of a project whose mappings are changed: an entry's parts stand while it and its receipt are the same.

    What a whole spec made is worked out each time.
    """

    def __init__(self, project: Project, consumption: Consumption) -> None:
        super().__init__(project, consumption, Afresh())
        self._entries, self._receipts = project.entries, project.receipts
        self._made: dict[str, tuple[Entry, Receipt | None, tuple[Part, ...]]] = {}

    def _parts(self, node: str) -> tuple[Part, ...]:
        entry, receipt = self._entries.get(node), self._receipts.get(node)
        made = self._made.get(node)
        if made is not None and made[0] is entry and made[1] is receipt:
            return made[2]
        self._known.pop(node, None)
        parts = super()._parts(node)
        if entry is not None:
            self._made[node] = entry, receipt, parts
        return parts


def _made_parts(project: Project, node: str, members: tuple[str, ...] | None) -> Iterator[Part]:
    """What a node made; `members` are the entries of a spec that is consumed whole."""
    if members is not None:
        rows = sorted(row for name in members for row in _made(project, name))
        digest = digest_bytes(canonical_json(rows))
        yield Part(role="upstream-spec", digest=digest, label=node.removeprefix("spec:"))
    elif node in project.entries:
        for path, digest in _made(project, node):
            yield Part(role="upstream", path=path, digest=digest)


def _made(project: Project, name: str) -> Iterator[tuple[str, str]]:
    """Path and digest of everything an entry made, from its receipt; what it would make if there is none."""
    receipt = project.receipts.get(name)
    if receipt is not None:
        yield from ((path, output.digest) for path, output in sorted(receipt.outputs.items()))
    else:
        yield from ((value.text, ABSENT) for value in project.entries[name].declared_outputs)
