"""Joins LaTeX files to one host document, in the order in which TeX would read them.

Follows `\\input` and its kin through callables, so sees no disk. It always ends: circles are obstacles.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from posixpath import dirname

from mkdocs_specthis.core.document_floats import OpenFloats, is_box, is_float
from mkdocs_specthis.core.latex_paths import Artefacts, expanded, folder_inside, places, spellings
from mkdocs_specthis.core.model.document import (
    FRONT,
    PREAMBLE,
    Document,
    Inclusion,
    Label,
    Obstacle,
    Section,
    Trouble,
)
from mkdocs_specthis.core.model.latex import Command, CommandKind, LatexFile, Wrapper
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.latex import plain
from mkdocs_specthis.core.parse.latex_words import GRAPHICS, LEVELS

MAX_VISITS = 2_000
"""Files read into one document, each as often as it is read."""
MAX_DEPTH = 100
MAX_INCLUSIONS = 20_000
MAX_COMMANDS = 500_000
MAX_GRAPHICS_PATHS = 20

Look = Callable[[str, frozenset[str]], LatexFile | Trouble]
"""The file at a path, given the environments declared verbatim so far; or why there is none."""
Exists = Callable[[str], bool]


def read_document(path: str, look: Look, exists: Exists, artefacts: Artefacts, *, follow: bool = False) -> Document:
    """The host document at `path`, with everything that it reads.

    `follow`: exports that are here are read too, so that it is another document where they are not.
    """
    walk = _Walk(path=path, look=look, exists=exists, artefacts=artefacts, follow=follow)
    first = look(path, frozenset())
    if isinstance(first, Trouble):
        return Document(path=path, problem=first)
    walk.in_document = not first.is_document
    walk.visit(path, first, dirname(path), ())
    return walk.document()


@dataclass(slots=True, kw_only=True)
class _Walk:
    path: str
    look: Look
    exists: Exists
    artefacts: Artefacts
    follow: bool
    in_document: bool = False
    ended: bool = False
    visits: int = 0
    commands: int = 0
    files: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    inclusions: list[Inclusion] = field(default_factory=list)
    floats: OpenFloats = field(init=False)
    base: int = 0
    """Lines of the whole document before the first one of the file that is being read."""
    at: int = 0
    begins: int = 0
    words: dict[str, str] = field(default_factory=dict)
    obstacles: list[Obstacle] = field(default_factory=list)
    headed: set[int] = field(default_factory=set)
    """Sections that have a label of their own."""
    hiding: frozenset[str] = frozenset()
    macros: dict[str, str] = field(default_factory=dict)
    wrappers: dict[str, Wrapper] = field(default_factory=dict)
    graphics_paths: tuple[str, ...] = ()
    asked_for: set[str] = field(default_factory=set)
    """Paths in `\\IfFileExists`: that they are missing is no fault."""

    def __post_init__(self) -> None:
        self.floats = OpenFloats(inclusions=self.inclusions)

    def document(self) -> Document:
        ends = _ends([section.level for section in self.sections])
        return Document(
            path=self.path,
            files=tuple(sorted(self.files.items())),
            sections=tuple(replace(section, end=end) for section, end in zip(self.sections, ends, strict=True)),
            labels=tuple(self.labels),
            inclusions=tuple(self.inclusions),
            floats=tuple(self.floats.floats),
            obstacles=tuple(dict.fromkeys(self.obstacles)),
            begins=self.begins,
            lines=self.base,
            words=self.words,
        )

    def visit(self, path: str, file: LatexFile, base: str, above: tuple[str, ...]) -> None:
        """Go through one file, and count its lines to the whole."""
        start, outer = self.at, self.base
        self.base = start
        self._go_through(path, file, base, above)
        self.base += file.lines + outer - start

    def _go_through(self, path: str, file: LatexFile, base: str, above: tuple[str, ...]) -> None:
        """`base`: the folder that `\\import` set; `above`: the files that are being read."""
        self.visits += 1
        self.files[path] = file.digest
        self.hiding |= file.hiding
        self.macros = {"jobname": self.path.rsplit("/", 1)[-1].removesuffix(".tex"), **self.macros, **file.macros}
        self.words.update(file.words)
        self.wrappers.update(file.wrappers)
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
            self._take(command, path, base, above)
        self.ended = self.ended or (file.ends_document and not (above and file.is_document))

    def _has_room(self, path: str, command: Command) -> bool:
        if self.commands > MAX_COMMANDS or len(self.inclusions) >= MAX_INCLUSIONS:
            self._obstacle(Trouble.TOO_MANY, Location(path=path, line=command.line), "")
            self.ended = True
        return not self.ended

    def _obstacle(self, trouble: Trouble, location: Location, what: str) -> None:
        self.obstacles.append(Obstacle(trouble=trouble, location=location, what=what))

    @property
    def section(self) -> int:
        if not self.in_document:
            return PREAMBLE
        return len(self.sections) - 1 if self.sections else FRONT

    def _take(self, command: Command, path: str, base: str, above: tuple[str, ...]) -> None:
        location = Location(path=path, line=command.line)
        match command.kind:
            case CommandKind.START:
                self.in_document = True
                self.begins = self.begins or self.at
            case CommandKind.HEADING:
                self._heading(command, location)
            case CommandKind.LABEL:
                self._label(command.text, location)
            case CommandKind.VERSION:
                self._version(location)
            case CommandKind.CAPTION:
                self.floats.caption(command, location, self.at, self.section)
            case CommandKind.CAPTION_TYPE:
                self.floats.caption_type(command.type)
            case CommandKind.BEGIN | CommandKind.END:
                self._environment(command, location)
            case CommandKind.GRAPHICS_PATH:
                folders = (expanded(folder, self.macros) for folder in command.arguments)
                self.graphics_paths = tuple(folder for folder in folders if folder)[:MAX_GRAPHICS_PATHS]
            case CommandKind.INPUT | CommandKind.SHOW:
                self._include(command, location, base, above)
            case CommandKind.OTHER:
                self._other(command, location, base, above)

    def _heading(self, command: Command, location: Location) -> None:
        if self.in_document:
            self.floats.leave()
            title = plain(command.text)
            level = LEVELS[command.name]
            numbered = not command.star and not command.name.startswith("add")
            self.sections.append(
                Section(
                    name=command.name,
                    level=level,
                    title=title,
                    location=location,
                    end=0,
                    at=self.at,
                    numbered=numbered,
                )
            )

    def _label(self, name: str, location: Location) -> None:
        number = self.section
        of_float = self.floats.label(name, self.at)
        heads = number >= 0 and not of_float and not self.floats.around and number not in self.headed
        if heads:
            self.headed.add(number)
        self.labels.append(Label(name=name, location=location, section=number, heads=heads))

    def _version(self, location: Location) -> None:
        if self.section >= 0:
            section = self.sections[self.section]
            self.sections[self.section] = replace(section, versions=(*section.versions[:20], location))

    def _environment(self, command: Command, location: Location) -> None:
        if is_float(command.name):
            if command.kind is CommandKind.BEGIN:
                self.floats.begin(command.name, location, self.at, self.section)
            else:
                self.floats.end(command.name)
        elif is_box(command.name):
            if command.kind is CommandKind.BEGIN:
                self.floats.begin_box(command.name)
            else:
                self.floats.end_box(command.name)

    def _include(self, command: Command, location: Location, base: str, above: tuple[str, ...]) -> None:
        written = expanded(command.text, self.macros)
        if written is None:
            return
        if command.name == "IfFileExists":
            self.asked_for.add(written)
            return
        folders = self._folders(command, location.path, base)
        found = self._resolved(command.name, written, folders)
        inclusion = replace(
            found,
            location=location,
            reads=command.kind is CommandKind.INPUT,
            optional=command.optional or written in self.asked_for,
            float=self.floats.current,
            at=self.at,
        )
        self.inclusions.append(inclusion)
        if command.kind is CommandKind.INPUT and not inclusion.ambiguous:
            if not inclusion.exports:
                self._read(command, inclusion, base, above)
            elif self.follow and self.exists(inclusion.target):
                self._read_export(command, inclusion, base, above)

    def _folders(self, command: Command, path: str, base: str) -> tuple[str, ...]:
        """Where TeX looks, in its order; then where authors think that it does."""
        own = tuple(dict.fromkeys((dirname(self.path), base, dirname(path), "")))
        found: Iterable[str | None] = own
        if command.name in GRAPHICS:
            found = (folder_inside(folder, below) for folder in own for below in ("", *self.graphics_paths))
        elif command.folder:
            below = expanded(command.folder, self.macros) or ""
            first = (base, *own) if command.name.startswith("sub") else own
            found = (folder_inside(folder, below) for folder in first)
        elif command.name == "subfile":
            found = (base, *own)
        return tuple(dict.fromkeys(folder for folder in found if folder is not None))

    def _resolved(self, command: str, written: str, folders: tuple[str, ...]) -> Inclusion:
        """Where it leads: to the first place where there is something; else to the one artefact of that name."""
        spelled = spellings(command, written)
        nowhere = Inclusion(command=command, written=written, location=Location(path=""), section=self.section)
        first = ""
        for place in places(folders, spelled):
            first = first or place
            if place in self.artefacts.paths:
                return replace(nowhere, target=place, exports=self._formats(command, written, place))
            if self.exists(place):
                return replace(nowhere, target=place, is_here=True)
        named = [path for name in spelled for path in self.artefacts.by_name.get(name.rsplit("/", 1)[-1], ())]
        if len(named) == 1:
            return replace(nowhere, target=named[0], exports=(named[0],), by_name=True)
        return replace(nowhere, target=first, ambiguous=tuple(dict.fromkeys(named)))

    def _formats(self, command: str, written: str, place: str) -> tuple[str, ...]:
        """A figure named without suffix stands for all its formats."""
        if command in GRAPHICS and not place.endswith(written):
            stem = place[: place.rindex(written.rsplit("/", 1)[-1]) + len(written.rsplit("/", 1)[-1])]
            return self.artefacts.by_stem.get(stem, (place,))
        return (place,)

    def _read_export(self, command: Command, inclusion: Inclusion, base: str, above: tuple[str, ...]) -> None:
        """Its lines are not the paper's; the floats that it opens are its own."""
        number, before, lines = len(self.inclusions) - 1, len(self.floats.floats), self.base
        self._read(command, replace(inclusion, is_here=True), base, above)
        self.base = lines
        opened = tuple(range(before, len(self.floats.floats)))
        self.inclusions[number] = replace(self.inclusions[number], opens=opened)

    def _read(self, command: Command, inclusion: Inclusion, base: str, above: tuple[str, ...]) -> None:
        location, target, here = inclusion.location, inclusion.target, (*above, inclusion.location.path)
        distributed = inclusion.section == PREAMBLE and "/" not in inclusion.written
        if not inclusion.is_here:
            if not (inclusion.optional or distributed):
                self._obstacle(Trouble.MISSING, location, inclusion.written)
        elif target in here:
            self._obstacle(Trouble.CYCLE, location, inclusion.written)
        elif self.visits >= MAX_VISITS or len(here) >= MAX_DEPTH:
            self._obstacle(Trouble.TOO_MANY, location, inclusion.written)
            self.ended = self.visits >= MAX_VISITS
        else:
            file = self.look(target, self.hiding)
            if isinstance(file, Trouble):
                self._obstacle(file, location, inclusion.written)
            else:
                moves = bool(command.folder) or command.name == "subfile"
                self.visit(target, file, dirname(target) if moves else base, here)

    def _other(self, command: Command, location: Location, base: str, above: tuple[str, ...]) -> None:
        """A command of the author's: one that is known to include, or one that names an artefact in full."""
        wrapper = self.wrappers.get(command.name)
        if wrapper is not None:
            shift = 2 if wrapper.optional_first else 1
            text = wrapper.template
            for number, argument in enumerate(command.arguments, start=shift):
                text = text.replace(f"#{number}", argument)
            inner = Command(kind=wrapper.kind, name=wrapper.name, line=command.line, text=text)
            self._include(inner, location, base, above)
            return
        for text in command.arguments:
            if "." in text or "/" in text:
                folders = self._folders(command, location.path, base)
                named = (place for place in places(folders, (text,)) if place in self.artefacts.paths)
                for place in list(named)[:1]:
                    self.inclusions.append(self._named(command, text, place, location))

    def _named(self, command: Command, text: str, place: str, location: Location) -> Inclusion:
        return Inclusion(
            command=command.name,
            written=text,
            location=location,
            section=self.section,
            target=place,
            exports=(place,),
            float=self.floats.current,
            at=self.at,
        )


def _unclosed(path: str, file: LatexFile) -> Iterator[Obstacle]:
    for what, line in file.unclosed:
        yield Obstacle(trouble=Trouble.UNCLOSED, location=Location(path=path, line=line), what=what)


def _ends(levels: list[int]) -> list[int]:
    """For each section the number of the first later one that is no part of it."""
    ends = [len(levels)] * len(levels)
    waiting: list[int] = []
    for number, level in enumerate(levels):
        while waiting and levels[waiting[-1]] >= level:
            ends[waiting.pop()] = number
        waiting.append(number)
    return ends
