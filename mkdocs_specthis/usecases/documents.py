"""Reads the host documents of a project: the LaTeX of its papers.

Knows which they are; how LaTeX is read is `core/parse/latex.py`, how files join `core/paper/documents.py`.
"""

from dataclasses import dataclass, field

from mkdocs_specthis.core.model.document import Document, Trouble
from mkdocs_specthis.core.model.latex import Elsewhere, LatexFile
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.paper.documents import read_document
from mkdocs_specthis.core.paper.routes import declared_artefacts, host_documents
from mkdocs_specthis.core.parse.latex import MAX_BYTES, parse_latex
from mkdocs_specthis.effects.tree.workspace import Workspace


def read_documents(project: Project, workspace: Workspace) -> dict[str, Document]:
    """Every host document by its path, sorted; those that cannot be read say why."""
    paths = host_documents(project)
    if not paths:
        return {}
    reader, artefacts = LatexReader(workspace=workspace), declared_artefacts(project)
    return {path: read_document(path, reader.look, reader.exists, artefacts) for path in paths}


@dataclass(slots=True, kw_only=True)
class LatexReader:
    """Reads each file once, however many documents it belongs to."""

    workspace: Workspace
    files: dict[tuple[str, Elsewhere], LatexFile | Trouble] = field(default_factory=dict)
    present: dict[str, bool] = field(default_factory=dict)

    def look(self, path: str, elsewhere: Elsewhere) -> LatexFile | Trouble:
        if (path, elsewhere) not in self.files:
            self.files[path, elsewhere] = self._read(path, elsewhere)
        return self.files[path, elsewhere]

    def _read(self, path: str, elsewhere: Elsewhere) -> LatexFile | Trouble:
        content = self.workspace.read(path, MAX_BYTES)
        if content is not None:
            return parse_latex(content, elsewhere)
        return Trouble.TOO_LARGE if self.exists(path) else Trouble.MISSING

    def exists(self, path: str) -> bool:
        if path not in self.present:
            self.present[path] = self.workspace.exists(path)
        return self.present[path]
