"""What changed in entries: since somebody judged them, since they last ran, since a revision or between two.

Chooses the sides. How a part is found and compared is in `past.py` and `compare.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis.core.diff.sides import (
    Side,
    certified_parts,
    judged_side,
    judgment_to_compare,
    moment_of_revision,
    moved_between,
    revision_side,
    run_of,
    run_parts,
    run_side,
    today_side,
)
from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.difference import EntryDifference, Measure
from mkdocs_specthis.core.model.errors import SpecthisError, UnknownName
from mkdocs_specthis.core.model.ledger import Judgment, Receipt
from mkdocs_specthis.core.parse.ledgers import parse_receipt
from mkdocs_specthis.core.parse.settings import SETTINGS_FILE
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.effects.git_history import GitHistory
from mkdocs_specthis.effects.ledgers import receipt_path
from mkdocs_specthis.usecases.diff.compare import DATA, SOURCES, Comparison, Shown, vocabulary_path
from mkdocs_specthis.usecases.diff.past import Past
from mkdocs_specthis.usecases.revision import commit_of, snapshot_at

CERTIFICATE, RUN = "certificate", "run"
MOST_ON_PAGES = 200
"""Entries whose pages tell what changed; the command tells it of all."""
MOST_PARTS, PARTS_ON_PAGES = 100_000, 50
"""Of one entry; more are counted."""
TRIES, TRIES_FOR_PAGES = 1_000, 20
"""States of a file in git's history that are looked at, those nearest to the moment first."""
OTHER_SCHEME = "It was written under another scheme of the digests, which this version cannot compare."
NO_RUN = "No run of what was judged is recorded, neither here nor in git: the numbers of then are not known."
EVERYTHING = Shown()
_FILES = SOURCES | DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sides of an entry, before older texts are looked for."""

    entry: str
    before: Side
    after: Side
    judgment: Judgment | None = None
    """Of the side before; then the numbers are those of the run that its judge saw."""
    notes: tuple[str, ...] = ()


def differences(
    root: Path, snapshot: Snapshot, names: Iterable[str], since: str, measure: Measure
) -> tuple[EntryDifference, ...]:
    """Of entries of today, since `certificate`, `run`, or the first of them that there is if `since` is empty."""
    pairs = [_pair_since(snapshot, name, since) for name in names]
    return _compared(root, snapshot, pairs, measure)


def differences_of_revisions(
    root: Path, snapshot: Snapshot, names: Iterable[str] | None, since: str, measure: Measure
) -> tuple[EntryDifference, ...]:
    """`since` is a revision, or two with dots between them. Raises SpecthisError for one that git does not know."""
    first, dots, second = since.partition("..")
    if dots and (not first or not second or second.startswith(".")):
        hint = "as in `--since v1.0..v1.1`, or `--since v1.0` to compare with what is here"
        raise SpecthisError(f"`{shown(since)}` names no two revisions", hint=hint)
    before = _at(root, first)
    after = _at(root, second) if dots else None
    known = dict.fromkeys((*before[0].entries, *(after[0] if after else snapshot).entries))
    wanted = tuple(known) if names is None else tuple(names)
    pairs = [pair for name in wanted if (pair := _pair_of_revisions(snapshot, name, (first, *before), second, after))]
    return _compared(root, snapshot, pairs, measure)


def differences_for_pages(
    root: Path, snapshot: Snapshot, measure: Measure, *, sources: bool
) -> Mapping[str, tuple[EntryDifference, ...]]:
    """Of each entry of which something moved, since it was judged and since it last ran. Asks no network."""
    pairs = [pair for name in snapshot.entries for pair in _moved_pairs(snapshot, name)]
    told = frozenset(list(dict.fromkeys(pair.entry for pair in pairs))[:MOST_ON_PAGES])
    pairs = [pair for pair in pairs if pair.entry in told]
    if not pairs:
        return {}
    shown = Shown(sources=sources, data=False)
    found: dict[str, tuple[EntryDifference, ...]] = {}
    for one in _compared(root, snapshot, pairs, measure, shown, pages=True):
        found[one.entry] = (*found.get(one.entry, ()), one)
    return found


def _at(root: Path, revision: str) -> tuple[Snapshot, str]:
    """The project as a revision has it, and the revision's full hash."""
    commit = commit_of(root, revision, otherwise="compare with `--since certificate` or `--since run` instead")
    return snapshot_at(root, commit, revision), commit


def _pair_since(snapshot: Snapshot, name: str, since: str) -> Pair:
    """Raises SpecthisError where there is nothing to compare with."""
    judgment = judgment_to_compare(snapshot, name) if since in ("", CERTIFICATE) else None
    if judgment is not None:
        return _judged_pair(snapshot, name, judgment)
    receipt = snapshot.project.receipts.get(name) if since in ("", RUN) else None
    if receipt is not None:
        return _run_pair(snapshot, name, receipt)
    what = {CERTIFICATE: "nobody has judged", RUN: "there is no record of a run of"}.get(
        since, "nobody has judged or run"
    )
    raise SpecthisError(f"{what} `{name}`", hint="compare it with a git revision: `--since HEAD~1`")


def comparable(snapshot: Snapshot, since: str) -> tuple[str, ...]:
    """Entries that were judged, or were run, as `since` asks for."""

    def is_one(name: str) -> bool:
        is_judged = since != RUN and bool(snapshot.project.judgments.get(name))
        return is_judged or (since != CERTIFICATE and name in snapshot.project.receipts)

    return tuple(name for name in snapshot.entries if is_one(name))


def _judged_pair(snapshot: Snapshot, name: str, judgment: Judgment) -> Pair:
    before = judged_side(judgment, None)
    after = today_side(snapshot, name, certified_parts(snapshot.contracts[name]))
    if judgment.scheme != SCHEME:
        return _incomparable(name, before, after)
    return Pair(entry=name, before=before, after=after, judgment=judgment)


def _run_pair(snapshot: Snapshot, name: str, receipt: Receipt) -> Pair:
    before = run_side(receipt)
    after = today_side(snapshot, name, run_parts(snapshot.contracts[name]))
    return (
        Pair(entry=name, before=before, after=after) if receipt.scheme == SCHEME else _incomparable(name, before, after)
    )


def _incomparable(name: str, before: Side, after: Side) -> Pair:
    return Pair(entry=name, before=before, after=replace(before, moment=after.moment), notes=(OTHER_SCHEME,))


def _moved_pairs(snapshot: Snapshot, name: str) -> Iterator[Pair]:
    """Since the judgment, and since the last run what the first does not tell already."""
    if snapshot.entries[name].unreadable:
        return
    judgment, receipt = judgment_to_compare(snapshot, name), snapshot.project.receipts.get(name)
    told: frozenset[str] = frozenset()
    if judgment is not None and judgment.scheme == SCHEME:
        pair = _judged_pair(snapshot, name, judgment)
        moved = moved_between(pair.before, pair.after)
        told = frozenset(one.name for one in moved)
        if moved:
            yield pair
    if receipt is not None and receipt.scheme == SCHEME:
        pair = _run_pair(snapshot, name, receipt)
        if any(one.name not in told for one in moved_between(pair.before, pair.after)):
            yield replace(pair, before=_without(pair.before, told), after=_without(pair.after, told))


def _without(side: Side, told: frozenset[str]) -> Side:
    return replace(side, parts={name: digest for name, digest in side.parts.items() if name not in told})


def _pair_of_revisions(
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
    there = revision_side(then, name, revision, commit) if name in then.entries else None
    if name not in now.entries:
        here = None
    elif after:
        here = revision_side(now, name, second, after[1])
    else:
        parts = {**certified_parts(now.contracts[name]), **run_parts(now.contracts[name])}
        here = today_side(now, name, parts)
    return _both(name, there, here, moment_of_revision(revision, commit).label, second)


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


def _compared(
    root: Path,
    snapshot: Snapshot,
    pairs: list[Pair],
    measure: Measure,
    told: Shown = EVERYTHING,
    *,
    pages: bool = False,
) -> tuple[EntryDifference, ...]:
    settings = snapshot.project.settings
    history = GitHistory(
        root,
        {path for pair in pairs for path in _paths(snapshot, pair)},
        {commit for pair in pairs for commit in pair.before.commits},
    )
    with Past(
        root=root,
        settings=settings,
        history=history,
        largest=measure.largest,
        ask_network=not pages,
        tries=TRIES_FOR_PAGES if pages else TRIES,
    ) as past:
        makers, most = Lookups(snapshot).makers, PARTS_ON_PAGES if pages else MOST_PARTS
        comparison = Comparison(past=past, snapshot=snapshot, makers=makers, shown=told, most_parts=most)
        return tuple(_one(comparison, pair, measure) for pair in pairs)


def _one(comparison: Comparison, pair: Pair, measure: Measure) -> EntryDifference:
    before, notes = pair.before, pair.notes
    if pair.judgment is not None:
        made = run_of(pair.judgment, _receipts(comparison, pair.entry, before))
        before = judged_side(pair.judgment, made)
        is_known = made is not None or not pair.after.outputs
        notes = notes if is_known else (*notes, NO_RUN)
    entry = comparison.snapshot.entries.get(pair.entry)
    own = replace(measure, varies=entry.varies) if entry else measure
    return comparison.entry(pair.entry, before, pair.after, own, notes)


def _receipts(comparison: Comparison, name: str, side: Side) -> Iterator[Receipt]:
    """Those that are known of an entry, today's first."""
    project = comparison.snapshot.project
    current = project.receipts.get(name)
    if current is not None:
        yield current
    path = receipt_path(project.settings.specs, name)
    for version in comparison.past.versions(path, side, tries=TRIES):
        file, _ = parse_receipt(version.content, path, name)
        if file is not None and file.receipt.scheme == SCHEME:
            yield file.receipt


def _paths(snapshot: Snapshot, pair: Pair) -> Iterator[str]:
    """Every file whose past may be asked for."""
    settings = snapshot.project.settings
    yield SETTINGS_FILE
    yield receipt_path(settings.specs, pair.entry)
    yield from filter(None, (pair.before.spec, pair.after.spec))
    yield from (*pair.before.outputs, *pair.after.outputs)
    for moved in moved_between(pair.before, pair.after):
        if moved.role in _FILES and moved.role != "variable":
            yield moved.subject
        elif moved.role == "vocabulary":
            yield vocabulary_path(snapshot, moved.subject)
