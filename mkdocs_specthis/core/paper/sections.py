"""Sections and labels of a host document while it is being read: which section is open, and which label names it.

Knows headings and labels; no file, no float.
"""

from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.document import FRONT, PREAMBLE, Label, Section
from mkdocs_specthis.core.model.latex import Command
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.latex import plain
from mkdocs_specthis.core.parse.latex_words import LEVELS


@dataclass(slots=True)
class OpenSections:
    in_document: bool = False
    """Set once the preamble has ended."""
    sections: list[Section] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    headed: set[int] = field(default_factory=set)
    """Sections that have a label of their own."""

    @property
    def current(self) -> int:
        """Number of the section that is open; `PREAMBLE` or `FRONT` before there is one."""
        if not self.in_document:
            return PREAMBLE
        return len(self.sections) - 1 if self.sections else FRONT

    def heading(self, command: Command, location: Location, at: int, *, left_out: bool) -> None:
        """`at`: line of the whole document."""
        numbered = not command.star and not command.name.startswith("add")
        self.sections.append(
            Section(
                name=command.name,
                level=LEVELS[command.name],
                title=plain(command.text),
                location=location,
                end=0,
                at=at,
                numbered=numbered,
                left_out=left_out,
            )
        )

    def label(self, name: str, location: Location, *, of_float: bool) -> None:
        """The first label of a section that is no float's names the section."""
        number = self.current
        heads = number >= 0 and not of_float and number not in self.headed
        if heads:
            self.headed.add(number)
        self.labels.append(Label(name=name, location=location, section=number, heads=heads))

    def version(self, location: Location) -> None:
        """The section that is open says which version it shows."""
        if self.current >= 0:
            section = self.sections[self.current]
            self.sections[self.current] = replace(section, versions=(*section.versions[:20], location))

    def closed(self) -> tuple[Section, ...]:
        """All sections, each with its end."""
        ends = _ends([section.level for section in self.sections])
        return tuple(replace(section, end=end) for section, end in zip(self.sections, ends, strict=True))


def _ends(levels: list[int]) -> list[int]:
    """For each section the number of the first later one that is no part of it."""
    ends = [len(levels)] * len(levels)
    waiting: list[int] = []
    for number, level in enumerate(levels):
        while waiting and levels[waiting[-1]] >= level:
            ends[waiting.pop()] = number
        waiting.append(number)
    return ends
