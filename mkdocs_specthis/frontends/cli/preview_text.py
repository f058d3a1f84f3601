"""`specthis preview` as lines of text: what is done while it is at it, then all of it, from the values of `--json`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from mkdocs_specthis.core.views.sentence import in_words, joined, seconds_in_words, sentence
from mkdocs_specthis.frontends.cli.output import is_terminal, tell
from mkdocs_specthis.frontends.cli.tables import table

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.preview import PreviewRow

WORDS = {
    "drawn": "drawn",
    "fetched": "fetched",
    "there": "up to date",
    "failed": "failed",
    "interrupted": "interrupted",
}
RULE = "preview error"


class PreviewLines:
    """A line for each picture as it is done, where a person looks on."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        self._is_heard = is_terminal(stream) and not quiet
        self._number = self._done = 0

    def began(self, number: int) -> None:
        self._number = number
        if self._is_heard and number > 1:
            tell(f"specthis: {in_words(number)} pictures")

    def finished(self, row: "PreviewRow") -> None:
        self._done += 1
        if self._is_heard and self._number > 1:
            tell(f"{self._done} of {self._number}: {row.path} {row.outcome}")


def report_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """What moved, what failed and how, then the sum."""
    told = [row for row in view["rows"] if row["outcome"] != "there"]
    if told:
        yield from table([_cells(row, view) for row in told])
    for row in view["rows"]:
        if row["outcome"] == "failed":
            yield from _failure(row)
    yield _summary(view)


def _cells(row: Mapping[str, Any], view: Mapping[str, Any]) -> tuple[str, ...]:
    outcome = "draw" if view["dry_run"] and row["outcome"] == "drawn" else row["outcome"]
    seconds = seconds_in_words(row["seconds"]) if row["seconds"] else ""
    return (outcome, row["entry"], row["path"], seconds, row["text"])


def _failure(row: Mapping[str, Any]) -> Iterator[str]:
    """As findings read: `file:line: rule error: what`, with a hint."""
    log = f"all that was said is in {row['log']}" if row["log"] else ""
    hint = "; ".join(filter(None, (row["hint"], log)))
    if not row["faults"]:
        yield _with_hint(f"{row['path']}: {RULE}: {row['text']}", hint)
    for number, fault in enumerate(row["faults"], 1):
        place = f"{fault['path'] or row['path']}{':' + str(fault['line']) if fault['line'] else ''}"
        yield _with_hint(f"{place}: {RULE}: {fault['text']}", hint if number == len(row["faults"]) else "")


def _with_hint(line: str, hint: str) -> str:
    return f"{line}\n  hint: {hint}" if hint else line


def _summary(view: Mapping[str, Any]) -> str:
    """Two drawn, one failed."""
    words = {**WORDS, "drawn": "to draw"} if view["dry_run"] else WORDS
    phrases = [f"{in_words(view['counts'][word])} {text}" for word, text in words.items() if view["counts"][word]]
    if not phrases:
        return "Nothing to draw: no artefact that is here is a drawing or a PDF file."
    return sentence(joined(phrases))
