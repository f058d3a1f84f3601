"""Declare what entries use: propose the lines, and write them into the specs if that is wished.

Joins; which lines they are and where they go is decided in core.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.contracts.declare import Additions, declare_in
from mkdocs_specthis.core.model.errors import Refused, SpecthisError
from mkdocs_specthis.core.parse.spec import MAX_BYTES
from mkdocs_specthis.core.questions.additions import additions_of
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.tree.atomic import write_whole
from mkdocs_specthis.effects.tree.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The change of one spec."""

    spec: str
    """POSIX path from the project root."""
    additions: tuple[Additions, ...]
    """Of each of its entries that lacks something, in the order of the spec."""
    before: bytes
    after: bytes
    by_hand: tuple[str, ...] = ()
    """Entries whose lines could not be put in without touching anything else."""


def propose(root: Path, snapshot: Snapshot, names: Sequence[str]) -> tuple[Proposal, ...]:
    """What would be written for the entries `names`, spec by spec; nothing for those that declare all they use."""
    by_spec: dict[str, list[Additions]] = {}
    for name in names:
        additions = additions_of(snapshot, name)
        if additions.names or additions.refused:
            by_spec.setdefault(snapshot.entries[name].spec, []).append(additions)
    return tuple(_proposal(root, snapshot, spec, tuple(found)) for spec, found in by_spec.items())


def _proposal(root: Path, snapshot: Snapshot, spec: str, found: tuple[Additions, ...]) -> Proposal:
    settings = snapshot.project.settings
    before = after = _read(root, snapshot, spec)
    by_hand = []
    for additions in found:
        changed = declare_in(after, spec, settings, additions) if additions.names else after
        if changed is None:
            by_hand.append(additions.entry)
        else:
            after = changed
    return Proposal(spec=spec, additions=found, before=before, after=after, by_hand=tuple(by_hand))


def write_proposals(root: Path, snapshot: Snapshot, proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """Carry them out; the specs written. Raises Refused, with nothing written, if one is not as it was read."""
    changed = [proposal for proposal in proposals if proposal.after != proposal.before]
    for proposal in changed:
        if _read(root, snapshot, proposal.spec) != proposal.before:
            raise Refused(f"{proposal.spec} was edited meanwhile", hint="look at it, then start again")
    for proposal in changed:
        _write(root, snapshot, proposal)
    return tuple(proposal.spec for proposal in changed)


def _read(root: Path, snapshot: Snapshot, spec: str) -> bytes:
    content = Workspace(root=root, settings=snapshot.project.settings).read(spec, MAX_BYTES)
    if content is None:
        raise SpecthisError(f"{spec} cannot be read any more")
    return content


def _write(root: Path, snapshot: Snapshot, proposal: Proposal) -> None:
    """In place of the file itself where the spec is a link to another one of the project."""
    place = Workspace(root=root, settings=snapshot.project.settings).locate(proposal.spec)
    target = os.path.relpath(place, os.path.realpath(root)) if place else proposal.spec
    write_whole(root, target, proposal.after)
