"""The view of `specthis diff` as lines of text. Works on the very values that `--json` prints."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.views.difference import amount, came_or_went, counts, largest, title_of
from mkdocs_specthis.core.views.sentence import closed, count_of, joined, short_digest
from mkdocs_specthis.frontends.cli.output import printable
from mkdocs_specthis.frontends.cli.tables import INDENT, aligned, widths_of

LONGEST = 400
"""Characters of a line that are shown."""
NAMED = 10
MARKS = {"same": " ", "removed": "-", "added": "+"}
_WORD_MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
_BEGIN = {"removed": "\ue000", "added": "\ue001"}
_STOP = "\ue002"
_COLOURS = {"\ue000": "\x1b[31m", "\ue001": "\x1b[32m", _STOP: "\x1b[0m"}
_MARK = re.compile("([\ue000-\ue002])")
Paint = Callable[[str, str], str]
"""Takes an edit and text."""


def unpainted(edit: str, text: str) -> str:
    return text


def text_lines(view: Mapping[str, Any], paint: Paint = unpainted) -> Iterator[str]:
    if not view["entries"]:
        yield "Nothing moved."
    for place, entry in enumerate(view["entries"]):
        if place:
            yield ""
        yield from _entry_lines(entry, paint)
    if view["entries"] and view["unmoved"]:
        yield ""
        yield f"Nothing moved in {_names(view['unmoved'])}."


def _names(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return joined(names)
    return f"{count_of(len(names), 'other entry', 'other entries')}"


def _entry_lines(entry: Mapping[str, Any], paint: Paint) -> Iterator[str]:
    until = "" if entry["until"]["kind"] == "today" else f", until {entry['until']['label']}"
    yield f"{entry['entry']}: since {entry['since']['label']}{until}"
    for note in entry["notes"]:
        yield f"  {note}"
    for part in entry["parts"]:
        yield ""
        yield from _part_lines(part, paint)


def _part_lines(part: Mapping[str, Any], paint: Paint) -> Iterator[str]:
    yield f"  {head_of(part)}"
    difference = part["difference"]
    if difference is not None:
        yield from (f"{INDENT}{line}" for line in body_lines(difference, paint))


def head_of(part: Mapping[str, Any]) -> str:
    """`Script scripts/fit.py: 2 lines added; older state: commit 1a2b3c4`."""
    difference = part["difference"]
    said = [came_or_went(part["before"] or "", part["after"] or "", part["was"] or "")]
    if difference is not None:
        said = [counts_of(difference) or said[0]]
    elif part["unavailable"]:
        digests = f"{short_digest(part['before'] or 'nothing')} → {short_digest(part['after'] or 'nothing')}"
        hint = f" ({part['hint']})" if part["hint"] else ""
        said += [digests, f"the text cannot be compared: {part['unavailable']}{hint}"]
    if part["see"]:
        said.append(f"`specthis diff {part['see']}` tells more")
    if part["found"] and part["found"] != "here":
        said.append(f"older state: {part['found']}")
    was = f" (was {part['was']})" if part["was"] else ""
    return f"{title_of(part['role'])} {part['subject']}".rstrip() + f"{was}: " + "; ".join(said)


def counts_of(difference: Mapping[str, Any]) -> str:
    keys = ("added", "removed", "changed", "within", "ignored")
    return counts(difference["form"], *(difference[key] for key in keys))


def body_lines(difference: Mapping[str, Any], paint: Paint = unpainted) -> Iterator[str]:
    for passage in difference["passages"]:
        yield from _words_of(passage, paint).split("\n")
    yield from _value_lines(difference["values"])
    yield from (_cell_line(cell) for cell in difference["cells"])
    for hunk in difference["hunks"]:
        yield from _hunk_lines(hunk, paint)
    if difference["left_out"]:
        yield f"… and {difference['left_out']:,} more; `--most` lists more of them"
    yield from _group_lines(difference["groups"])
    if difference["note"]:
        yield difference["note"]


def _words_of(passage: Sequence[Mapping[str, str]], paint: Paint) -> str:
    pieces = ((piece["edit"], _WORD_MARKS[piece["edit"]].format(piece["text"])) for piece in passage)
    return "".join(paint(edit, text) for edit, text in pieces).strip("\n")


def _hunk_lines(hunk: Sequence[Mapping[str, Any]], paint: Paint) -> Iterator[str]:
    first = next((row for row in hunk if row["after"]), None) or hunk[0]
    yield f"@@ line {first['after'] or first['before']} @@"
    yield from (paint(row["edit"], row_text(row)) for row in hunk)


def row_text(row: Mapping[str, Any]) -> str:
    text = row["text"]
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"
    return f"{MARKS[row['edit']]}{cut}"


def _value_lines(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows = [value_row(change) for change in changes]
    widths = widths_of(rows) if rows else ()
    yield from (aligned(row, [min(width, 60) for width in widths]) for row in rows)


def value_row(change: Mapping[str, Any]) -> tuple[str, str, str]:
    """Place, from what to what, by how much."""
    moved = f"{_or(change['before'])} → {_or(change['after'])}"
    return (change["path"], moved, amount(change["absolute"], change["relative"]))


def _or(text: str | None) -> str:
    return "(not there)" if text is None else text


def _cell_line(cell: Mapping[str, Any]) -> str:
    return ": ".join(cell_row(cell))


def cell_row(cell: Mapping[str, Any]) -> tuple[str, str]:
    """Place, and from what to what."""
    heads = f" ({cell['heads']})" if cell["heads"] else ""
    moved = f"{_or(cell['before'])} → {_or(cell['after'])}"
    return (f"row {cell['row']}, column {cell['column']}{heads}", moved)


def _group_lines(groups: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if groups:
        yield "all of them, by place:"
    for group in groups:
        by = largest(group["absolute"], group["relative"])
        yield f"{INDENT}{group['pattern']}: {count_of(group['count'], 'change')}{f', by up to {by}' if by else ''}"


def marked(edit: str, text: str) -> str:
    """Text of an edit between marks that `coloured` makes colours of."""
    return f"{_BEGIN[edit]}{text}{_STOP}" if edit in _BEGIN else text


def coloured(line: str) -> str:
    """A line as a terminal shows it: marks as colours, and all else that steers a terminal as an escape."""
    return "".join(_COLOURS.get(part) or printable(part) for part in _MARK.split(line))


def sentence_of(view: Mapping[str, Any]) -> str:
    return closed(f"something moved in {count_of(len(view['entries']), 'entry', 'entries')}")
