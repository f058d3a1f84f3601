"""What one LaTeX file says, command by command, and nothing about where its paths lead.

Holds what was read; the scanner in `core/parse/latex.py` makes it, `core/paper/documents.py` joins files to a document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class CommandKind(StrEnum):
    HEADING = "heading"
    LABEL = "label"
    INPUT = "input"
    """Reads another LaTeX file: `\\input`, `\\include`, `\\subfile`, `\\import` and their kin."""
    SHOW = "show"
    """Shows a file that holds no LaTeX to be read: `\\includegraphics`, `\\lstinputlisting` …"""
    CAPTION = "caption"
    BEGIN = "begin"
    """Of an environment; `name` is the environment's."""
    END = "end"
    VERSION = "version"
    """`\\sectionversion`."""
    GRAPHICS_PATH = "graphics-path"
    START = "start"
    """`\\begin{document}`."""
    CAPTION_TYPE = "caption-type"
    """`\\captionsetup{type=figure}`: what the captions that follow are of."""
    SWITCH = "switch"
    """Sets a switch, as `\\drafttrue` and `\\toggletrue{draft}` do: `name` is the switch, `text` its value."""
    INCLUDE_ONLY = "include-only"
    """`\\includeonly`: of all that `\\include` names, what `arguments` has is read."""
    PACKAGE = "package"
    """`\\usepackage`, `\\documentclass` and their kin: `arguments` are the files that they would read."""
    OTHER = "other"
    """A command that is not known here, with short plain arguments: it may show a file."""


class Condition(NamedTuple):
    """Something on which it depends whether TeX comes to a place."""

    name: str
    """`ifdraft`, `toggle draft`; of a command of which nobody can tell `?`, its name and its place: `?ifnum 120`."""
    holds: bool
    """Whether it must be true."""

    @property
    def opposite(self) -> "Condition":
        return Condition(self.name, not self.holds)

    @property
    def text(self) -> str:
        """As in “if …”."""
        name = self.name.removeprefix("?").partition(" ")[0] if self.name.startswith("?") else self.name
        if name.startswith("\\"):
            return f"`{name}` is used"
        what = f"the toggle `{name.removeprefix('toggle ')}`" if name.startswith("toggle ") else f"`\\{name}`"
        return f"{what} is {'true' if self.holds else 'false'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    kind: CommandKind
    name: str
    """Without the backslash and the star."""
    line: int
    """1-based, of the backslash."""
    text: str = ""
    """The argument that matters, as written, comments taken out; cut to 2,000 characters."""
    folder: str = ""
    """First argument of `\\import` and its kin."""
    arguments: tuple[str, ...] = ()
    """Of OTHER: its arguments in braces. Of GRAPHICS_PATH: its folders."""
    short: str | None = None
    """Optional argument of a caption, as written; None without."""
    type: str = ""
    """Of a caption that names it, and of CAPTION_TYPE: `figure`, `table`."""
    star: bool = False
    conditions: tuple[Condition, ...] = ()
    """What must hold for TeX to come to it, as far as the file itself cannot tell."""
    lasting: bool = True
    """False in a group: what it sets, or a file that it reads, ends there."""
    optional: bool = False
    """True where a missing file is no fault: `\\InputIfFileExists`, `\\IfFileExists`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """A command of the author's that reads or shows files, or draws whole figures and tables."""

    commands: tuple[Command, ...]
    """What it stands for, with `#1` and its like where its arguments go."""
    braces: tuple[int, ...]
    """Numbers of the arguments that stand in braces, in their order; no other is looked at."""
    conditions: tuple[Condition, ...] = ()
    """What must hold for it to stand for this: another definition may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What other files of a document say of how one is to be read."""

    hiding: frozenset[str] = frozenset()
    """Environments that were declared verbatim before."""
    switches: frozenset[str] = frozenset()
    """Names such as `ifdraft` that a `\\newif` makes: a `\\fi` closes them, whatever stands behind them."""


NOTHING_ELSE = Elsewhere()


@dataclass(frozen=True, slots=True, kw_only=True)
class LatexFile:
    commands: tuple[Command, ...] = ()
    """In the order written. Comments, verbatim text, `\\iffalse` and what follows the end hold none."""
    digest: str = ""
    """`sha256:<hex>` of the text with CRLF read as LF."""
    lines: int = 0
    """How many it has."""
    hiding: frozenset[str] = frozenset()
    """Environments that it declares whose content is not LaTeX to be read."""
    macros: Mapping[str, str] = field(default_factory=dict)
    """Its commands without arguments that stand for plain text, as in a folder's name."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Its commands without arguments that stand for a few words of any kind, as written: what a caption may use."""
    wrappers: Mapping[str, tuple[Wrapper, ...]] = field(default_factory=dict)
    """Several of one name where it depends on a condition what it stands for."""
    perhaps: Mapping[str, tuple[tuple[tuple[Condition, ...], str], ...]] = field(default_factory=dict)
    """Of the names in `macros` those that are defined under conditions: every text with its own."""
    switches: frozenset[str] = frozenset()
    """Names such as `ifdraft` that it makes switches."""
    doubted: frozenset[str] = frozenset()
    """Names of that kind that it does not make, and that were read as commands with their branches in braces."""
    unsure: frozenset[str] = frozenset()
    """Switches that commands of the author's set, whenever they are used."""
    names: frozenset[str] = frozenset()
    """Every command in the text, and in what the author's commands stand for."""
    environments: Mapping[str, str] = field(default_factory=dict)
    """Environments that it defines, with the first one that each of them begins."""
    is_document: bool = False
    """True if it has a `\\begin{document}` of its own."""
    ends_document: bool = False
    """True if it says `\\end{document}`."""
    unclosed: tuple[tuple[str, int], ...] = ()
    """(what, 1-based line) of something that hides the rest of the file: a verbatim environment, `\\iffalse`."""
