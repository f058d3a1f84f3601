"""What changed in entries: since somebody judged them, since they last ran, since a revision or between two.

Which sides those are says `core/diff/pairs.py`; how a part is found and compared `past.py` and `compare.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, takewhile
from pathlib import Path

from mkdocs_specthis.core.diff.pairs import RUN, Pair, moved_pairs, pair_of_revisions, pair_since
from mkdocs_specthis.core.diff.sides import Side, judged_side, moved_between, run_of
from mkdocs_specthis.core.digest import SCHEME
from mkdocs_specthis.core.model.difference import EntryDifference, Measure
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.parse.ledgers import parse_receipt
from mkdocs_specthis.core.parse.settings_keys import SETTINGS_FILE
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.effects.git.history import GitHistory
from mkdocs_specthis.effects.records.ledgers import receipt_path
from mkdocs_specthis.usecases.certify.judge import check_ledger
from mkdocs_specthis.usecases.diff.compare import DATA, SOURCES, Comparison, Shown, path_behind, vocabulary_path
from mkdocs_specthis.usecases.diff.past import Past
from mkdocs_specthis.usecases.revision import commit_of, snapshot_at

MOST_ON_PAGES = 200
"""Entries whose pages tell what changed; the command tells it of all."""
MOST_PARTS, PARTS_ON_PAGES = 100_000, 50
"""Of one entry; more are counted."""
TRIES, TRIES_FOR_PAGES = 1_000, 20
"""States of a file in git's history that are looked at, those nearest to the moment first."""
NO_RECEIPT = "Its receipt cannot be read: what a run made is not known."
NO_RUN = "No run of what was judged is recorded, neither here nor in git: the numbers of then are not known."
EVERYTHING = Shown()
_FILES = SOURCES | DATA


def differences(
    root: Path, snapshot: Snapshot, names: Iterable[str], since: str, measure: Measure
) -> tuple[EntryDifference, ...]:
    """Of entries of today, since `certificate`, `run`, or the first of them that there is if `since` is empty.

    Raises LedgerUnreadable, and SpecthisError where there is nothing to compare with.
    """
    if since != RUN:
        check_ledger(snapshot)
    pairs = [pair_since(snapshot, name, since) for name in names]
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
    pairs = [pair for name in wanted if (pair := pair_of_revisions(snapshot, name, (first, *before), second, after))]
    return _compared(root, snapshot, pairs, measure)


def differences_for_pages(
    root: Path, snapshot: Snapshot, measure: Measure, *, sources: bool
) -> Mapping[str, tuple[EntryDifference, ...]]:
    """Of each entry of which something moved, since it was judged and since it last ran. Asks no network."""
    every = [pair for _, pairs in islice(_moved(snapshot, snapshot.entries), MOST_ON_PAGES) for pair in pairs]
    found: dict[str, tuple[EntryDifference, ...]] = {}
    for one in _compared_for_pages(root, snapshot, every, measure, sources=sources):
        found[one.entry] = (*found.get(one.entry, ()), one)
    return found


def difference_for_page(
    root: Path, snapshot: Snapshot, name: str, measure: Measure, *, sources: bool
) -> tuple[EntryDifference, ...]:
    """What `differences_for_pages` tells of one entry."""
    pairs = tuple(moved_pairs(snapshot, name))
    before = _moved(snapshot, takewhile(name.__ne__, snapshot.entries)) if pairs else iter(())
    told = pairs if sum(1 for _ in islice(before, MOST_ON_PAGES)) < MOST_ON_PAGES else ()
    return _compared_for_pages(root, snapshot, told, measure, sources=sources)


def _moved(snapshot: Snapshot, names: Iterable[str]) -> Iterator[tuple[str, tuple[Pair, ...]]]:
    """Those of which something moved."""
    found = ((name, tuple(moved_pairs(snapshot, name))) for name in names)
    yield from ((name, pairs) for name, pairs in found if pairs)


def _compared_for_pages(
    root: Path, snapshot: Snapshot, pairs: Iterable[Pair], measure: Measure, *, sources: bool
) -> tuple[EntryDifference, ...]:
    told = list(pairs)
    return _compared(root, snapshot, told, measure, Shown(sources=sources, data=False), pages=True) if told else ()


def _at(root: Path, revision: str) -> tuple[Snapshot, str]:
    """The project as a revision has it, and the revision's full hash."""
    commit = commit_of(root, revision, otherwise="compare with `--since certificate` or `--since run` instead")
    return snapshot_at(root, commit, revision), commit


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
    if pair.entry in comparison.snapshot.project.unreadable_receipts:
        notes = (*(note for note in notes if note != NO_RUN), NO_RECEIPT)
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
            yield from filter(None, (moved.subject, path_behind(snapshot, moved.subject)))
        elif moved.role == "vocabulary":
            yield vocabulary_path(snapshot, moved.subject)
