"""A spec file: frontmatter, prose, entries.

Holds what was read. Says nothing of states.
"""

from dataclasses import dataclass
from enum import StrEnum

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.silence import Silence


class SpecKind(StrEnum):
    META = "meta"
    DEFINITIONS = "definitions"
    TEMPLATES = "templates"
    COMPUTE = "compute"
    REPORT = "report"
    FIGURE = "figure"

    @property
    def has_entries(self) -> bool:
        return self in (SpecKind.COMPUTE, SpecKind.REPORT, SpecKind.FIGURE)

    @property
    def is_vocabulary(self) -> bool:
        return not self.has_entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A name of another spec, where it was written."""

    name: str
    """The other spec's stem, as written, without `.md`."""
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    path: str
    """POSIX path from the project root."""
    name: str
    """The file's stem: unique in the project, whatever the case."""
    kind: SpecKind
    """META for a file whose kind could not be read; then `unreadable` is true."""
    depends_on: tuple[Reference, ...] = ()
    """In the order written."""
    host_doc: str = ""
    """POSIX path of a .tex file from the project root; empty if none."""
    section_label: str = ""
    host_doc_line: int = 1
    """1-based line of the file where `host_doc` is given; 1 if it is not. So is `section_label_line`."""
    section_label_line: int = 1
    title: str = ""
    """Display only; empty if none was given."""
    tags: tuple[str, ...] = ()
    owner: str = ""
    draft: bool = False
    publish: bool = True
    """False if the site shows nothing of what the artefacts of its entries hold."""
    has_frontmatter: bool = False
    body: str = ""
    """The text after the frontmatter, line ends normalised to LF."""
    body_line: int = 1
    """1-based line of the file where `body` begins."""
    entries: tuple[Entry, ...] = ()
    """In the order written; names that repeat are left out."""
    prose_digest: str = ""
    """`sha256:<hex>` of the shared prose: the body without entry blocks and without the entries headings."""
    digest: str = ""
    """`sha256:<hex>` of the whole normalised text."""
    unreadable: bool = False
    """True if what the file must say cannot be read: its entries are unknown."""
    garbled: bool = False
    """True if it is no text at all, or was never read, so that not even its headings say which entries it has."""
    headings: tuple[tuple[int, str, int], ...] = ()
    """Every heading as (level, text, 1-based line)."""
    numbers: tuple[tuple[str, int], ...] = ()
    """(number as written, 1-based line) of its prose, where it is long enough to be a result."""
    silences: tuple[Silence, ...] = ()
    """Comments in it that silence warnings and notes, in the order written."""

    @property
    def file_name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def pair_name(self) -> str:
        """Stem of the spec that would be this one's pair: `compute-x` and `report-x`; empty if it can have none."""
        for mine, other in (("compute-", "report-"), ("report-", "compute-")):
            if self.name.startswith(mine):
                return other + self.name[len(mine) :]
        return ""
