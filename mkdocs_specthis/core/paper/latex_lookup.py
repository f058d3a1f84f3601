"""Where a command of LaTeX that reads or shows a file leads: the folders where TeX looks, and what it finds first.

Knows names; whether something is there is asked. What is done with what is found is `documents.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from posixpath import dirname

from mkdocs_specthis.core.model.document import FRONT, Inclusion
from mkdocs_specthis.core.model.latex import Command
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.paper.latex_paths import Artefacts, expanded, folder_inside, places, spellings
from mkdocs_specthis.core.parse.latex_words import GRAPHICS

Exists = Callable[[str], bool]


@dataclass(slots=True, kw_only=True)
class Lookup:
    """Looks for one host document."""

    document: str
    """POSIX path of the host document from the project root."""
    exists: Exists
    artefacts: Artefacts
    graphics_paths: tuple[str, ...] = ()
    """Folders of `\\graphicspath`, as written."""

    def folders(self, command: Command, path: str, base: str, macros: Mapping[str, str]) -> tuple[str, ...]:
        """Where TeX looks, in its order; then where authors think that it does.

        `path`: the file in which the command stands; `base`: the folder that `\\import` set.
        """
        own = tuple(dict.fromkeys((dirname(self.document), base, dirname(path), "")))
        found: Iterable[str | None] = own
        if command.name in GRAPHICS:
            found = (folder_inside(folder, below) for folder in own for below in ("", *self.graphics_paths))
        elif command.folder:
            below = expanded(command.folder, macros) or ""
            first = (base, *own) if command.name.startswith("sub") else own
            found = (folder_inside(folder, below) for folder in first)
        elif command.name == "subfile":
            found = (base, *own)
        return tuple(dict.fromkeys(folder for folder in found if folder is not None))

    def found(self, command: str, written: str, folders: tuple[str, ...]) -> Inclusion:
        """Where it leads: to the first place where there is something; else to the one artefact of that name.

        Where the command itself stands is left open.
        """
        spelled = spellings(command, written)
        nowhere = Inclusion(command=command, written=written, location=Location(path=""), section=FRONT)
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
