"""Reads the papers of a project as they stand here: exports that are here are read into them, and `.aux` files beside.

For pages and tables alone; no state rests on it. Where LaTeX leaves its `.aux` file is known to `core/aux_places.py`.
"""

from pathlib import Path

from mkdocs_specthis.core.aux_places import aux_places, joined
from mkdocs_specthis.core.documents import read_document
from mkdocs_specthis.core.model.paper import AuxFile, Paper
from mkdocs_specthis.core.parse.latex import MAX_BYTES
from mkdocs_specthis.core.parse.latex_aux import parse_aux
from mkdocs_specthis.core.routes import declared_artefacts
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.workspace import Workspace
from mkdocs_specthis.usecases.documents import LatexReader


def read_papers(root: Path, snapshot: Snapshot) -> dict[str, Paper]:
    """Every host document by its path."""
    project = snapshot.project
    if not project.documents:
        return {}
    workspace = Workspace(root=root, settings=project.settings)
    reader, artefacts = LatexReader(workspace=workspace), declared_artefacts(project)
    papers: dict[str, Paper] = {}
    for path in project.documents:
        document = read_document(path, reader.look, reader.exists, artefacts, follow=True)
        place, aux = _aux_of(workspace, path)
        papers[path] = Paper(document=document, aux=aux, aux_path=place)
    return papers


def _aux_of(workspace: Workspace, document: str) -> tuple[str, AuxFile | None]:
    """The first `.aux` file that is there, with those that it reads."""

    def look(path: str) -> AuxFile | None:
        content = workspace.read(path, MAX_BYTES)
        return None if content is None else parse_aux(content)

    for place in aux_places(document):
        first = look(place)
        if first is not None:
            return place, joined(place, first, look)
    return "", None
