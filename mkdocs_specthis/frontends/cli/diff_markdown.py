"""The view of `specthis diff` as Markdown for a comment. Whatever a project holds stands in fences, or is escaped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.views.sentence import closed, count_of
from mkdocs_specthis.frontends.cli.diff_text import body_lines, cell_row, head_of, row_text, sentence_of, value_row
from mkdocs_specthis.frontends.cli.markdown_text import plain

Difference = Mapping[str, Any]


def markdown_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """A sentence, then a fold for each entry."""
    yield f"**What changed.** {sentence_of(view) if view['entries'] else 'Nothing moved.'}"
    for entry in view["entries"]:
        yield from ("", "<details>")
        until = "" if entry["until"]["kind"] == "today" else f", until {plain(entry['until']['label'])}"
        parts = count_of(len(entry["parts"]), "part")
        yield f"<summary>{plain(entry['entry'])}: {parts} since {plain(entry['since']['label'])}{until}</summary>"
        for note in entry["notes"]:
            yield from ("", plain(note))
        for part in entry["parts"]:
            yield from ("", f"**{plain(head_of(part))}**", *_body(part["difference"]))
        yield from ("", "</details>")


def _body(difference: Difference | None) -> Iterator[str]:
    if difference is None:
        return
    if difference["values"]:
        yield from _table(("value", "before → after", "by"), map(value_row, difference["values"]))
    if difference["cells"]:
        yield from _table(("cell", "before → after"), map(cell_row, difference["cells"]))
    is_table = bool(difference["values"] or difference["cells"])
    if is_table and difference["left_out"]:
        yield from ("", f"and {difference['left_out']:,} more")
    if difference["hunks"] or not is_table:
        yield from _fenced(difference)


def _fenced(difference: Difference) -> Iterator[str]:
    rows = [row_text(row) for hunk in difference["hunks"] for row in hunk] or list(body_lines(difference))
    if rows:
        fence = "`" * max(3, 1 + _longest_run("\n".join(rows)))
        yield from ("", f"{fence}{'diff' if difference['hunks'] else 'text'}", *rows, fence)
    if difference["form"] == "lines" and difference["left_out"]:
        yield from ("", f"and {difference['left_out']:,} more lines")
    if difference["hunks"] and difference["note"]:
        yield from ("", plain(closed(difference["note"])))


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}")
    yield from (f"| {' | '.join(map(plain, row))} |" for row in rows)
