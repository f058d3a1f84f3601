"""What a caller of the cache's commands is told on the way.

Knows no host.
"""

from typing import Protocol

from mkdocs_specthis.core.model.cache import CacheRow
from mkdocs_specthis.effects.caches.traffic import Traffic


class CacheProgress(Protocol):
    """Called from the command's own thread; `traffic` may be read at any time."""

    def transferring(self, traffic: Traffic) -> None:
        """Before anything moves."""

    def finished(self, row: CacheRow) -> None:
        """One is done."""
