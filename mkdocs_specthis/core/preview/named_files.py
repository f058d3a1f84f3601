"""The files that a LaTeX text names, with the suffixes that TeX would try. Sees no disk, and expands no macro."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from mkdocs_specthis.core.preview.drawing import without_comments

MOST_NAMES = 5_000
_COMMANDS = re.compile(
    r"\\(?P<command>input|include|InputIfFileExists|IfFileExists|usepackage|RequirePackage|RequirePackageWithOptions"
    r"|documentclass|LoadClass|includegraphics|usetikzlibrary|usepgfplotslibrary|includestandalone|bibliography)"
    r"\*?\s{0,9}(?:\[[^\]]{0,2000}\]\s{0,9})?\{(?P<names>[^{}]{1,2000})\}"
)
_PLAIN_INPUT = re.compile(r"\\(?:input|@@input|openin[^=\n]{1,60}?=)\s{0,9}(?P<name>[A-Za-z0-9._/-]{1,200})")
_WITH_SUFFIX = re.compile(r"(?P<name>[A-Za-z0-9._/+-]{0,200}[A-Za-z0-9_+-]\.[A-Za-z][A-Za-z0-9]{0,5})(?![A-Za-z0-9])")
_IMAGES = ("", ".pdf", ".png", ".jpg", ".jpeg", ".eps", ".mps")
_SUFFIXES = {
    "usepackage": (".sty",),
    "RequirePackage": (".sty",),
    "RequirePackageWithOptions": (".sty",),
    "documentclass": (".cls",),
    "LoadClass": (".cls",),
    "includegraphics": _IMAGES,
    "includestandalone": (".tex", ".pdf"),
    "bibliography": (".bib",),
}
_LIBRARIES = {"usetikzlibrary": "tikzlibrary{}.code.tex", "usepgfplotslibrary": "tikzlibrarypgfplots.{}.code.tex"}
TEXTS = (".tex", ".sty", ".cls", ".clo", ".def", ".cfg", ".ltx", ".tikz", ".pgf")
"""Suffixes of files that name others."""


def named_files(text: str) -> tuple[str, ...]:
    """Names that TeX may look for, each once, as written, with a suffix where TeX would add one."""
    return tuple(dict.fromkeys(_names(without_comments(text))))[:MOST_NAMES]


def _names(text: str) -> Iterator[str]:
    for found in _COMMANDS.finditer(text):
        for name in found["names"].split(","):
            yield from _spelt(found["command"], name.strip().strip('"'))
    for found in _PLAIN_INPUT.finditer(text):
        yield from _spelt("input", found["name"])
    yield from (found["name"] for found in _WITH_SUFFIX.finditer(text))


def _spelt(command: str, name: str) -> Iterator[str]:
    if not name or "\\" in name:
        return
    if command in _LIBRARIES:
        yield _LIBRARIES[command].format(name)
        return
    yield from (name + suffix for suffix in _SUFFIXES.get(command, ("", ".tex")))


def places_of(name: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Paths from the project root that a name may mean, looked for from each of the folders; none that leads out."""
    if name.startswith(("/", "~")):
        return
    for folder in folders:
        path = normpath(join(folder, name))
        if path != "." and not path.startswith(".."):
            yield path


_UPWARD = re.compile(r"\{(?P<name>\.\./[^{}\\%\s]{1,300})\}")


def from_root(text: str, folder: str) -> str:
    """The text with names that go up (`{../data/a.csv}`) written from the project root.

    LaTeX refuses to read above the folder that it runs in, and that folder is the root.
    """

    def replaced(found: re.Match[str]) -> str:
        path = normpath(join(folder, found["name"]))
        return found[0] if path.startswith("..") else "{" + path + "}"

    return _UPWARD.sub(replaced, text)


def is_text(path: str) -> bool:
    """Whether a file may name others."""
    return path.endswith(TEXTS)


def folder_of(path: str) -> str:
    """The folder of a path, as TeX would search it; the root is a dot."""
    return dirname(path) or "."


_GRAPHICS_PATH = re.compile(r"\\graphicspath\s{0,9}\{(?P<folders>(?:\s{0,9}\{[^{}\\]{0,300}\}){1,20})\s{0,9}\}")


def graphics_folders(text: str) -> tuple[str, ...]:
    """Folders that `\\graphicspath` names, as written."""
    found = _GRAPHICS_PATH.search(without_comments(text))
    return tuple(re.findall(r"\{([^{}]*)\}", found["folders"])) if found else ()
