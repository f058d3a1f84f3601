"""A paper as it stands here, with the exports that are here read into it, and what its last compilation numbered.

Holds what was read; no state of an entry rests on it. Which entry makes which exhibit is derived in
`core/exhibits/exhibits.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class AuxLabel:
    """What `\\newlabel` says."""

    number: str
    """As printed: `2`, `A.1`, `3a`; empty if the label has none."""
    page: str
    """As printed; a page may be `iv`."""
    anchor: str = ""
    """What hyperref calls it, such as `table.caption.2`; empty without hyperref."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuxLine:
    """A line for a table of contents, or for a list of figures or tables."""

    kind: str
    """`section`, `figure`, `table` …"""
    number: str
    """Empty where LaTeX gave none."""
    title: str
    """Its words, markup left out."""
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuxFile:
    """What LaTeX wrote down for its next pass, in one `.aux` file."""

    labels: Mapping[str, AuxLabel] = field(default_factory=dict)
    lines: tuple[AuxLine, ...] = ()
    """In the order written."""
    reads: tuple[tuple[str, int], ...] = ()
    """(path as written, lines before it) of the `.aux` files of included files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    document: Document
    aux: AuxFile | None = None
    """Of the last compilation; None if there is none to be read."""
    aux_path: str = ""
    """POSIX path from the project root; empty if there is none."""
