"""The pictures that `specthis preview` drew, for the pages of entries: the last one, and the word when it is old.

Draws nothing and runs nothing. What is not to be published is in no picture that is shown.
"""

from dataclasses import dataclass

from mkdocs_specthis.core.artefact.publish import Withheld
from mkdocs_specthis.core.model.preview import PreviewKind, PreviewRecord, Role
from mkdocs_specthis.core.preview.age import age_in_words, moved_parts
from mkdocs_specthis.core.views.artefacts import ArtefactFile
from mkdocs_specthis.effects.drawing.previews import last_picture, picture_bytes
from mkdocs_specthis.frontends.mkdocs.render.previews import Preview
from mkdocs_specthis.usecases.preview.share import is_picture
from mkdocs_specthis.usecases.preview.subjects import Subject, SubjectReader

SOURCE = "assets/specthis/previews/"


@dataclass(slots=True, kw_only=True)
class Previews:
    reader: SubjectReader
    withheld: Withheld
    limit: int
    """Largest picture that is copied, in bytes."""

    def find(self, file: ArtefactFile, entry: str) -> tuple[Preview, bytes] | None:
        """What stands for a drawing or PDF file, and the picture's bytes, empty without one; None for other files."""
        if not file.is_here or file.fact is None:
            return None
        subject = self.reader.subject(entry, file.path, file.fact.digest)
        if subject is None:
            return None
        record = last_picture(self.reader.workspace.root, file.path)
        if record is None or record.kind is not subject.kind:
            return self._blank(subject, "No picture of it has been drawn yet"), b""
        if why := self._refusal(record):
            return self._blank(subject, why, can_be_drawn=False), b""
        content = picture_bytes(self.reader.workspace.root, record.picture)
        if content is None or not is_picture(content, record.picture):
            return self._blank(subject, "Its picture is not what was drawn"), b""
        word = age_in_words(record, moved_parts(record, subject.parts, self.reader.digest_of))
        digest = record.picture.digest
        name = f"{SOURCE}{digest.rpartition(':')[2][:32]}{record.picture.suffix}"
        return Preview(entry=entry, kind=subject.kind, copy=name, digest=digest, word=word), content

    def _refusal(self, record: PreviewRecord) -> str:
        """Why a picture is not shown, as a sentence; empty if it may be."""
        for part in record.parts:
            if part.role in (Role.FILE, Role.PREAMBLE) and self.withheld.covers(part.path):
                return f"Its picture is not published: it shows something of `{part.path}`, which is not"
        return "Its picture is too large for this site" if record.picture.size > self.limit else ""

    @staticmethod
    def _blank(subject: Subject, why: str, *, can_be_drawn: bool = True) -> Preview:
        needs = "It is a PDF file" if subject.kind is PreviewKind.PDF else "LaTeX draws it"
        said = f"{why}. {needs}, and a site draws nothing by itself"
        return Preview(entry=subject.entry, kind=subject.kind, word=said, can_be_drawn=can_be_drawn)
