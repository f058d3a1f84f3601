"""Reads what was before today: commits that touched specs and receipts, this machine's log, earlier receipts.

Bounded, and for pages alone: no state rests on it. What git told of a commit is kept from one build to the next.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mkdocs_specthis.core.model.history import Change, GitPast, History, LogPast, PastRun
from mkdocs_specthis.core.parse.ledgers import parse_receipt
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.git.changes import read_changes
from mkdocs_specthis.effects.git.history import GitHistory
from mkdocs_specthis.effects.git.repository import is_shallow
from mkdocs_specthis.effects.records.events import read_last_events
from mkdocs_specthis.effects.records.ledgers import receipt_path
from mkdocs_specthis.effects.records.state_folder import EVENTS
from mkdocs_specthis.effects.remembered.looks import LINK, NOTHING, Stamp, clock_of_stamps, is_old, stamp_of

MOST_RUNS = 10
"""Of one entry."""
LARGEST = 1024 * 1024
"""Bytes of a receipt that is read from git."""


class HistoryReader:
    """What git told last, and of which commit; what the log told last, and under which stamp."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._past = GitPast()
        self._stamp: Stamp = NOTHING
        self._log = LogPast()

    def read(self, root: Path, snapshot: Snapshot, commit: str, *, with_log: bool) -> History:
        """`commit`: where HEAD is; empty without a repository. `with_log`: whether this machine's log is told."""
        log = self._read_log(root) if with_log else LogPast(is_read=False)
        return History(git=self._git(root, snapshot.project.settings.specs, commit), log=log)

    def _read_log(self, root: Path) -> LogPast:
        now, stamp = clock_of_stamps(), stamp_of(f"{LINK}{root.absolute() / EVENTS}")
        if stamp == NOTHING or stamp != self._stamp:
            self._log = read_last_events(root)
            self._stamp = stamp if is_old(stamp, now) else NOTHING
        return self._log

    def _git(self, root: Path, folder: str, commit: str) -> GitPast:
        shallow = is_shallow(root) if commit else None
        key = (root, folder, commit, shallow)
        if key != self._key:
            self._past = GitPast() if shallow is None else read_changes(root, folder, shallow=shallow)
            self._key = key if self._past.is_known or not commit else ()
        return self._past


def past_runs(root: Path, snapshot: Snapshot, past: GitPast, names: Iterable[str]) -> Mapping[str, tuple[PastRun, ...]]:
    """The receipts of some entries, today's first, then those that git had before, each once."""
    wanted = {receipt_path(snapshot.project.settings.specs, name): name for name in names}
    found: dict[str, list[Change]] = {}
    for change in past.changes:
        name = wanted.get(change.path)
        if name is not None and change.blob and len(found.setdefault(name, [])) < MOST_RUNS:
            found[name].append(change)
    with GitHistory(root, ()) as history:
        return {name: tuple(_runs(snapshot, name, found.get(name, []), past, history)) for name in wanted.values()}


def _runs(
    snapshot: Snapshot, name: str, changes: list[Change], past: GitPast, history: GitHistory
) -> Iterator[PastRun]:
    runs = [one for change in changes if (one := _past_run(change, name, history)) is not None]
    today = snapshot.project.receipts.get(name)
    if today is not None and not (runs and runs[0].receipt == today):
        yield PastRun(receipt=today, is_first=not changes and past.is_known and not past.is_cut)
    for place, one in enumerate(runs):
        if all(one.receipt != older.receipt for older in runs[place + 1 :]):
            yield one


def _past_run(change: Change, name: str, history: GitHistory) -> PastRun | None:
    blob = history.read(change.blob, LARGEST)
    if blob is None or blob.content is None:
        return None
    file, _ = parse_receipt(blob.content, change.path, name)
    return None if file is None else PastRun(receipt=file.receipt, commit=change.commit, is_first=change.is_new)
