"""The artefacts of an entry for its page: looked into, copied into the site where they may be, and checked afterwards.

Knows files and the site's addresses; not how a table or a plot is drawn. Executes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from mkdocs_specthis.core.artefact.publish import Withheld
from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.artefact import Fault, Look
from mkdocs_specthis.core.parse.svg import make_safe
from mkdocs_specthis.core.views.artefacts import ArtefactFile
from mkdocs_specthis.effects.artefacts.files import look_into, suffix_of
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.frontends.mkdocs.previews import Previews
from mkdocs_specthis.frontends.mkdocs.render.artefacts import Card
from mkdocs_specthis.frontends.mkdocs.render.previews import Preview

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
OFFERED = (*PICTURES, ".pdf", ".json", ".csv", ".tsv", ".dat", ".txt", ".tex")
"""Suffixes of files that a browser opens without running what is in them."""
SOURCE = "assets/specthis/files/"
MOVED = Fault(text="it changed while the site was being built; build again")

AddFile = Callable[[str, str | bytes], None]
"""Puts a file into the site: its source name there, and where it is on disk or what it holds."""


@dataclass(slots=True)
class Artefacts:
    workspace: Workspace
    limit: int
    """Largest file that is copied, in bytes."""
    withheld: Withheld
    sources: bool
    """Whether the text of LaTeX exports is published."""
    previews: Previews
    add_file: AddFile = lambda name, content: None
    """Set once the host's files are known."""
    copied: dict[str, str] = field(default_factory=dict)
    """Source name of each copy to the digest that its bytes must have."""
    pictures: set[str] = field(default_factory=set)
    """Source names of the pictures that were copied."""

    def card(self, file: ArtefactFile, entry: str) -> Card:
        """What a page shows of one file; nothing of what it holds if it is not here."""
        return replace(self._card(file), preview=self.preview(file, entry))

    def preview(self, file: ArtefactFile, entry: str) -> Preview | None:
        """The picture that was drawn of it, copied; None for what is shown without one, or not to be shown."""
        found = None if self._is_withheld(file.path) else self.previews.find(file, entry)
        if found is None:
            return None
        preview, content = found
        if preview.copy and preview.copy not in self.pictures:
            self.pictures.add(preview.copy)
            self._add(preview.copy, content, preview.digest)
        return preview

    def _card(self, file: ArtefactFile) -> Card:
        if not file.is_here or file.fact is None or self._is_withheld(file.path):
            return Card(file=file)
        look = self._look(file)
        if look is not None and look.fault is MOVED:
            return Card(file=file, look=look)
        refusal = self._refusal(file)
        if refusal:
            return Card(file=file, look=look, refusal=refusal, picture_kind=self._kind(file.path))
        return self._copied(file, look)

    def _is_withheld(self, path: str) -> bool:
        """Whether the path, or the file of the project that it links to, is not to be published."""
        place = self.workspace.locate(path)
        linked = self.workspace.name_of(place) if place else ""
        return any(self.withheld.covers(one) for one in (path, linked) if one)

    @staticmethod
    def _kind(path: str) -> str:
        suffix = suffix_of(path)
        return "picture" if suffix in PICTURES else "pdf" if suffix == ".pdf" else ""

    def _look(self, file: ArtefactFile) -> Look | None:
        look = look_into(self.workspace, file.path)
        if look is None or file.fact is None:
            return look
        moved = look.size != file.fact.size or (look.digest and look.digest != file.fact.digest)
        return Look(fault=MOVED) if moved else look

    def _refusal(self, file: ArtefactFile) -> str:
        """Why there is no copy of it, as a clause; empty if there will be one."""
        if file.fact is not None and file.fact.size > self.limit:
            return "too large for a copy on this site"
        if suffix_of(file.path) == ".tex" and not self.sources:
            return "no copy on this site: sources are not published"
        if suffix_of(file.path) not in OFFERED:
            return "no copy on this site: a browser might run a file of this kind"
        return ""

    def _copied(self, file: ArtefactFile, look: Look | None) -> Card:
        place = self.workspace.locate(file.path)
        if place is None or file.fact is None:
            return Card(file=file, look=look)
        source, kind = SOURCE + file.path, self._kind(file.path)
        if suffix_of(file.path) != ".svg":
            self._add(source, place, file.fact.digest)
            return Card(file=file, look=look, copy=source, picture_kind=kind)
        return self._copied_svg(file, place, source)

    def _copied_svg(self, file: ArtefactFile, place: str, source: str) -> Card:
        """A picture that could run something is copied without that, and said to be other than the artefact."""
        content = _read(place, self.limit)
        if content is None or file.fact is None or digest_bytes(content) != file.fact.digest:
            return Card(file=file, look=Look(fault=MOVED))
        safe = make_safe(content)
        if safe is None:
            return Card(
                file=file, refusal="no copy on this site: it cannot be read as a picture", picture_kind="picture"
            )
        if safe.content is None:
            self._add(source, place, file.fact.digest)
        else:
            self._add(source, safe.content, digest_bytes(safe.content))
        return Card(file=file, copy=source, picture_kind="picture", removed=safe.removed)

    def _add(self, source: str, content: str | bytes, digest: str) -> None:
        self.copied[source] = digest
        self.add_file(source, content)

    def moved_since(self, find: Callable[[str], Path | None]) -> Iterator[Path]:
        """Copies in the built site that are not what their pages say; each is looked at once."""
        while self.copied:
            source, digest = self.copied.popitem()
            place = find(source)
            if place is not None and digest_bytes(place.read_bytes()) != digest:
                yield place


def _read(place: str, limit: int) -> bytes | None:
    try:
        with open(place, "rb") as file:
            content = file.read(limit + 1)
    except OSError:
        return None
    return content if len(content) <= limit else None
