"""What a paper's preamble defines that its tables may use: commands, types of columns, colours, options of siunitx.

Reads definitions and nothing else. A preamble that cannot be read for certain defines nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.parse.latex_table.expand import Definition, definitions_of
from mkdocs_specthis.core.parse.latex_table.reader import Reader, text_of
from mkdocs_specthis.core.parse.latex_table.settings import SETS, Settings
from mkdocs_specthis.core.parse.latex_table.si_options import SiOptions
from mkdocs_specthis.core.parse.latex_table.signs import NotUnderstood, balanced, signs_of

MOST_CHARACTERS = 200_000
BEGINS = "\\begin{document}"


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
