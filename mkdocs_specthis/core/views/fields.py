"""The fields of an entry as a page lists them: label, values, and what each value names.

Shows what was written; resolves no path.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mkdocs_specthis.core.model.entry import Entry, Value, VariesRule
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.sentence import seconds_in_words

CODE, ENTRY, SPEC, TEXT = "code", "entry", "spec", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    text: str
    kind: str = CODE
    """`code` (a path, a key, a command), `entry`, `spec` or `text`."""
    target: str = ""
    """Name of the entry, or path of the spec, that it names; empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    label: str
    values: tuple[FieldValue, ...]


def is_understood(snapshot: Snapshot, entry: Entry) -> bool:
    """True if a list of fields says all that was written; else the author's own lines are shown."""
    status = snapshot.statuses.get(entry.name)
    return status is not None and not entry.unreadable and not status.errors


def field_rows(snapshot: Snapshot, entry: Entry) -> tuple[FieldRow, ...]:
    """Every field that the entry gives, in the order of the reference; nothing if not all of them are understood."""
    if not is_understood(snapshot, entry):
        return ()
    return tuple(FieldRow(label=label, values=values) for label, values in _rows(snapshot, entry) if values)


def _rows(snapshot: Snapshot, entry: Entry) -> Iterator[tuple[str, tuple[FieldValue, ...]]]:
    yield "Export script" if entry.exports else "Script", _paths(entry.scripts)
    yield "Export outputs" if entry.exports else "Output", _paths(entry.outputs)
    yield "Status", _status(entry)
    yield "Keys", _codes(entry.keys) + _paths(filter(None, [entry.schema]))
    yield "Sidecars", _paths(entry.sidecars)
    yield "Workflows", _paths(entry.workflows)
    yield "Inputs", _paths(entry.inputs)
    yield "Consumes", _consumes(snapshot, entry)
    yield "Run", _paths(filter(None, [entry.run]))
    yield "Timeout", () if entry.timeout is None else _texts([seconds_in_words(entry.timeout)])
    yield "Retries", () if entry.retries is None else _texts([str(entry.retries)])
    yield "Resources", _codes(f"{name}={amount}" for name, amount in entry.resources)
    yield "Varies", _codes(map(_varies, entry.varies))
    yield "Traces to", _texts(entry.traces_to)
    yield "Publish", () if entry.publish else _texts(["no"])


def _codes(texts: Iterable[str]) -> tuple[FieldValue, ...]:
    return tuple(FieldValue(text=text) for text in texts)


def _texts(texts: Iterable[str]) -> tuple[FieldValue, ...]:
    return tuple(FieldValue(text=text, kind=TEXT) for text in texts)


def _paths(values: Iterable[Value]) -> tuple[FieldValue, ...]:
    return _codes(value.text for value in values)


def _status(entry: Entry) -> tuple[FieldValue, ...]:
    if not entry.status:
        return ()
    return _texts([f"{entry.status} — {entry.status_note}" if entry.status_note else entry.status])


def _varies(rule: VariesRule) -> str:
    return rule.pattern if rule.tolerance is None else f"{rule.pattern} ~ {rule.tolerance:g}"


def _consumes(snapshot: Snapshot, entry: Entry) -> tuple[FieldValue, ...]:
    if entry.consumes is None:
        return ()
    if not entry.consumes:
        return _texts(["none"])
    return tuple(_named(snapshot, value.text) for value in entry.consumes)


def _named(snapshot: Snapshot, text: str) -> FieldValue:
    if text in snapshot.entries:
        return FieldValue(text=text, kind=ENTRY, target=text)
    spec = snapshot.specs_by_name.get(text.removesuffix(".md"))
    return FieldValue(text=text, kind=SPEC, target=spec.path) if spec else FieldValue(text=text)
