"""The document whose preamble an entry's exports are written for. Knows no LaTeX."""

from mkdocs_specthis.core.snapshot import Snapshot


def host_of(snapshot: Snapshot, name: str) -> str:
    """Path of the document that shows an entry's exports: its spec says it, or there is but one. Empty if unknown."""
    spec = snapshot.specs_by_path.get(snapshot.entries[name].spec)
    documents = tuple(snapshot.project.documents)
    return (spec.host_doc if spec else "") or (documents[0] if len(documents) == 1 else "")
