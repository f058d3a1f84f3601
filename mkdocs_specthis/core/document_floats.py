"""The floats of a document while it is being read: which is open, whose caption and whose label it is.

Knows environments and captions; nothing of sections, paths or files.
"""

from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.document import Float, Inclusion
from mkdocs_specthis.core.model.latex import Command
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.latex import plain

DEEPEST = 100
OTHER_FLOATS = frozenset({"longtabu", "xltabular", "listing", "algorithm"})
INSIDE = frozenset({"threeparttable"})
"""Environments whose caption is that of the float around them, where there is one."""
OVER_PAGES = ("long", "xltab", "supertab", "mpsupertab", "xtab")
"""How the names of tables begin that say their caption again on each page."""


def is_float(environment: str) -> bool:
    name = environment.rstrip("*")
    return name.endswith(("figure", "table")) or name in OTHER_FLOATS


@dataclass(slots=True, kw_only=True)
class OpenFloats:
    inclusions: list[Inclusion]
    """Those of the document, in order; the list grows while it is being read."""
    floats: list[Float] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    """Names of the environments around this place, outermost first."""
    label_is_inner: bool = False
    """True if the open float has so far only the label of a part of it, or one that stands before its caption."""
    captioned: bool = False
    """True if the open float has a caption of its own."""
    captions_below: bool = False
    """True if what the open float shows stands above its caption."""
    since: int = 0
    """How many inclusions there were at the beginning of the open float, or at its last caption of its own."""

    @property
    def current(self) -> int:
        """Number of the float around this place; -1 if there is none."""
        return len(self.floats) - 1 if self.around else -1

    def begin(self, environment: str, location: Location, at: int, section: int) -> None:
        if not self.around:
            self.label_is_inner = self.captioned = self.captions_below = False
            self.since = len(self.inclusions)
            self.floats.append(Float(environment=environment, location=location, at=at, section=section))
        elif environment in INSIDE:
            return
        if len(self.around) < DEEPEST:
            self.around.append(environment)

    def end(self, environment: str) -> None:
        if environment in self.around:
            while self.around.pop() != environment:
                pass

    def label(self, name: str) -> None:
        if not self.around or (self.floats[-1].label and not self.label_is_inner):
            return
        inner = len(self.around) > 1 or not self.captioned
        if not (inner and self.floats[-1].label):
            self.floats[-1] = replace(self.floats[-1], label=name, part_label=inner)
            self.label_is_inner = inner

    def caption(self, command: Command, location: Location, at: int) -> None:
        """The caption of a float: its own, and not that of a part of it. With a second one a second float begins."""
        own = len(self.around) == 1
        if not self.around or (own and self.captioned and self.around[0].startswith(OVER_PAGES)):
            return
        if own and self.captioned:
            self._second(location, at)
        if own or not self.floats[-1].caption:
            numbered = own and not command.star
            self.floats[-1] = replace(
                self.floats[-1], caption=plain(command.text), source=command.text, numbered=numbered
            )
        if own:
            self.captions_below = self.captions_below or len(self.inclusions) > self.since
            self.captioned, self.since = True, len(self.inclusions)

    def _second(self, location: Location, at: int) -> None:
        """A figure or table beside another one in one environment takes what belongs to its caption."""
        number = len(self.floats)
        self.floats.append(Float(environment=self.around[0], location=location, at=at, section=self.floats[-1].section))
        self.label_is_inner = False
        if self.captions_below:
            moved = [replace(one, float=number) for one in self.inclusions[self.since :]]
            self.inclusions[self.since :] = moved
