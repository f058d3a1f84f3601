"""Sees that somebody touched an output whose entry is not running.

Knows paths and when it last looked; not who ran meanwhile, nor what comes of it.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.runs.outputs import Stamp, stamp_outputs

SHARE = 40
"""Between two looks at everything passes so many times what one costs, so that many entries don't slow each step."""

Touch = tuple[str, str]
"""Path, and the entry whose output it is."""


@dataclass(kw_only=True)
class OutputWatch:
    root: Path
    paths: dict[str, tuple[str, ...]]
    """Entry to its outputs."""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    due: float = 0.0
    """When to look at everything again, on the `clock`."""
    clock: Callable[[], float] = time.monotonic

    @property
    def is_due(self) -> bool:
        return self.clock() >= self.due

    def look(self, names: Iterable[str]) -> None:
        """Take the outputs of some entries as they are now for right."""
        for name in names:
            self.stamps.update(stamp_outputs(self.root, self.paths.get(name, ())))

    def touched(self, running: frozenset[str]) -> tuple[Touch, ...]:
        """What changed since the last look, but for the entries that are running; looked at anew."""
        began = self.clock()
        found = []
        for name, paths in self.paths.items():
            if name not in running:
                stamps = stamp_outputs(self.root, paths)
                found += [(path, name) for path, stamp in stamps.items() if self.stamps.get(path, stamp) != stamp]
                self.stamps.update(stamps)
        ended = self.clock()
        self.due = ended + SHARE * (ended - began)
        return tuple(found)


def watched_outputs(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Entry to what it declares, what its globs match, and what its receipt names and no other entry makes."""
    paths: dict[str, tuple[str, ...]] = {}
    for name, contract in snapshot.contracts.items():
        receipt = snapshot.project.receipts.get(name)
        globbed = (path for glob in contract.output_globs for path in snapshot.project.matches.get(glob, ()))
        found = (*contract.outputs, *globbed, *(receipt.outputs if receipt else ()))
        paths[name] = tuple(path for path in dict.fromkeys(found) if not snapshot.consumption.maker(path, besides=name))
    return paths
