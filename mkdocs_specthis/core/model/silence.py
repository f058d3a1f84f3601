"""Somebody's word that a warning or note is known and meant, with the reason. Errors have no such record.

Holds what was written; what it covers is decided in `core/audit/silence.py`.
"""

from dataclasses import dataclass

from mkdocs_specthis.core.model.location import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    rule: str
    """As written: it may be no rule."""
    target: str
    """Path or entry; in the settings it may be a glob."""
    reason: str
    """Why; empty if none was given, which is a fault."""
    location: Location
    """Where it is said: the settings file, or the spec with the comment."""
    end_line: int = 0
    """1-based last line of what a comment speaks of: the entry's block, or the file; 0 in the settings."""
    first_line: int = 0
    """1-based first line of the same; 0 in the settings."""

    @property
    def in_spec(self) -> bool:
        """True for a comment in a spec, whose target is meant letter by letter."""
        return self.end_line > 0
