"""One `###` block of a spec: fields to a contract, and everything wrong with them.

Knows the settings' folders by name; sees no other entry and no disk.
"""

from collections.abc import Mapping
from dataclasses import replace

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Severity
from mkdocs_specthis.core.parse.entry_fields import READERS
from mkdocs_specthis.core.parse.entry_reading import EntryReading
from mkdocs_specthis.core.parse.fields import ALL_FIELDS, RawField, near_key
from mkdocs_specthis.core.parse.shown import shown

EXAMPLES: Mapping[str, str] = {
    "Script": "scripts/name.py",
    "Output": "results/name/name.json",
    "Export script": "scripts/name.py",
    "Export outputs": "reports/name.tex",
}
COUNTERPART: Mapping[str, str] = {
    "Script": "Export script",
    "Output": "Export outputs",
    "Export script": "Script",
    "Export outputs": "Output",
}
"""A field of one kind of entry to what the other kind calls it."""
InnerHeadings = tuple[tuple[int, int, str], ...]
"""(line, level, text) of the headings inside a block."""


def read_entry(entry: Entry, fields: list[RawField], inner: InnerHeadings, reading: EntryReading) -> Entry:
    """`entry` with what its fields say; what is wrong is added to `reading`."""
    known = _known_fields(reading, _own(reading, inner, fields))
    changes: dict[str, object] = {}
    for key, raw in known.items():
        changes.update(READERS[key](reading, raw))
    _require(reading, known, entry)
    return replace(entry, misplaced=tuple(reading.misplaced), **changes)  # type: ignore[arg-type]


def _own(reading: EntryReading, inner: InnerHeadings, fields: list[RawField]) -> list[RawField]:
    """Fields above a heading below which they begin again: another entry's, whose heading is one level too deep."""
    for line, level, text in inner:
        above = {raw.key for raw in fields if raw.known and raw.line < line}
        again = next((raw.key for raw in fields if raw.known and raw.line > line and raw.key in above), "")
        if again:
            message = f"below the heading `{shown(text[:60])}`, of level {level}, `{again}` is given again"
            hint = f"write `### {shown(text[:60])}` if that is an entry; else keep one of them"
            reading.add("field-duplicate", line, message, hint)
            return [raw for raw in fields if raw.line < line]
    return fields


def _known_fields(reading: EntryReading, fields: list[RawField]) -> dict[str, RawField]:
    homes = {raw.container for raw in fields if raw.plain and raw.key in reading.allowed}
    known: dict[str, RawField] = {}
    for raw in fields:
        if not raw.plain:
            _marked_up(reading, raw)
        elif raw.key not in reading.allowed:
            _unknown(reading, raw, among_known=raw.container in homes)
        elif raw.key in known:
            message = f"`{raw.key}` is given twice, first on line {known[raw.key].line}"
            reading.add("field-duplicate", raw.line, message, "keep one of them")
        elif not raw.values:
            reading.add(
                "field-value", raw.line, f"`{raw.key}` has no value", "write it on the same line or as a list below"
            )
            known[raw.key] = raw
        else:
            if raw.continued:
                reading.add(
                    "field-value",
                    raw.line,
                    f"the value of `{raw.key}` seems to go on in the next line of the paragraph",
                    "write it on one line or as a list, or put a blank line after it",
                )
            known[raw.key] = raw
    return known


def _marked_up(reading: EntryReading, raw: RawField) -> None:
    """A key in italics or backticks is none; where it looks like one, that is no accident."""
    near = raw.key if raw.key in ALL_FIELDS else near_key(raw.key, reading.allowed)
    if near:
        reading.add(
            "unknown-field",
            raw.line,
            f"the key `{shown(raw.key)}` is in italics or backticks",
            f"write `{near}:`, in bold or plain",
        )


def _unknown(reading: EntryReading, raw: RawField, *, among_known: bool) -> None:
    near = near_key(raw.key, reading.allowed)
    if raw.key in COUNTERPART:
        message = f"`{raw.key}` is no field of a {reading.kind} entry"
        reading.add("unknown-field", raw.line, message, f"write `{COUNTERPART[raw.key]}`")
    elif near:
        reading.add(
            "unknown-field",
            raw.line,
            f"`{shown(raw.key)}` is not a field of a {reading.kind} entry",
            f"did you mean `{near}`?",
        )
    elif among_known:
        message = f"`{shown(raw.key)}` stands among the fields and is no field of a {reading.kind} entry"
        reading.add(
            "unknown-field", raw.line, message, "move it below the fields, after a blank line", Severity.WARNING
        )


def _require(reading: EntryReading, known: Mapping[str, RawField], entry: Entry) -> None:
    required = (
        ("Script", "Output", "Status") if reading.kind == "compute" else ("Export script", "Export outputs", "Status")
    )
    missing = [key for key in required if key not in known]
    for key in missing:
        hint = f"add a line `{key}: {EXAMPLES.get(key, 'script TBD')}`"
        if len(missing) == len(required):
            hint = "every `###` below the entries heading is an entry; write `####` for a heading that is none"
        reading.add("field-missing", entry.location.line, f"entry `{reading.name}` has no `{key}`", hint)
