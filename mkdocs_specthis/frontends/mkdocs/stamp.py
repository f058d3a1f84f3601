"""When a build was made and of which commit: the one thing on the pages that is not in the Snapshot.

`SOURCE_DATE_EPOCH` decides the time, so that a build can be repeated to the byte.
"""

from dataclasses import dataclass
from pathlib import Path

from mkdocs.utils import get_build_datetime

from mkdocs_specthis.core.views.sentence import short_digest
from mkdocs_specthis.effects.git.repository import read_tree_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    ts: str
    """UTC ISO 8601."""
    commit: str = ""
    """Full hash; empty without a repository."""
    dirty: bool = False
    """True if the working tree differs from the commit."""

    @property
    def short_commit(self) -> str:
        return short_digest(self.commit)


def read_stamp(root: Path, besides: tuple[str, ...]) -> Stamp:
    """The stamp of a build of the project at `root`; changes below `besides` don't count."""
    tree = read_tree_state(root, besides=besides)
    return Stamp(ts=get_build_datetime().isoformat(timespec="seconds"), commit=tree.commit, dirty=tree.dirty)
