"""Whether events, ledgers and the index are what their schemas and the strict readers ask for, line by line.

Writes nothing. What a schema asks for is in `schemas/`.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.finding import Finding, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.event import parse_event
from mkdocs_specthis.core.parse.ledger_json import RESTORE, decode_ledger, find_line
from mkdocs_specthis.core.parse.ledgers import parse_judgments, parse_receipt, unreadable_lock
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.records.event_log import read_lines
from mkdocs_specthis.effects.records.ledgers import LOCK_NAME, RUNS_NAME, read_ledger_file
from mkdocs_specthis.effects.records.state_folder import EVENTS
from mkdocs_specthis.effects.schemas import read_schema
from mkdocs_specthis.usecases.index import INDEX, ROUTING
from mkdocs_specthis.usecases.load import read_settings

DERIVED = {INDEX: "index", ROUTING: "routing"}
"""Files that are made from the rest, each with its schema."""
MOST = 100
"""Findings of one file."""
REWRITE = "`specthis index` writes it anew"


def files_of(root: Path) -> tuple[str, ...]:
    """What there is to check in a project: POSIX paths from the root."""
    specs = read_settings(root)[0].specs
    runs = sorted(file.name for file in (root / specs / RUNS_NAME).glob("*.json") if not file.name.startswith("."))
    receipts = (f"{RUNS_NAME}/{name}" for name in runs)
    every = (EVENTS, *(f"{specs}/{name}" for name in (LOCK_NAME, *receipts, *DERIVED)))
    return tuple(path for path in every if (root / path).exists() or (root / path).is_symlink())


def kind_of(path: str) -> str:
    """The schema that a file is held against, by its name. Raises SpecthisError for a name that is none of ours."""
    name, folder = PurePosixPath(path).name, PurePosixPath(path).parent.name
    if name == PurePosixPath(EVENTS).name:
        return "event"
    if folder == RUNS_NAME and name.endswith(".json"):
        return "receipt"
    kind = {LOCK_NAME: "lock", **DERIVED}.get(name)
    if kind is None:
        hint = f"it checks events.jsonl, {LOCK_NAME}, {INDEX}, {ROUTING} and receipts in a folder {RUNS_NAME}"
        raise SpecthisError(f"{shown(path, 200)} is no file that has a schema here", hint=hint)
    return kind


def validate(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, tuple[Finding, ...], bool]]:
    """(path, what is wrong with it, whether there is more of it) of each file, in the order given.

    Raises SpecthisError for a file that is not there or has no schema.
    """
    for path in paths:
        kind = kind_of(path)
        if not (root / path).exists():
            raise SpecthisError(f"{shown(path, 200)} is not there", hint="without FILE all that is there is checked")
        faults = _events(root, path) if kind == "event" else _whole(root, path, kind)
        found = tuple(islice(faults, MOST + 1))
        yield path, found[:MOST], len(found) > MOST


def _events(root: Path, path: str) -> Iterator[Finding]:
    validator = _validator("event")
    for number, line, is_torn in read_lines(root / path):
        event, fault = parse_event(line)
        if event is None and is_torn:
            hint = "nothing rests on it; the next event starts a new line"
            yield _finding("event-torn", path, number, "the last line is cut short", hint)
        elif event is None:
            yield _finding("event-unreadable", path, number, f"this line is no event: {fault}", "remove the line")
        else:
            for _, message in _schema_faults(validator, json.loads(line)):
                yield _finding("event-unreadable", path, number, message, "remove the line")


def _whole(root: Path, path: str, kind: str) -> Iterator[Finding]:
    """What the strict reader refuses; if that takes it, what the schema does."""
    content, fault = read_ledger_file(root, path)
    if fault is not None or content is None:
        assert fault is not None
        yield unreadable_lock(path, fault)
        return
    found = list(_strict(content, path, kind))
    yield from found
    value, text, _ = decode_ledger(content)
    if value is None or found:
        return
    rule, hint = ("index-malformed", REWRITE) if kind in DERIVED.values() else ("ledger-unreadable", RESTORE)
    for where, message in _schema_faults(_validator(kind), value):
        yield _finding(rule, path, find_line(text, where), message, hint)


def _strict(content: bytes, path: str, kind: str) -> Iterable[Finding]:
    if kind == "lock":
        return parse_judgments(content, path)[1]
    if kind == "receipt":
        return parse_receipt(content, path, PurePosixPath(path).name.removesuffix(".json"))[1]
    value, _, fault = decode_ledger(content)
    if value is None and fault is not None:
        return (_finding("index-malformed", path, fault.line, fault.message, REWRITE),)
    return ()


def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(read_schema(name))


def _schema_faults(validator: Any, value: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """(where in the value, what is wrong there)."""
    for error in validator.iter_errors(value):
        where = tuple(error.instance_path)
        at = f"at `{shown('/'.join(map(str, where)), 120)}`: " if where else ""
        yield where, f"{at}{shown(str(error.message), 200)}"


def _finding(rule: str, path: str, line: int, message: str, hint: str) -> Finding:
    severity = Severity.ERROR if rule == "ledger-unreadable" else Severity.WARNING
    return Finding(rule=rule, severity=severity, location=Location(path=path, line=line), message=message, hint=hint)
