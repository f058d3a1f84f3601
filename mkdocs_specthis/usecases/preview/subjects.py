"""Which artefacts have a picture, and what each is drawn from: its text, the paper's preamble, files that these name.

Reads; draws nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join

from mkdocs_specthis.core.digest import canonical_json, digest_bytes, digest_text
from mkdocs_specthis.core.exhibits.host_document import host_of
from mkdocs_specthis.core.model.latex_table import NotShown
from mkdocs_specthis.core.model.preview import PreviewKind, PreviewPart, PreviewRecord, Role
from mkdocs_specthis.core.parse.latex_table import parse_tables
from mkdocs_specthis.core.parse.latex_table.preamble import read_preamble, text_with_inputs
from mkdocs_specthis.core.parse.latex_table.signs import holds_table
from mkdocs_specthis.core.parse.paths import normalise_path, path_problem
from mkdocs_specthis.core.preview.age import age_in_words, moved_parts
from mkdocs_specthis.core.preview.drawing import is_document, is_drawing
from mkdocs_specthis.core.preview.named_files import folder_of, graphics_folders, is_text, named_files, places_of
from mkdocs_specthis.core.preview.record import address_of
from mkdocs_specthis.core.preview.wrapper import preamble_of
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.artefacts import artefact_files
from mkdocs_specthis.effects.drawing.previews import last_picture, picture_bytes
from mkdocs_specthis.effects.tree.workspace import Workspace

MOST_TEXT = 16 * 1024 * 1024
"""Bytes of a LaTeX file that is drawn, or that is looked through for names."""
MOST_FILES = 500
"""Files of the project that one drawing may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One artefact that is here, and how it is to be drawn."""

    entry: str
    path: str
    kind: PreviewKind
    parts: tuple[PreviewPart, ...]
    """All but the files."""
    text: str = ""
    """Of a drawing in LaTeX."""
    preamble: str = ""
    """Empty: there is none of the project's."""
    preamble_path: str = ""
    is_document: bool = False

    @property
    def source(self) -> str:
        """Digest of the artefact."""
        return next(part.digest for part in self.parts if part.role is Role.SOURCE)

    @property
    def folders(self) -> tuple[str, ...]:
        """Where a name in it is looked for, as LaTeX would with the paper: POSIX from the project root."""
        found = (folder_of(self.preamble_path) if self.preamble_path else ".", ".", folder_of(self.path))
        return tuple(dict.fromkeys(found))

    @property
    def searched(self) -> tuple[str, ...]:
        """The same, with folders of graphics."""
        inside = graphics_folders(self.preamble) + graphics_folders(self.text)
        return (*self.folders, *(join(folder, one) for folder in self.folders for one in inside))


@dataclass(slots=True, kw_only=True)
class SubjectReader:
    snapshot: Snapshot
    workspace: Workspace
    _preambles: dict[str, str] = field(default_factory=dict)

    def of_entry(self, name: str) -> Iterator[Subject]:
        """Every artefact of an entry that is here and wants a picture."""
        for file in artefact_files(self.snapshot, name, "").files:
            if file.is_here and file.fact is not None:
                subject = self.subject(name, file.path, file.fact.digest)
                if subject is not None:
                    yield subject

    def subject(self, entry: str, path: str, digest: str) -> Subject | None:
        """None for what the site shows by itself, or not at all. `digest`: of the bytes that are here."""
        if path.lower().endswith(".pdf"):
            source = PreviewPart(role=Role.SOURCE, path=path, digest=digest)
            parts = (source, self._settings(PreviewKind.PDF))
            return Subject(entry=entry, path=path, kind=PreviewKind.PDF, parts=parts)
        if not path.lower().endswith((".tex", ".tikz", ".pgf")):
            return None
        content = self.workspace.read(path, MOST_TEXT)
        text = _decoded(content) if content is not None else ""
        if content is None or not self._wants_picture(entry, text):
            return None
        source = PreviewPart(role=Role.SOURCE, path=path, digest=digest_bytes(content))
        return self._drawing(entry, path, source, text)

    def _drawing(self, entry: str, path: str, source: PreviewPart, text: str) -> Subject:
        settings = self._settings(PreviewKind.LATEX)
        if is_document(text):
            parts = (source, settings)
            return Subject(entry=entry, path=path, kind=PreviewKind.LATEX, parts=parts, text=text, is_document=True)
        place = self.workspace.settings.preview_preamble or host_of(self.snapshot, entry)
        preamble = self._preamble(place)
        if not preamble:
            return Subject(entry=entry, path=path, kind=PreviewKind.LATEX, parts=(source, settings), text=text)
        part = PreviewPart(role=Role.PREAMBLE, path=place, digest=digest_text(preamble))
        return Subject(
            entry=entry,
            path=path,
            kind=PreviewKind.LATEX,
            parts=(source, part, settings),
            text=text,
            preamble=preamble,
            preamble_path=place,
        )

    def _wants_picture(self, entry: str, text: str) -> bool:
        """A drawing, or a table that the site cannot show."""
        if not holds_table(text):
            return is_drawing(text)
        host = host_of(self.snapshot, entry)
        tables = parse_tables(text, read_preamble(text_with_inputs(host, self._text)))
        return isinstance(tables, NotShown) or bool(tables.refused)

    def _settings(self, kind: PreviewKind) -> PreviewPart:
        settings = self.workspace.settings
        how: list[object] = [kind, settings.preview_format, settings.preview_dpi]
        if kind is PreviewKind.LATEX:
            how.append(settings.preview_command or settings.preview_engine)
        return PreviewPart(role=Role.SETTINGS, digest=digest_bytes(canonical_json(how)))

    def _preamble(self, path: str) -> str:
        """The text before the page of a document, or of a file of commands."""
        if path not in self._preambles:
            self._preambles[path] = preamble_of((self._text(path) if path else None) or "")
        return self._preambles[path]

    def _text(self, path: str) -> str | None:
        content = self.workspace.read(path, MOST_TEXT)
        return None if content is None else _decoded(content)

    @property
    def of_command(self) -> tuple[str, ...]:
        """Files of the project that the project's own command names, such as a script or a settings file of latexmk."""
        words = (word for word in self.workspace.settings.preview_command if not path_problem(word))
        return tuple(path for path in map(normalise_path, words) if self.workspace.exists(path))

    def files_of(self, subject: Subject) -> tuple[str, ...]:
        """Files of the project that the drawing, its preamble and the command name, and what those name, sorted."""
        waiting = [subject.preamble, subject.text]
        found: dict[str, None] = dict.fromkeys(self.of_command)
        while waiting and len(found) < MOST_FILES:
            for path in self.named_in(waiting.pop(), subject):
                if path in found or path == subject.path:
                    continue
                found[path] = None
                text = self._text(path) if is_text(path) else None
                if text is not None:
                    waiting.append(text)
        return tuple(sorted(found)[:MOST_FILES])

    def named_in(self, text: str, subject: Subject) -> Iterator[str]:
        for name in named_files(text):
            yield from self.meant_by(name, subject)

    def meant_by(self, name: str, subject: Subject) -> Iterator[str]:
        """Files that are here and that a name may mean."""
        yield from (path for path in places_of(name, subject.searched) if self.workspace.exists(path))

    def part_of(self, path: str) -> PreviewPart:
        return PreviewPart(role=Role.FILE, path=path, digest=self.digest_of(path))

    def digest_of(self, path: str) -> str:
        """Empty for what is not here."""
        fact = self.workspace.observe(path)
        return fact.digest if fact.is_here else ""


def address_today(reader: SubjectReader, subject: Subject) -> tuple[str, tuple[str, ...]]:
    """(the address of the picture that would be drawn now, the files of the project that the drawing names)."""
    files = reader.files_of(subject) if subject.kind is PreviewKind.LATEX else ()
    return address_of(subject.kind, (*subject.parts, *map(reader.part_of, files))), files


def standing(root: Path, reader: SubjectReader, subject: Subject) -> tuple[PreviewRecord | None, str]:
    """(the last picture, the sentence that it is not of today); None for one that is not there."""
    record = last_picture(root, subject.path)
    if record is None or record.kind is not subject.kind or picture_bytes(root, record.picture) is None:
        return None, ""
    return record, age_in_words(record, moved_parts(record, subject.parts, reader.digest_of))


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace").replace("\r\n", "\n")
