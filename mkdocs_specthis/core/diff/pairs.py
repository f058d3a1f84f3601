"""Which two sides of an entry are compared, since it was judged, since it last ran, since or between revisions.

Knows Snapshots; finds no text, and says why where two sides cannot be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mkdocs_specthis.core.diff.sides import (
    TODAY,
    Side,
    certified_parts,
    judged_parts,
    judged_side,
    judgment_to_compare,
    moment_of_revision,
    moved_between,
    outputs_here,
    outputs_of,
    revision_side,
    run_parts,
    run_side,
    today_side,
)
from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.errors import SpecthisError, UnknownName
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot

CERTIFICATE, RUN = "certificate", "run"
OTHER_SCHEME = "It was written under another scheme of the digests, which this version cannot compare."
UNREADABLE = "Its spec cannot be read {}: what moved is not known."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sides of an entry, before older texts are looked for."""

    entry: str
    before: Side
    after: Side
    judgment: Judgment | None = None
    """Of the side before; then the numbers are those of the run that its judge saw."""
    notes: tuple[str, ...] = ()


def pair_since(snapshot: Snapshot, name: str, since: str) -> Pair:
    """Raises SpecthisError where there is nothing to compare with."""
    judgment = judgment_to_compare(snapshot, name) if since in ("", CERTIFICATE) else None
    if judgment is not None:
        return _judged_pair(snapshot, name, judgment)
    if since != CERTIFICATE and name in snapshot.project.unreadable_receipts:
        raise SpecthisError(f"the receipt of `{name}` cannot be read", hint="`specthis audit` says where and why")
    receipt = snapshot.project.receipts.get(name) if since in ("", RUN) else None
    if receipt is not None:
        return _run_pair(snapshot, name, receipt)
    what = {CERTIFICATE: "nobody has judged", RUN: "there is no record of a run of"}.get(
        since, "nobody has judged or run"
    )
    raise SpecthisError(f"{what} `{name}`", hint="compare it with a git revision: `--since HEAD~1`")


def comparable(snapshot: Snapshot, since: str) -> tuple[str, ...]:
    """Entries that were judged, or were run, as `since` asks for; those whose receipt cannot be read are among them."""

    project = snapshot.project

    def is_one(name: str) -> bool:
        is_judged = since != RUN and bool(project.judgments.get(name))
        return is_judged or (since != CERTIFICATE and (name in project.receipts or name in project.unreadable_receipts))

    return tuple(name for name in snapshot.entries if is_one(name))


def _judged_pair(snapshot: Snapshot, name: str, judgment: Judgment) -> Pair:
    before = judged_side(judgment, None)
    after = today_side(snapshot, name, certified_parts(snapshot.contracts[name]))
    if obstacle := _obstacle(snapshot, name, judgment.scheme):
        return _incomparable(name, before, obstacle)
    return Pair(entry=name, before=before, after=after, judgment=judgment)


def _run_pair(snapshot: Snapshot, name: str, receipt: Receipt) -> Pair:
    before = run_side(receipt)
    if obstacle := _obstacle(snapshot, name, receipt.scheme):
        return _incomparable(name, before, obstacle)
    return Pair(entry=name, before=before, after=today_side(snapshot, name, run_parts(snapshot.contracts[name])))


def _obstacle(snapshot: Snapshot, name: str, scheme: int) -> str:
    """Why a record and today cannot be compared, as a sentence; empty if they can."""
    if snapshot.entries[name].unreadable:
        return UNREADABLE.format("today")
    return OTHER_SCHEME if scheme != SCHEME else ""


def _incomparable(name: str, before: Side, note: str) -> Pair:
    """A pair of which nothing is told but why."""
    return Pair(entry=name, before=before, after=replace(before, moment=TODAY), notes=(note,))


def moved_pairs(snapshot: Snapshot, name: str) -> Iterator[Pair]:
    """Since the judgment, and since the last run what the first does not tell already."""
    if snapshot.entries[name].unreadable:
        return
    judgment, receipt = judgment_to_compare(snapshot, name), snapshot.project.receipts.get(name)
    told: frozenset[str] = frozenset()
    contract = snapshot.contracts[name]
    if judgment is not None and judgment.scheme == SCHEME and judged_parts(judgment) != certified_parts(contract):
        pair = _judged_pair(snapshot, name, judgment)
        moved = moved_between(pair.before, pair.after)
        told = frozenset(one.name for one in moved)
        if moved:
            yield pair
    if receipt is not None and receipt.scheme == SCHEME and not _is_as_run(snapshot, name, receipt):
        pair = _run_pair(snapshot, name, receipt)
        if any(one.name not in told for one in moved_between(pair.before, pair.after)):
            yield replace(pair, before=_without(pair.before, told), after=_without(pair.after, told))


def _is_as_run(snapshot: Snapshot, name: str, receipt: Receipt) -> bool:
    """Whether a run would have the parts that its receipt names, and what it made lies here, or nowhere."""
    as_made = outputs_of(receipt) == outputs_here(snapshot, name)
    return as_made and receipt.parts == run_parts(snapshot.contracts[name])


def _without(side: Side, told: frozenset[str]) -> Side:
    return replace(side, parts={name: digest for name, digest in side.parts.items() if name not in told})


def pair_of_revisions(
    snapshot: Snapshot,
    name: str,
    first: tuple[str, Snapshot, str],
    second: str,
    after: tuple[Snapshot, str] | None,
) -> Pair | None:
    """None for an entry that neither side has. Raises UnknownName."""
    revision, then, commit = first
    now = after[0] if after else snapshot
    if name not in now.entries and name not in then.entries:
        raise UnknownName(f"neither side has an entry `{shown(name)}`", hint="`specthis status` lists those of today")
    label = moment_of_revision(revision, commit).label
    for side, when in ((then, f"at {label}"), (now, f"at revision {shown(second)}" if after else "today")):
        if name in side.entries and side.entries[name].unreadable:
            blank = Side(moment=moment_of_revision(revision, commit), parts={})
            return _incomparable(name, blank, UNREADABLE.format(when))
    there = revision_side(then, name, revision, commit) if name in then.entries else None
    if name not in now.entries:
        here = None
    elif after:
        here = revision_side(now, name, second, after[1])
    else:
        parts = {**certified_parts(now.contracts[name]), **run_parts(now.contracts[name])}
        here = today_side(now, name, parts)
    return _both(name, there, here, label, second)


def _both(name: str, there: Side | None, here: Side | None, before: str, after: str) -> Pair:
    """A pair; of an entry that one side lacks, no more than that it does."""
    if there is not None and here is not None:
        return Pair(entry=name, before=there, after=here)
    one = there or here
    assert one is not None
    note = (
        f"It was not there at {before}."
        if there is None
        else f"It is gone {f'at {shown(after)}' if after else 'today'}."
    )
    return Pair(entry=name, before=one, after=one, notes=(note,))
