"""The text of scripts and specs for a page: read, size-limited, highlighted. Reads; runs nothing.

Only regular files inside the project are read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from posixpath import normpath

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.util import ClassNotFound

from mkdocs_specthis.core.diff.content import notebook_text
from mkdocs_specthis.core.views.entry import SourceView
from mkdocs_specthis.frontends.mkdocs.html import element, join
from mkdocs_specthis.frontends.mkdocs.render.components import scroll

HIGHLIGHTED_BYTES = 200_000
"""Larger texts are shown plain: highlighting them takes seconds."""
NOTEBOOK = ".ipynb"
KEPT = 2000
"""Texts kept highlighted between builds."""
_AROUND = 2


@dataclass(slots=True)
class Sources:
    root: Path
    limit: int
    """Largest file that is shown, in bytes."""
    hides: Callable[[str], bool] = lambda _: False
    """Whether the content of a path of the project is not to be published."""
    _shown: dict[str, Markup] = field(default_factory=dict)
    """By digest and suffix; kept from one build to the next."""

    def show(self, source: SourceView) -> Markup | None:
        """The text of a script, highlighted; None if it is too large, or not there any more.

        Of a notebook what was written, never what came out: that may be of an artefact that is not published.
        """
        if source.size > self.limit or self.hides(source.path):
            return None
        key = f"{source.digest}{source.path.rsplit('/', 1)[-1]}"
        if key not in self._shown:
            text = self.read(source.path)
            if text is not None and source.path.lower().endswith(NOTEBOOK):
                text = notebook_text(text.encode("utf-8", "surrogatepass"))
            if text is None:
                return None
            if len(self._shown) >= KEPT:
                self._shown.clear()
            self._shown[key] = _highlighted(text, source.path)
        return self._shown[key]

    def find(self, path: str) -> Path | None:
        """The file at `path`, POSIX from the project root; None if there is none, or it may not be shown."""
        file = self.root.joinpath(*path.split("/"))
        try:
            inside = file.resolve().is_relative_to(self.root.resolve()) and not self._is_hidden(file, path)
            return file if inside and file.is_file() and file.stat().st_size <= self.limit else None
        except (OSError, ValueError):
            return None

    def _is_hidden(self, file: Path, path: str) -> bool:
        """Whether the path, written in whichever way, or what it links to, is not to be published."""
        places = (path, normpath(path), file.resolve().relative_to(self.root.resolve()).as_posix())
        return any(self.hides(place) for place in places)

    def has(self, path: str) -> bool:
        """True if `path` names something of the project."""
        try:
            return not path.startswith("..") and (self.root / path).exists()
        except (OSError, ValueError):
            return False

    def read(self, path: str) -> str | None:
        """The text of the file at `path`; None if it may not be shown."""
        file = self.find(path)
        try:
            content = file.read_bytes() if file else None
        except OSError:
            return None
        return None if content is None else content.decode("utf-8", "replace").replace("\r\n", "\n")

    def frame(self, path: str, line: int) -> Markup | None:
        """The lines around `line` of a file, that one marked; None without the file or a line."""
        text = self.read(path) if line else None
        if text is None:
            return None
        lines = text.split("\n")
        first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
        rows = (_frame_line(number, lines[number - 1], marked=number == line) for number in range(first, last + 1))
        return element("pre", join(rows), class_="st-frame", tabindex="0", aria_label=f"Source around line {line}")


def _frame_line(number: int, text: str, *, marked: bool) -> Markup:
    return element("span", element("i", str(number)), text[:400], class_="st-here" if marked else None)


def _highlighted(text: str, path: str) -> Markup:
    label = f"Source of {path}"
    if len(text) > HIGHLIGHTED_BYTES:
        return scroll(label, element("div", element("pre", element("code", text)), class_="highlight"))
    return scroll(label, Markup(highlight(text, _lexer(path), _formatter())))


@cache
def _formatter() -> "HtmlFormatter[str]":
    return HtmlFormatter(cssclass="highlight", linenos="table", wrapcode=True)


def _lexer(path: str) -> Lexer:
    try:
        return get_lexer_for_filename(path) if not path.lower().endswith(NOTEBOOK) else get_lexer_by_name("text")
    except ClassNotFound:
        return get_lexer_by_name("text")
