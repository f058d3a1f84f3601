"""Joins LaTeX files to one host document, in the order in which TeX would read them.

Follows `\\input` and its kin through callables, so sees no disk. It always ends: circles are obstacles.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from posixpath import dirname

from mkdocs_specthis.core.model.document import PREAMBLE, Document, Inclusion, Obstacle, Trouble
from mkdocs_specthis.core.model.latex import Command, CommandKind, Elsewhere, LatexFile, Wrapper
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.paper.conditions import Switches, joined
from mkdocs_specthis.core.paper.definitions import Definitions, filled
from mkdocs_specthis.core.paper.floats import OpenFloats, is_box, is_float
from mkdocs_specthis.core.paper.latex_lookup import Exists, Lookup
from mkdocs_specthis.core.paper.latex_paths import OF_TEX, Artefacts, expanded, places
from mkdocs_specthis.core.paper.sections import OpenSections

OF_LEFT_OUT = frozenset(
    {CommandKind.START, CommandKind.HEADING, CommandKind.LABEL, CommandKind.VERSION, CommandKind.INPUT}
)
"""What is looked at in a file that `\\includeonly` leaves out: LaTeX knows its labels from the last time."""
OF_PACKAGE = frozenset({CommandKind.SWITCH, CommandKind.PACKAGE, CommandKind.INPUT, CommandKind.SHOW})
"""What is looked at in a package or class."""
OWN_PACKAGE = "specthis.sty"
"""What `specthis tex` writes: it speaks of every export, and shows none."""
OF_TEX_ALONE = ".tex"

MAX_VISITS = 2_000
"""Files read into one document, each as often as it is read."""
MAX_DEPTH = 100
MAX_INCLUSIONS = 20_000
MAX_COMMANDS = 500_000
MAX_GRAPHICS_PATHS = 20
MAX_INSIDE = 5
"""Commands of the author's inside of each other."""

MAX_READINGS = 4
"""Times that a document is read: again where a file makes a switch, and another one took it for none."""

Look = Callable[[str, Elsewhere], LatexFile | Trouble]
"""The file at a path, given what other files say of how it is to be read; or why there is none."""


def read_document(path: str, look: Look, exists: Exists, artefacts: Artefacts, *, follow: bool = False) -> Document:
    """The host document at `path`, with everything that it reads.

    `follow`: exports that are here are read too, so that it is another document where they are not.
    """
    switches = frozenset[str]()
    for _ in range(MAX_READINGS):
        first = look(path, Elsewhere(switches=switches))
        if isinstance(first, Trouble):
            return Document(path=path, problem=first)
        lookup = Lookup(document=path, exists=exists, artefacts=artefacts)
        walk = _Walk(path=path, look=look, lookup=lookup, follow=follow)
        walk.known.conditionals = switches
        walk.sections.in_document = not first.is_document
        walk.visit(path, first, dirname(path), ())
        if walk.known.mistaken <= switches:
            break
        switches |= walk.known.mistaken
    return walk.document()


@dataclass(slots=True, kw_only=True)
class _Walk:
    path: str
    look: Look
    lookup: Lookup
    follow: bool
    ended: bool = False
    visits: int = 0
    commands: int = 0
    files: dict[str, str] = field(default_factory=dict)
    sections: OpenSections = field(default_factory=OpenSections)
    inclusions: list[Inclusion] = field(default_factory=list)
    floats: OpenFloats = field(init=False)
    base: int = 0
    """Lines of the whole document before the first one of the file that is being read."""
    at: int = 0
    begins: int = 0
    obstacles: list[Obstacle] = field(default_factory=list)
    known: Definitions = field(init=False)
    switches: Switches = field(default_factory=Switches)
    only: frozenset[str] | None = None
    """What `\\includeonly` names; None without it."""
    left_out: int = 0
    """Files that are being read and that it does not name."""
    inside: int = 0
    """How many of the author's commands are open, one in the other."""
    asked_for: set[str] = field(default_factory=set)
    """Paths in `\\IfFileExists`: that they are missing is no fault."""

    def __post_init__(self) -> None:
        self.floats = OpenFloats(inclusions=self.inclusions)
        self.known = Definitions(macros={"jobname": self.path.rsplit("/", 1)[-1].removesuffix(".tex")})

    def document(self) -> Document:
        return Document(
            path=self.path,
            files=tuple(sorted(self.files.items())),
            sections=self.sections.closed(),
            labels=tuple(self.sections.labels),
            inclusions=tuple(self._if_used(one) for one in self.inclusions),
            floats=tuple(self.floats.floats),
            obstacles=tuple(dict.fromkeys(self.obstacles)),
            begins=self.begins,
            lines=self.base,
            words=self.known.words,
        )

    def _if_used(self, inclusion: Inclusion) -> Inclusion:
        """What a command without arguments reads or shows is in the paper if that command is used somewhere."""
        used = tuple(one for one in inclusion.conditions if one.name.removeprefix("?\\") not in self.known.names)
        return inclusion if used == inclusion.conditions else replace(inclusion, conditions=used)

    def visit(self, path: str, file: LatexFile, base: str, above: tuple[str, ...]) -> None:
        """Go through one file, and count its lines to the whole."""
        start, outer = self.at, self.base
        self.base = start
        self._go_through(path, file, base, above)
        self.base += file.lines + outer - start

    def _go_through(self, path: str, file: LatexFile, base: str, above: tuple[str, ...]) -> None:
        """`base`: the folder that `\\import` set; `above`: the files that are being read."""
        self.visits += 1
        self._know(path, file, of_package=False)
        self.obstacles.extend(_unclosed(path, file))
        skipping = bool(above) and file.is_document
        for command in file.commands:
            if skipping:
                skipping = command.kind is not CommandKind.START
                continue
            self.commands += 1
            if self.ended or not self._has_room(path, command):
                return
            self.at = self.base + command.line
            self._come_to(command, path, base, above)
        self.ended = self.ended or (file.ends_document and not (above and file.is_document))

    def _know(self, path: str, file: LatexFile, *, of_package: bool) -> None:
        """What a file defines, wherever in it."""
        self.files[path] = file.digest
        self.switches.unsure |= file.unsure
        self.known.take(path, file, of_package=of_package)

    def _has_room(self, path: str, command: Command) -> bool:
        if self.commands > MAX_COMMANDS or len(self.inclusions) >= MAX_INCLUSIONS:
            self._obstacle(Trouble.TOO_MANY, Location(path=path, line=command.line), "")
            self.ended = True
        return not self.ended

    def _obstacle(self, trouble: Trouble, location: Location, what: str) -> None:
        self.obstacles.append(Obstacle(trouble=trouble, location=location, what=what))

    def _come_to(self, command: Command, path: str, base: str, above: tuple[str, ...]) -> None:
        """A command that TeX comes to, or may come to."""
        conditions = self.switches.open(command.conditions)
        if conditions is None:
            return
        if conditions != command.conditions:
            command = replace(command, conditions=conditions)
        if not self.left_out or command.kind in OF_LEFT_OUT:
            self._take(command, path, base, above)

    def _take(self, command: Command, path: str, base: str, above: tuple[str, ...]) -> None:
        location = Location(path=path, line=command.line)
        match command.kind:
            case CommandKind.START:
                self.sections.in_document = True
                self.begins = self.begins or self.at
            case CommandKind.HEADING:
                self._heading(command, location)
            case CommandKind.LABEL:
                of_float = self.floats.label(command.text, self.at) or bool(self.floats.around)
                self.sections.label(command.text, location, of_float=of_float)
            case CommandKind.VERSION:
                self.sections.version(location)
            case CommandKind.CAPTION:
                self.floats.caption(command, location, self.at, self.sections.current)
            case CommandKind.CAPTION_TYPE:
                self.floats.caption_type(command.type)
            case CommandKind.BEGIN | CommandKind.END:
                self._environment(command, location)
            case CommandKind.GRAPHICS_PATH:
                folders = (expanded(folder, self.known.macros) for folder in command.arguments)
                self.lookup.graphics_paths = tuple(folder for folder in folders if folder)[:MAX_GRAPHICS_PATHS]
            case CommandKind.INPUT | CommandKind.SHOW:
                self._include(command, location, base, above)
            case CommandKind.PACKAGE:
                self._packages(command, path, base, above)
            case CommandKind.SWITCH:
                self.switches.set(command)
            case CommandKind.INCLUDE_ONLY:
                certain = command.lasting and not command.conditions and not self.switches.around
                self.only = frozenset(map(_without_suffix, command.arguments)) if certain else self.only
            case CommandKind.OTHER:
                self._other(command, location, base, above)

    def _heading(self, command: Command, location: Location) -> None:
        if self.sections.in_document:
            self.floats.leave()
            self.sections.heading(command, location, self.at, left_out=bool(self.left_out))

    def _environment(self, command: Command, location: Location) -> None:
        name = command.name if is_float(command.name) else self.known.environments.get(command.name, command.name)
        if is_float(name):
            if command.kind is CommandKind.BEGIN:
                self.floats.begin(name, location, self.at, self.sections.current)
            else:
                self.floats.end(name)
        elif is_box(name):
            if command.kind is CommandKind.BEGIN:
                self.floats.begin_box(name)
            else:
                self.floats.end_box(name)

    def _include(self, command: Command, location: Location, base: str, above: tuple[str, ...]) -> None:
        written, conditions = self.known.spelled(command.text, self.switches)
        if written is None:
            return
        if command.name == "include" and self.only is not None and _without_suffix(written) not in self.only:
            self._leave_out(replace(command, text=written), location, base, above)
            return
        if command.name == "IfFileExists":
            self.asked_for.add(written)
            return
        folders = self.lookup.folders(command, location.path, base, self.known.macros)
        found = self.lookup.found(command.name, written, folders)
        inclusion = replace(
            found,
            location=location,
            section=self.sections.current,
            reads=command.kind is CommandKind.INPUT,
            optional=command.optional or written in self.asked_for,
            conditions=joined(self.switches.around, command.conditions, conditions),
            float=self.floats.current,
            at=self.at,
        )
        if not self.left_out:
            self.inclusions.append(inclusion)
        if command.kind is CommandKind.INPUT and not inclusion.ambiguous:
            if not inclusion.exports:
                self._read(command, inclusion, base, above)
            elif self.follow and self.lookup.exists(inclusion.target):
                self._read_export(command, inclusion, base, above)

    def _packages(self, command: Command, path: str, base: str, above: tuple[str, ...]) -> None:
        """Packages and classes of the project: what they define and set counts, unless the paper defines it anew."""
        folders = tuple(dict.fromkeys((dirname(self.path), base, dirname(path), "")))
        for name in command.arguments:
            if name == OWN_PACKAGE:
                continue
            place = next((place for place in places(folders, (name,)) if self.lookup.exists(place)), "")
            if place and place not in self.files and self.visits < MAX_VISITS:
                self.visits += 1
                file = self.look(place, self.known.elsewhere)
                if not isinstance(file, Trouble):
                    self._read_package(place, file, command, base, (*above, path))

    def _read_package(self, path: str, file: LatexFile, package: Command, base: str, above: tuple[str, ...]) -> None:
        self._know(path, file, of_package=True)
        around, at = self.switches.around, self.at
        self.switches.around = joined(around, package.conditions)
        for command in file.commands:
            self.commands += 1
            if command.kind in OF_PACKAGE and self._has_room(path, command):
                self._come_to(command, path, base, above)
        self.switches.around, self.at = around, at

    def _leave_out(self, command: Command, location: Location, base: str, above: tuple[str, ...]) -> None:
        """A file that `\\includeonly` does not name: its labels stay known, and nothing of it is shown."""
        if not self.left_out:
            self._obstacle(Trouble.LEFT_OUT, location, command.text)
        folders = self.lookup.folders(command, location.path, base, self.known.macros)
        found = replace(self.lookup.found(command.name, command.text, folders), location=location, optional=True)
        self.left_out += 1
        if found.is_here:
            self._read(command, found, base, above)
        self.left_out -= 1

    def _read_export(self, command: Command, inclusion: Inclusion, base: str, above: tuple[str, ...]) -> None:
        """Its lines are not the paper's; the floats that it opens are its own."""
        number, before, lines = len(self.inclusions) - 1, len(self.floats.floats), self.base
        self._read(command, replace(inclusion, is_here=True), base, above)
        self.base = lines
        opened = tuple(range(before, len(self.floats.floats)))
        self.inclusions[number] = replace(self.inclusions[number], opens=opened)

    def _read(self, command: Command, inclusion: Inclusion, base: str, above: tuple[str, ...]) -> None:
        location, target, here = inclusion.location, inclusion.target, (*above, inclusion.location.path)
        written = inclusion.written
        distributed = "/" not in written and (inclusion.section == PREAMBLE or written.endswith(OF_TEX))
        if not inclusion.is_here:
            if not (inclusion.optional or inclusion.conditions or distributed):
                self._obstacle(Trouble.MISSING, location, inclusion.written)
            if inclusion.section == PREAMBLE and not (inclusion.optional or written.endswith(OF_TEX)):
                self.switches.forget()
        elif target in here:
            self._obstacle(Trouble.CYCLE, location, inclusion.written)
        elif self.visits >= MAX_VISITS or len(here) >= MAX_DEPTH:
            self._obstacle(Trouble.TOO_MANY, location, inclusion.written)
            self.ended = self.visits >= MAX_VISITS
        else:
            file = self.look(target, self.known.elsewhere)
            if isinstance(file, Trouble):
                self._obstacle(file, location, inclusion.written)
                self.switches.forget()
            else:
                moves = bool(command.folder) or command.name == "subfile"
                around, self.switches.around = self.switches.around, inclusion.conditions
                in_group = not command.lasting or command.name in ("subfile", "includestandalone")
                self.switches.groups += in_group
                self.visit(target, file, dirname(target) if moves else base, here)
                self.switches.groups -= in_group
                self.switches.around = around

    def _other(self, command: Command, location: Location, base: str, above: tuple[str, ...]) -> None:
        """A command of the author's: one that is known to include, or one that names an artefact in full."""
        wrappers = self.known.wrappers.get(command.name, ())
        for wrapper in wrappers:
            self._drawn(wrapper, command, location.path, base, above)
        if wrappers:
            return
        for text in command.arguments:
            if "." in text or "/" in text:
                folders = self.lookup.folders(command, location.path, base, self.known.macros)
                named = (place for place in places(folders, (text,)) if place in self.lookup.artefacts.paths)
                for place in list(named)[:1]:
                    self.inclusions.append(self._named(command, text, place, location))

    def _drawn(self, wrapper: Wrapper, command: Command, path: str, base: str, above: tuple[str, ...]) -> None:
        """What a command of the author's stands for, where it is used."""
        if self.inside >= MAX_INSIDE:
            return
        self.inside += 1
        for inner in wrapper.commands:
            self.commands += 1
            if self._has_room(path, command):
                conditions = joined(command.conditions, wrapper.conditions, inner.conditions)
                lasting = command.lasting and inner.lasting
                drawn = replace(filled(inner, wrapper, command), conditions=conditions, lasting=lasting)
                self._come_to(drawn, path, base, above)
        self.inside -= 1

    def _named(self, command: Command, text: str, place: str, location: Location) -> Inclusion:
        return Inclusion(
            command=command.name,
            written=text,
            location=location,
            section=self.sections.current,
            target=place,
            exports=(place,),
            conditions=joined(self.switches.around, command.conditions),
            float=self.floats.current,
            at=self.at,
        )


def _without_suffix(name: str) -> str:
    return name.strip().removesuffix(OF_TEX_ALONE)


def _unclosed(path: str, file: LatexFile) -> Iterator[Obstacle]:
    for what, line in file.unclosed:
        yield Obstacle(trouble=Trouble.UNCLOSED, location=Location(path=path, line=line), what=what)
