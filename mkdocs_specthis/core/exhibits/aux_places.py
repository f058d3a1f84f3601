"""Where LaTeX leaves the `.aux` file of a paper, and how those of included files join it.

Knows paths and no disk.
"""

from collections.abc import Callable
from posixpath import dirname, splitext

from mkdocs_specthis.core.model.paper import AuxFile, AuxLine
from mkdocs_specthis.core.paper.latex_paths import inside

FOLDERS = ("", "build", "_build", "out", "output", "tmp")
"""Beside the host document, or at the project's root: where `latexmk -outdir` and editors are told to write."""

MOST_FILES = 500
"""`.aux` files of one paper."""

Look = Callable[[str], AuxFile | None]
"""What the `.aux` file at a path says; None if there is none to be read."""


def aux_places(document: str) -> tuple[str, ...]:
    """Paths to look at, in order."""
    stem = splitext(document.rsplit("/", 1)[-1])[0]
    folders = dict.fromkeys((dirname(document), ""))
    found = (inside(above, f"{below}/{stem}.aux".lstrip("/")) for above in folders for below in FOLDERS)
    return tuple(dict.fromkeys(place for place in found if place))


def joined(place: str, first: AuxFile, look: Look) -> AuxFile:
    """The file at `place` with those of included files where it reads them, as seen from its own folder.

    LaTeX includes no file from an included one.
    """
    labels, lines, done = dict(first.labels), list[AuxLine](), 0
    for written, before in first.reads[:MOST_FILES]:
        path = inside(dirname(place), written) if written.endswith(".aux") else ""
        part = look(path) if path and path != place else None
        if part is not None:
            lines += (*first.lines[done:before], *part.lines)
            labels.update(part.labels)
            done = before
    return AuxFile(labels=labels, lines=(*lines, *first.lines[done:]))
