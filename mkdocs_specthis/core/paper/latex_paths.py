"""Where a path in LaTeX may lead: the places that TeX would try, in its order, as paths from the project root.

Decides by spelling alone; what is there is asked of whoever can see it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import join, normpath

from mkdocs_specthis.core.parse.latex_words import GRAPHICS

GRAPHIC_SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".eps", ".svg", ".pgf", ".tikz", ".PDF", ".PNG", ".JPG", ".JPEG")
"""What `\\includegraphics` adds to a path without one of them, in this order."""
READ_SUFFIXES = (".tex", ".pgf", ".tikz", ".tikzpicture", ".txt", ".ltx", ".pdf_tex", ".bbl", ".sty", ".cls", ".def")
OF_TEX = (".sty", ".cls", ".clo", ".def", ".cfg", ".fd", ".ldf", ".enc", ".map", ".mkii", ".lua", ".code.tex")
"""Suffixes of files that come with TeX or a package of it, as `childdoc.def` does. That one of them, named without its
folder, is not here is no fault of the project."""
MAX_EXPANSIONS = 8

_MACRO = re.compile(r"\\([A-Za-z@]+)[ ]*(?:\{\})?")
_KEPT = re.compile(r"\\(?:subfix|detokenize|string|unexpanded)(?![A-Za-z@])")


@dataclass(frozen=True, slots=True)
class Artefacts:
    """Files that entries declare, found by path and by name."""

    paths: frozenset[str]
    by_name: Mapping[str, tuple[str, ...]]
    by_stem: Mapping[str, tuple[str, ...]]
    """Path without its graphics suffix to the figures of that path."""


def artefacts_of(paths: Iterable[str]) -> Artefacts:
    names: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    every = sorted(set(paths))
    for path in every:
        names.setdefault(path.rsplit("/", 1)[-1], []).append(path)
        suffix = next((suffix for suffix in GRAPHIC_SUFFIXES if path.endswith(suffix)), "")
        if suffix:
            stems.setdefault(path.removesuffix(suffix), []).append(path)
    return Artefacts(frozenset(every), _frozen(names), _frozen(stems))


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def expanded(text: str, macros: Mapping[str, str]) -> str | None:
    """A path with the author's short commands replaced; None if it still holds a command or an argument."""
    text = _KEPT.sub("", text)
    for _ in range(MAX_EXPANSIONS):
        if "\\" not in text or len(text) > 1000:
            break
        text = _MACRO.sub(lambda found: macros.get(found[1], found[0]), text)
    text = text.replace("{", "").replace("}", "").strip().strip('"')
    return text if text and not any(sign in text for sign in "\\#\n\0") and len(text) <= 1000 else None


def spellings(command: str, written: str) -> tuple[str, ...]:
    """The path with the suffixes that the command adds, in the order in which it tries them."""
    if command in GRAPHICS:
        has_one = written.endswith(GRAPHIC_SUFFIXES)
        return (written,) if has_one else (*(written + suffix for suffix in GRAPHIC_SUFFIXES), written)
    if command == "includestandalone":
        return (f"{written}.tex", f"{written}.pdf")
    if written.endswith(READ_SUFFIXES):
        return (written, f"{written}.tex")
    return (f"{written}.tex", written)


def places(folders: Iterable[str], spelled: Iterable[str]) -> Iterator[str]:
    """Every spelling in every folder, folder by folder; what leads out of the project is left out."""
    spelled = tuple(spelled)
    for folder in folders:
        for path in spelled:
            place = inside(folder, path)
            if place:
                yield place


def inside(folder: str, path: str) -> str:
    """`path` seen from `folder`, from the project root; empty if it leads out, or nowhere."""
    place = normpath(join(folder, path))
    return "" if place in (".", "") or place.startswith(("/", "../", "~")) or place == ".." else place


def folder_inside(folder: str, path: str) -> str | None:
    """The same of a folder, where the root itself is one; None if it leads out."""
    place = normpath(join(folder, path or "."))
    if place.startswith(("/", "../", "~")) or place == "..":
        return None
    return "" if place == "." else place
