"""What a paper's preamble defines that its tables may use: commands, types of columns, colours, options of siunitx.

Reads definitions and nothing else. A preamble that cannot be read for certain defines nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from posixpath import dirname, normpath

from mkdocs_specthis.core.parse.latex_table.expand import definitions_of
from mkdocs_specthis.core.parse.latex_table.footnotes import Footnotes
from mkdocs_specthis.core.parse.latex_table.frames import Definition
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import SETS, Settings
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, balanced, signs_of

MOST_CHARACTERS = 200_000
BEGINS = "\\begin{document}"
MOST_INPUTS = 20
"""Files that a preamble may read."""

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_INPUT = re.compile(r"\\input\s{0,20}\{([^{}\\]{1,300})\}")

ReadText = Callable[[str], str | None]
"""The text of a file of the project; None if there is none, or it may not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    known: Mapping[str, Definition] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)


def read_preamble(text: str) -> Preamble:
    """What stands before `\\begin{document}`; without that a text is no document, and has no preamble."""
    before, begins, _ = text.replace("\r\n", "\n").replace("\r", "\n").partition(BEGINS)
    if not begins or len(before) > MOST_CHARACTERS:
        return Preamble()
    try:
        known, rest = definitions_of(signs_of(before))
        span = balanced(rest)
    except NotUnderstood:
        unknown = "what the paper’s preamble sets for siunitx" if "\\sisetup" in before else ""
        return Preamble(settings=Settings(si=SiOptions(unknown=unknown)))
    return Preamble(known=known, settings=_settings(Reader.of(span)))


def _settings(reader: Reader) -> Settings:
    settings = Settings()
    while not reader.ended:
        if reader.comes_command(SETS):
            settings = _taken(reader, settings)
        elif reader.comes_command(("documentclass",)):
            settings = _of_class(reader, settings)
        elif reader.comes_command(("usepackage",)):
            settings = _of_package(reader, settings)
        else:
            reader.pass_over()
    return settings


def _taken(reader: Reader, settings: Settings) -> Settings:
    """The settings with one more command; what is not understood is not there, or, of siunitx, spoils its use."""
    command = reader.next()
    changed = settings.inner()
    try:
        changed.take(reader, command)
    except NotUnderstood as reason:
        if command.text == "sisetup":
            return replace(settings, si=replace(settings.si, unknown=f"{reason.construct}, which the paper sets"))
        return settings
    return changed


def _of_class(reader: Reader, settings: Settings) -> Settings:
    """`\\documentclass{revtex4-2}`, which marks footnotes in tables with letters."""
    command = reader.next()
    reader.optional()
    lettered = text_of(reader.argument(command)).startswith("revtex")
    return replace(settings, footnotes=Footnotes(lettered=lettered))


def _of_package(reader: Reader, settings: Settings) -> Settings:
    """`\\usepackage[options]{siunitx}`."""
    command = reader.next()
    options = reader.optional()
    if "siunitx" not in text_of(reader.argument(command)).split(",") or options is None:
        return settings
    changed = settings.inner()
    try:
        changed.set_numbers(options)
    except NotUnderstood as reason:
        return replace(settings, si=replace(settings.si, unknown=f"{reason.construct}, which the paper sets"))
    return changed


def text_with_inputs(host: str, read: ReadText) -> str:
    """The text of a document up to its beginning, with the files that it reads there; empty without a document."""
    before, begins, _ = (read(host) or "" if host else "").partition(BEGINS)
    text, left = before + begins, MOST_INPUTS
    while left and (found := _INPUT.search(_COMMENT.sub("", text))):
        left -= 1
        text = _COMMENT.sub("", text)
        text = text[: found.start()] + _input(found[1].strip(), host, read) + text[found.end() :]
    return text


def _input(name: str, host: str, read: ReadText) -> str:
    path = normpath(f"{dirname(host) or '.'}/{name}")
    known = path if path.endswith((".tex", ".sty")) else f"{path}.tex"
    return "" if known.startswith(("..", "/")) else (read(known) or "").replace(BEGINS, "")
