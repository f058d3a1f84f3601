"""What a LaTeX run stopped at, and which files it did not find, out of what it said. Knows no disk."""

import re
from collections.abc import Callable, Iterator

from mkdocs_specthis.core.model.preview import LatexFault
from mkdocs_specthis.core.parse.shown import shown

MOST_FAULTS = 5
_BY_FILE = re.compile(
    r"^(?:error: )?(?:\./)?(?P<file>[^\s:][^:\n]{0,300}):(?P<line>\d{1,9}): (?P<text>[^\n]+)", re.MULTILINE
)
_BANG = re.compile(
    r"^!(?: |(?=pdfTeX ))(?P<text>[^\n]+)(?:\n(?!! )[^\n]*){0,12}?(?:\nl\.(?P<line>\d{1,9}) )?", re.MULTILINE
)
_CONTEXT = re.compile(r"\nl\.\d{1,9} (?P<before>[^\n]*)")
_COMMAND = re.compile(r"(\\[A-Za-z@]+|\\.)\s*\Z")
_NOT_FOUND = re.compile(r"[Ff]ile [`'\"{](?P<name>[^'\"{}\n]{1,300})['\"}](?: not found| could not be opened)")
_NO_FILE = re.compile(r"I can't find file `(?P<name>[^'\n]{1,300})'")
_PROGRAM = re.compile(r"(?<=^pdfTeX error): \S+(?= )")
_USELESS = ("fatal error occurred", "emergency stop", "==>")

Rename = Callable[[str, int], tuple[str, int]]
"""(path, line) as a person knows them, of a file and line of the run."""


def faults_of(log: str, rename: Rename) -> tuple[LatexFault, ...]:
    """What it stopped at, in order, each once; empty if nothing is said that can be read."""
    found = tuple(dict.fromkeys(_faults(log, rename)))
    telling = tuple(fault for fault in found if not any(word in fault.text.lower() for word in _USELESS))
    return (telling or found)[:MOST_FAULTS]


def _faults(log: str, rename: Rename) -> Iterator[LatexFault]:
    """A message without a place, as `! LaTeX Error: …` is, stands where the next one says that LaTeX was."""
    places = [(found.start(), found) for found in _BY_FILE.finditer(log)]
    bangs = [(found.start(), found) for found in _BANG.finditer(log)]
    for start, found in sorted([*places, *bangs], key=lambda row: row[0]):
        at = found if "file" in found.re.groupindex else next((one for place, one in places if place > start), None)
        path, line = rename(at["file"], int(at["line"])) if at is not None else ("", int(found["line"] or 0))
        yield LatexFault(path=path, line=line, text=_said(log, found))


def _said(log: str, found: re.Match[str]) -> str:
    text = _PROGRAM.sub("", found["text"].strip().rstrip("."))
    if text.startswith("Undefined control sequence"):
        context = _CONTEXT.search(log, found.start(), found.start() + 2_000)
        command = _COMMAND.search(context["before"]) if context else None
        text += f" `{command[1]}`" if command else ""
    return shown(f"{text[:1].lower()}{text[1:]}" if text[1:2].islower() and not text.startswith("LaTeX") else text, 300)


def missing_files(log: str) -> tuple[str, ...]:
    """Names of files that were looked for and not found."""
    names = [found["name"] for pattern in (_NOT_FOUND, _NO_FILE) for found in pattern.finditer(log)]
    return tuple(dict.fromkeys(name.strip() for name in names))


def read_files(recorder: str) -> tuple[str, ...] | None:
    """Paths that a recorder file says were read; None if it is none."""
    lines = recorder.splitlines()
    if not lines or not lines[0].startswith("PWD "):
        return None
    names = (line.removeprefix("INPUT ").removeprefix("./") for line in lines if line.startswith("INPUT "))
    return tuple(dict.fromkeys(names))
