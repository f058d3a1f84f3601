"""Reads the papers of a project as they stand here: exports that are here are read into them, and `.aux` files beside.

For pages and tables alone; no state rests on it. Where LaTeX leaves its `.aux` file is known to
`core/exhibits/aux_places.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.exhibits.aux_places import aux_places, joined
from mkdocs_specthis.core.model.document import Trouble
from mkdocs_specthis.core.model.latex import Elsewhere, LatexFile
from mkdocs_specthis.core.model.paper import AuxFile, Paper
from mkdocs_specthis.core.paper.documents import read_document
from mkdocs_specthis.core.paper.routes import declared_artefacts
from mkdocs_specthis.core.parse.latex import MAX_BYTES
from mkdocs_specthis.core.parse.latex_aux import parse_aux
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.usecases.documents import LatexReader

Hides = Callable[[str], bool]
"""Whether a file's content is to be shown nowhere."""


def nothing_hidden(path: str) -> bool:
    return False


def read_papers(root: Path, snapshot: Snapshot, hides: Hides = nothing_hidden) -> dict[str, Paper]:
    """Every host document by its path; what `hides` covers is not read."""
    project = snapshot.project
    if not project.documents:
        return {}
    workspace = Workspace(root=root, settings=project.settings)
    reader = _Reader(LatexReader(workspace=workspace), workspace, hides)
    artefacts = declared_artefacts(project)
    papers: dict[str, Paper] = {}
    for path in project.documents:
        document = read_document(path, reader.look, reader.latex.exists, artefacts, follow=True)
        place, aux = reader.aux_of(path)
        papers[path] = Paper(document=document, aux=aux, aux_path=place)
    return papers


@dataclass(frozen=True, slots=True)
class _Reader:
    latex: LatexReader
    workspace: Workspace
    hides: Hides

    def look(self, path: str, elsewhere: Elsewhere) -> LatexFile | Trouble:
        return Trouble.WITHHELD if self.hides(path) else self.latex.look(path, elsewhere)

    def aux_of(self, document: str) -> tuple[str, AuxFile | None]:
        """The first `.aux` file that is there, with those that it reads."""
        for place in aux_places(document):
            first = self._aux(place)
            if first is not None:
                return place, joined(place, first, self._aux)
        return "", None

    def _aux(self, path: str) -> AuxFile | None:
        content = None if self.hides(path) else self.workspace.read(path, MAX_BYTES)
        return None if content is None else parse_aux(content)
