"""What a run saw of the project beside the files that it opened: which names there are, and which there are not.

Holds facts; which of them count for an entry is `core/contracts/glanced.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Glances:
    listed: frozenset[str] = frozenset()
    """Folders whose names were read, POSIX from the project root, or `root:path` below a named data root."""
    missed: frozenset[str] = frozenset()
    """Files that were looked for in vain, likewise."""
    came: frozenset[str] = frozenset()
    """Files that are there now, though they were looked for in vain or came into a folder that was listed; likewise."""
    gone: frozenset[str] = frozenset()
    """What was in a folder when it was listed first, and no longer is; with a final slash, a folder of which nobody
    knows what was in it then."""
