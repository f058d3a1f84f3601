"""Where something stands: a file of the project and a line.

Knows nothing of what stands there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    path: str
    """POSIX path from the project root."""
    line: int = 0
    """1-based; 0 means the file as a whole."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
