"""The floats of a document while it is being read: which is open, whose caption and whose label it is.

Knows environments and captions; nothing of sections, paths or files. A caption may stand in no float at all, only in a
box such as a minipage: what is in the box is then its own.
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


BOXES = frozenset({"minipage", "center", "flushleft", "flushright", "samepage", "framed", "varwidth", "adjustbox"})
"""Environments in which a caption may stand without a float."""
CLOSE = 3
"""Lines within which a label belongs to a caption that stands in no environment."""


def is_box(environment: str) -> bool:
    return environment in BOXES


def is_float(environment: str) -> bool:
    name = environment.rstrip("*")
    return name.endswith(("figure", "table")) or name in OTHER_FLOATS


@dataclass(slots=True, kw_only=True)
class _Box:
    """A box outside of floats."""

    name: str
    since: int
    """How many inclusions there were at its beginning, or at its last caption."""
    type: str = ""
    """What its captions are of, if that was said."""
    number: int = -1
    """Of the float that its last caption made; -1 before one."""
    continues: bool = False
    """True if what comes next in it stands below that caption, and is its own."""


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

    boxes: list[_Box] = field(default_factory=list)
    """Outside of floats, outermost first."""
    bare: int = -1
    """Number of the float that the last caption outside of floats made; -1 without one in this section."""

    @property
    def current(self) -> int:
        """Number of the float around this place; -1 if there is none."""
        if self.around:
            return len(self.floats) - 1
        return next((box.number for box in reversed(self.boxes) if box.continues), -1)

    def leave(self) -> None:
        """A heading: no float goes on behind it."""
        self.around.clear()
        self.boxes.clear()
        self.bare = -1

    def begin_box(self, name: str) -> None:
        if not self.around and len(self.boxes) < DEEPEST:
            self.boxes.append(_Box(name=name, since=len(self.inclusions)))

    def end_box(self, name: str) -> None:
        if not self.around and any(box.name == name for box in self.boxes):
            while self.boxes.pop().name != name:
                pass

    def caption_type(self, type_: str) -> None:
        if not self.around and self.boxes:
            self.boxes[-1].type = type_

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

    def label(self, name: str, at: int) -> bool:
        """Whether it names a float that stands in no environment, rather than what is around."""
        if not self.around:
            return self._label_of_bare(name, at)
        self._label_inside(name)
        return False

    def _label_of_bare(self, name: str, at: int) -> bool:
        if self.bare < 0 or self.floats[self.bare].label:
            return False
        inside = any(box.number == self.bare for box in self.boxes)
        if not inside and at - self.floats[self.bare].at > CLOSE:
            return False
        self.floats[self.bare] = replace(self.floats[self.bare], label=name)
        return True

    def _label_inside(self, name: str) -> None:
        if self.floats[-1].label and not self.label_is_inner:
            return
        inner = len(self.around) > 1 or not self.captioned
        if not (inner and self.floats[-1].label):
            self.floats[-1] = replace(self.floats[-1], label=name, part_label=inner)
            self.label_is_inner = inner

    def caption(self, command: Command, location: Location, at: int, section: int) -> None:
        """The caption of a float: its own, and not that of a part of it. With a second one a second float begins."""
        if not self.around:
            self._caption_of_bare(command, location, at, section)
            return
        own = len(self.around) == 1
        if own and self.captioned and self.around[0].startswith(OVER_PAGES):
            return
        if own and self.captioned:
            self._second(location, at)
        if own or not self.floats[-1].caption:
            self.floats[-1] = _captioned(self.floats[-1], command, numbered=own and not command.star)
        if own:
            self.captions_below = self.captions_below or len(self.inclusions) > self.since
            self.captioned, self.since = True, len(self.inclusions)

    def _caption_of_bare(self, command: Command, location: Location, at: int, section: int) -> None:
        """Of what is in the box around; without one nobody can tell what it is of."""
        type_ = command.type or next((box.type for box in reversed(self.boxes) if box.type), "")
        if not is_float(type_):
            return
        number = self.bare = len(self.floats)
        float_ = Float(environment=type_, location=location, at=at, section=section)
        self.floats.append(_captioned(float_, command, numbered=not command.star))
        above = next((box for box in reversed(self.boxes) if len(self.inclusions) > box.since), None)
        goes_on = above is None or above.continues
        if above is not None and not goes_on:
            moved = [one if one.float >= 0 else replace(one, float=number) for one in self.inclusions[above.since :]]
            self.inclusions[above.since :] = moved
        for box in self.boxes:
            box.since, box.continues = len(self.inclusions), False
        if self.boxes:
            self.boxes[-1].number = number
            self.boxes[-1].continues = goes_on

    def _second(self, location: Location, at: int) -> None:
        """A figure or table beside another one in one environment takes what belongs to its caption."""
        number = len(self.floats)
        self.floats.append(Float(environment=self.around[0], location=location, at=at, section=self.floats[-1].section))
        self.label_is_inner = False
        if self.captions_below:
            moved = [replace(one, float=number) for one in self.inclusions[self.since :]]
            self.inclusions[self.since :] = moved


def _captioned(float_: Float, command: Command, *, numbered: bool) -> Float:
    other = is_float(command.type) and not float_.environment.rstrip("*").endswith(command.type)
    return replace(
        float_,
        environment=command.type if other else float_.environment,
        caption=plain(command.text),
        source=command.text,
        listed=command.text if command.short is None else command.short,
        numbered=numbered,
    )
