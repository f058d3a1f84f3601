"""What attempts saw that left checkpoints: a run that goes on from these rests on it as if it had seen it itself.

Knows notes beside scratch folders; not how an attempt begins or ends.

The name of a scratch folder tells of what is declared alone. An attempt may have read more, or what was only there for
a while; and of one whose refresh was killed nobody knows.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from mkdocs_specthis.core.contracts.contract import data_digest
from mkdocs_specthis.core.contracts.glanced import glanced_of
from mkdocs_specthis.core.contracts.recorded import LISTING, listing_of
from mkdocs_specthis.core.contracts.undeclared import Opening, RunFiles, undeclared_of
from mkdocs_specthis.core.digest import ABSENT, digest_text
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.glances import Glances
from mkdocs_specthis.core.model.observation import NOT_OBSERVED, OBSERVED
from mkdocs_specthis.core.parse.ledger_fields import is_unsafe_path
from mkdocs_specthis.effects.runs.observation import STRACE
from mkdocs_specthis.effects.runs.scratch import (
    has_checkpoints,
    read_scratch_note,
    remove_scratch,
    remove_scratch_note,
    write_scratch_note,
)
from mkdocs_specthis.usecases.refresh.state import RefreshState

VOID, OPEN = "void", "open"
"""Whether the checkpoints count for nothing; whether an attempt has begun of whose end nothing is known."""
Note = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What attempts saw whose checkpoints a run goes on from."""

    files: RunFiles
    note: Note
    """As it was when the last of them ended; empty if nobody knows."""


def take_up(state: RefreshState, signature: str) -> Earlier | None:
    """What the checkpoints of a signature rest on; None if there are none. What may not be used is removed.

    Raises WriteFailed.
    """
    if not has_checkpoints(state.root, signature):
        remove_scratch_note(state.root, signature)
        return None
    note = read_scratch_note(state.root, signature)
    files = _files_of(note)
    is_known = files is not None and note.get(OPEN) is False
    is_seen = is_known and files is not None and files.observed == OBSERVED
    must_see = state.project.settings.observe == STRACE
    if note.get(VOID) or (must_see and not is_seen) or (files and _has_moved(state, files, note)):
        remove_scratch(state.root, signature)
        return None
    write_scratch_note(state.root, signature, {**note, OPEN: True})
    known = files if files and is_known else replace(files or RunFiles(), observed=NOT_OBSERVED)
    return Earlier(files=known, note=note if files else {})


def moved_below(state: RefreshState, earlier: Earlier, contracts: Mapping[str, Contract], files: RunFiles) -> str:
    """What the checkpoints rest on and is not as it was when the last attempt ended, though it was when this one began.

    `files`: of this run, as last seen. What it wrote itself has not moved; of files that came tells `came_meanwhile`.
    """
    opened, listed = earlier.note.get("opened"), earlier.note.get("listed")
    if not isinstance(opened, list) or not isinstance(listed, dict):
        return ""
    project, consumption = state.project, state.snapshot.consumption
    for contract in contracts.values():
        now = undeclared_of(project, consumption, contract, files, together=tuple(contracts))
        for path, _, was in opened:
            if path in now and now[path] != was and path not in files.written | files.made:
                return str(path)
        parts = glanced_of(project, consumption, contract, files)
        for folder, was in listed.items():
            if f"{LISTING} {folder}" in parts and _of_names(project.matches.get(listing_of(folder))) != was:
                return str(folder)
    return ""


def leave(state: RefreshState, signature: str, files: RunFiles) -> None:
    """Note what the checkpoints rest on, if there are any, for whoever goes on from them."""
    with suppress(SpecthisError):  # without a word of their end, nobody takes them for known
        if has_checkpoints(state.root, signature):
            write_scratch_note(state.root, signature, {**_note_of(state, files), OPEN: False})
        else:
            remove_scratch(state.root, signature)


def void(state: RefreshState, signature: str) -> None:
    """Whatever a run that is under way leaves there rests on what is not so."""
    with suppress(SpecthisError):
        write_scratch_note(state.root, signature, {VOID: True})


def _note_of(state: RefreshState, files: RunFiles) -> Note:
    """`files` as last seen."""
    project = state.project
    return {
        "observed": files.observed,
        "opened": [[one.path, one.alias, data_digest(project.files.get(one.path))] for one in files.openings],
        "listed": {
            folder: _of_names(project.matches.get(listing_of(folder))) for folder in sorted(files.glances.listed)
        },
        "missed": sorted(files.glances.missed),
    }


def _files_of(note: Note) -> RunFiles | None:
    """None where the note is none of ours."""
    opened, listed, missed = note.get("opened"), note.get("listed"), note.get("missed")
    if not isinstance(opened, list) or not isinstance(listed, dict) or not isinstance(missed, list):
        return None
    paths = [*(path for row in opened for path in row[:2] if path), *listed, *missed] if _are_rows(opened) else [""]
    if not all(isinstance(path, str) and path and not is_unsafe_path(path) for path in paths):
        return None
    return RunFiles(
        observed=str(note.get("observed")),
        openings=tuple(Opening(path=path, alias=alias) for path, alias, _ in opened),
        glances=Glances(listed=frozenset(listed), missed=frozenset(missed)),
    )


def _are_rows(opened: list[object]) -> bool:
    return all(isinstance(row, list) and len(row) == 3 and all(isinstance(text, str) for text in row) for row in opened)


def _has_moved(state: RefreshState, files: RunFiles, note: Note) -> bool:
    """Whether anything is not as it was when the attempt ended."""
    return any(was != now for was, now in _then_and_now(state, files, note))


def _then_and_now(state: RefreshState, files: RunFiles, note: Note) -> Iterator[tuple[object, str]]:
    space = state.workspace()
    opened, listed = note["opened"], note["listed"]
    assert isinstance(opened, list) and isinstance(listed, dict)
    yield from ((was, data_digest(space.observe(path))) for path, _, was in opened)
    yield from ((was, _of_names(space.names(folder))) for folder, was in listed.items())
    yield from ((ABSENT, data_digest(space.observe(path))) for path in files.glances.missed)


def _of_names(names: tuple[str, ...] | None) -> str:
    return digest_text("\0".join(names or ()))
