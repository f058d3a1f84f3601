"""What `specthis preview` is asked for, and who is told on the way. Knows no host."""

from dataclasses import dataclass
from typing import Protocol

from mkdocs_specthis.core.model.preview import PreviewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    names: tuple[str, ...]
    """Entries, in order."""
    force: bool = False
    """Draw anew what is of today, too."""
    dry_run: bool = False
    timeout: float
    """Seconds for one picture."""
    jobs: int = 1


class PreviewProgress(Protocol):
    def began(self, number: int) -> None:
        """So many pictures are to be had."""

    def finished(self, row: PreviewRow) -> None:
        """One is done."""
