"""Words of tables and figures in the prose of a compute spec, which says what is calculated and not how it is shown.

Words as words: not in code, links' addresses or fields. Knows one spec at a time.
"""

import re
from collections.abc import Iterable, Iterator

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.markdown import Outline

_WORD = re.compile(
    r"(?<![\w/.@#\\-])(?<!significant )(?<!key )"
    r"(figures?(?! of merit| out)|pgfplots|tikz(?:pictures?)?|captions?|palettes?|colou?r ?maps?|legends?|booktabs"
    r"|ax[ie]s labels?|[xy]-axis|subplots?)(?![\w/-]|\.\w)",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"\\(?:input|includegraphics|caption|addplot|toprule|begin\{(?:figure|table|tabular|tikzpicture|axis)\*?\})"
    r"(?![A-Za-z])"
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_ADDRESS = re.compile(r"\]\([^()\s]*(?:\s[^()]*)?\)|<[a-z]+:[^>\s]*>|https?://\S+")
MAX_LINE = 4000
HINT = "say how it is shown in a report or figure spec; a compute spec says what is calculated"


def exhibit_words(spec: Spec, entries: Iterable[Entry], outline: Outline) -> Iterator[Finding]:
    """Each such word once for an entry, and once for the shared prose."""
    entries = tuple(entries)
    owners = {line: entry for entry in entries for line in range(entry.location.line, entry.end_line + 1)}
    fields = {line for entry in entries for first, last in entry.field_lines for line in range(first, last + 1)}
    seen: set[tuple[str, str]] = set()
    for line, text in _lines(outline):
        number = line + spec.body_line - 1
        owner = owners.get(number)
        for word in _words(text[:MAX_LINE]) if number not in fields else ():
            key = (owner.name if owner else "", word.lower())
            if key not in seen:
                seen.add(key)
                yield _finding(spec, number, word, owner)


def _lines(outline: Outline) -> Iterator[tuple[int, str]]:
    """(line of the body, text) of headings and paragraphs, in order."""
    headings = ((heading.line, heading.text) for heading in outline.headings)
    yield from sorted((*headings, *(row for paragraph in outline.paragraphs for row in paragraph.lines)))


def _words(text: str) -> Iterator[str]:
    yield from _COMMAND.findall(text)
    yield from _WORD.findall(_ADDRESS.sub("]", _CODE.sub(" ` ", text)))


def _finding(spec: Spec, line: int, word: str, owner: Entry | None) -> Finding:
    return Finding(
        rule="exhibit-words",
        severity=Severity.WARNING,
        location=Location(path=spec.path, line=line),
        message=f"`{word}` speaks of tables and figures, and this is a compute spec",
        hint=HINT,
        entry=owner.name if owner else None,
        scope=Scope.ENTRY if owner else Scope.SPEC,
    )
