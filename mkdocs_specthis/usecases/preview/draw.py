"""Draws one picture: gathers what it needs in a folder of its own, runs the program there, takes the first page.

Only copies are given to the program, so that nothing of the project can be written, nor read that was not asked for.
"""

import os
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.preview import LatexFault, Picture, PreviewKind, PreviewPart, Role
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.svg import make_safe
from mkdocs_specthis.core.preview.latex_log import faults_of, missing_files, read_files
from mkdocs_specthis.core.preview.named_files import from_root
from mkdocs_specthis.core.preview.record import MAX_PICTURE_BYTES
from mkdocs_specthis.core.preview.wrapper import DEFAULT_PREAMBLE, wrapped
from mkdocs_specthis.core.views.sentence import bytes_in_words, seconds_in_words
from mkdocs_specthis.effects.drawing.draw import (
    FILE_BYTES,
    Limits,
    engine_command,
    latex_environment,
    page_command,
    read_made,
    read_words,
    run_program,
)
from mkdocs_specthis.effects.runs.process import CommandOutcome
from mkdocs_specthis.usecases.preview.subjects import Subject, SubjectReader

NAME = "specthis-preview"
SOURCE, MADE, SAID, LOG, RECORDER = f"{NAME}.tex", f"{NAME}.pdf", "said.txt", f"{NAME}.log", f"{NAME}.fls"
MOST_SVG = 3 * 1024 * 1024
"""Bytes of a drawing of lines; a larger one is shown as dots."""
MOST_COPIED = 512 * 1024 * 1024
"""Bytes of files that one drawing may read."""
ROUNDS = 8
"""How often a run is repeated because it has named another file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    picture: Picture
    content: bytes
    files: tuple[PreviewPart, ...] = ()
    """What LaTeX read of the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDrawn:
    text: str
    hint: str = ""
    faults: tuple[LatexFault, ...] = ()
    said: str = ""
    """All that the program said."""
    interrupted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draughtsman:
    """What every drawing of one command has in common."""

    reader: SubjectReader
    folder: Path
    """Where drawings are made."""
    environment: Mapping[str, str]
    """Ours."""
    timeout: float
    """Seconds for one picture."""

    def draw(self, subject: Subject, files: tuple[str, ...]) -> Drawn | NotDrawn:
        """`files`: of the project, that it names. Raises OSError where the disk refuses."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="one-") as folder:
            work = _Work(self, subject, Path(folder), list(files))
            return work.of_pdf() if subject.kind is PreviewKind.PDF else work.of_latex()


@dataclass(slots=True)
class _Work:
    draughtsman: Draughtsman
    subject: Subject
    folder: Path
    files: list[str]
    copied: dict[str, PreviewPart] = field(default_factory=dict)
    size: int = 0
    """Bytes that were copied so far."""
    lines: int = 0
    """Of the document that are the preamble's."""

    def of_pdf(self) -> Drawn | NotDrawn:
        part = self._copy(self.subject.path, MADE)
        if part is None or part.digest != self.subject.source:
            return NotDrawn(text="it changed while it was being drawn", hint="run the command again")
        return self._page(())

    def of_latex(self) -> Drawn | NotDrawn:
        for path in self.files:
            self._give(path)
        if self.size > MOST_COPIED:
            return NotDrawn(text="the files that it reads are too large together")
        self._write_source()
        outcome = self._run()
        for _ in range(ROUNDS):
            if outcome.succeeded or not self._take_missing():
                break
            outcome = self._run()
        if not outcome.succeeded or not (self.folder / MADE).is_file():
            return self._why(outcome)
        return self._page(self._read_parts())

    def _give(self, path: str) -> None:
        """A copy where LaTeX looks for it, unless it would stand in the place of something that the run has."""
        if path not in self.copied and _is_free(self.folder / path, self.folder):
            self._copy(path, path)

    def _copy(self, path: str, name: str) -> PreviewPart | None:
        """The file at `path` of the project as `name` in the folder; None if it is none, or is too large."""
        workspace = self.draughtsman.reader.workspace
        content = workspace.read(path, min(FILE_BYTES, MOST_COPIED - self.size))
        place = self.folder / name
        if content is None:
            return None
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        self.size += len(content)
        part = PreviewPart(role=Role.FILE, path=path, digest=digest_bytes(content))
        self.copied[path] = part
        return part

    def _write_source(self) -> None:
        subject = self.subject
        text = from_root(subject.text, os.path.dirname(subject.path))
        if subject.is_document:
            (self.folder / SOURCE).write_text(text, encoding="utf-8", newline="\n")
            return
        place = self.folder / subject.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        preamble = from_root(subject.preamble, os.path.dirname(subject.preamble_path)) or DEFAULT_PREAMBLE
        document, self.lines = wrapped(preamble, subject.path)
        (self.folder / SOURCE).write_text(document, encoding="utf-8", newline="\n")

    def _run(self) -> CommandOutcome:
        settings = self.draughtsman.reader.workspace.settings
        argv = engine_command(settings.preview_engine, settings.preview_command, SOURCE)
        environment = latex_environment(self.draughtsman.environment, self.folder, self.subject.folders)
        limits = Limits(seconds=self.draughtsman.timeout, confined=not settings.preview_command)
        return run_program(argv, self.folder, environment, limits, SAID)

    def _take_missing(self) -> bool:
        """Bring files that LaTeX looked for and that only a run can name; whether there was one."""
        reader = self.draughtsman.reader
        before = len(self.copied)
        for name in missing_files(self._said()):
            for path in reader.meant_by(name, self.subject):
                self._give(path)
        return len(self.copied) > before

    def _said(self) -> str:
        """What LaTeX wrote into its log, else what it said."""
        return read_words(self.folder, LOG) or read_words(self.folder, SAID)

    def _read_parts(self) -> tuple[PreviewPart, ...]:
        """Of the files that were given, those that the recorder or the command names; all if there is no record."""
        read = read_files(read_words(self.folder, RECORDER))
        named = None if read is None else {*map(os.path.normpath, read), *self.draughtsman.reader.of_command}
        return tuple(part for path, part in sorted(self.copied.items()) if named is None or path in named)

    def _why(self, outcome: CommandOutcome) -> NotDrawn:
        said = read_words(self.folder, SAID)
        log = read_words(self.folder, LOG)
        if outcome.killed:
            return NotDrawn(text="interrupted", interrupted=True)
        if outcome.error:
            return NotDrawn(text=outcome.error, hint=INSTALL)
        seconds = seconds_in_words(self.draughtsman.timeout)
        if outcome.timed_out:
            hint = "a larger `timeout` of `[preview]` or `--timeout` gives it more"
            return NotDrawn(text=f"it was not done after {seconds}", hint=hint, said=f"{said}\n{log}")
        if outcome.status == -signal.SIGXFSZ:
            text = f"it wrote a file of more than {bytes_in_words(FILE_BYTES)}, and was ended"
            return NotDrawn(text=text, said=f"{said}\n{log}")
        faults = faults_of(log or said, self._renamed)
        text = "LaTeX stopped" if faults else f"the program left with {outcome.status} and drew nothing"
        return NotDrawn(text=text, hint=_hint(faults), faults=faults, said=f"{said}\n{log}")

    def _renamed(self, file: str, line: int) -> tuple[str, int]:
        """As a person knows it: a line of the preamble is the paper's, what stands behind it is ours."""
        path = os.path.normpath(file)
        if path != SOURCE:
            return path, line
        if self.subject.is_document:
            return self.subject.path, line
        if line <= self.lines and self.subject.preamble_path:
            return self.subject.preamble_path, line
        return self.subject.path, 0

    def _page(self, files: tuple[PreviewPart, ...]) -> Drawn | NotDrawn:
        """The first page as a picture: lines where they may be shown and are not too many, else dots."""
        wanted = self.draughtsman.reader.workspace.settings.preview_format
        failed: NotDrawn | None = None
        for suffix in (".svg", ".png") if wanted == "svg" else (".png",):
            content, failed = self._converted(suffix)
            if failed is not None:
                return failed
            if content is not None:
                picture = Picture(suffix=suffix, digest=digest_bytes(content), size=len(content))
                return Drawn(picture=picture, content=content, files=files)
        return NotDrawn(text="its picture is too large to be shown", hint="draw fewer points, or less finely")

    def _converted(self, suffix: str) -> tuple[bytes | None, NotDrawn | None]:
        """(the picture, None), (None, None) where it cannot be used, or why no program made one."""
        settings = self.draughtsman.reader.workspace.settings
        argv, made = page_command(MADE, suffix, settings.preview_dpi)
        environment = latex_environment(self.draughtsman.environment, self.folder, ())
        outcome = run_program(argv, self.folder, environment, Limits(seconds=self.draughtsman.timeout), SAID)
        if outcome.killed:
            return None, NotDrawn(text="interrupted", interrupted=True)
        if outcome.error:
            return None, NotDrawn(text=outcome.error, hint=INSTALL_POPPLER)
        content = read_made(self.folder, made, MOST_SVG if suffix == ".svg" else MAX_PICTURE_BYTES)
        if suffix == ".svg":
            return (content if content is not None and _is_plain(content) else None), None
        if outcome.succeeded and content:
            return content, None
        said = read_words(self.folder, SAID)
        if outcome.timed_out:
            seconds = seconds_in_words(self.draughtsman.timeout)
            return None, NotDrawn(text=f"its page was not drawn after {seconds}", said=said)
        if content is None and outcome.succeeded:
            return None, None
        lines = [line for line in said.splitlines() if line.strip() and not line.startswith("$ ")]
        return None, NotDrawn(
            text=f"its page cannot be drawn: {shown(lines[0], 120) if lines else 'nobody says why'}", said=said
        )


INSTALL = "`specthis doctor` says how to get it; `[preview] engine` names another one"
INSTALL_POPPLER = (
    "it belongs to poppler: `apt install poppler-utils` on Debian and Ubuntu, `brew install poppler` on macOS"
)


def _is_plain(content: bytes) -> bool:
    """Whether an SVG is shown as it is."""
    safe = make_safe(content)
    return safe is not None and safe.content is None


def _is_free(place: Path, folder: Path) -> bool:
    """Whether a copy may be put there: inside, and nothing that the run itself uses."""
    inside = Path(os.path.normpath(place)).is_relative_to(folder)
    return inside and not place.name.startswith(NAME) and not place.exists()


def _hint(faults: tuple[LatexFault, ...]) -> str:
    text = faults[0].text if faults else ""
    if "not found" in text and (".sty" in text or ".cls" in text):
        return "install the package that has it; the paper's preamble asks for it"
    if text.startswith("pdfTeX error") and "Font" in text and "not found" in text:
        return "only dots could be made of this font: install `cm-super`, or have the preamble use `lmodern`"
    if "draws nothing" in text:
        return "an export that only defines commands needs no picture"
    if "ndefined control sequence" in text:
        return "define it in the preamble of the paper, or in the file that `[preview] preamble` names"
    return ""
