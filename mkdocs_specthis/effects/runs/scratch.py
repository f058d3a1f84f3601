"""The scratch folder of each run signature, where runs put checkpoints, and a note beside it of what these rest on.

Knows places and JSON; whether a checkpoint may still be used is decided in `usecases/refresh/checkpoints.py`.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from mkdocs_specthis.effects.records.state_folder import STATE, make_state_folder
from mkdocs_specthis.effects.runs.moves import remove
from mkdocs_specthis.effects.tree.atomic import refusals_typed, write_note

SCRATCH = f"{STATE}/scratch"
_NOTE = ".json"


def make_scratch(root: Path, signature: str) -> Path:
    """The folder of one run signature; it survives failures and retries. Raises WriteFailed."""
    with refusals_typed(SCRATCH):
        make_state_folder(root)
        folder = _scratch(root, signature)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def has_checkpoints(root: Path, signature: str) -> bool:
    """Whether anything lies in the folder. Raises WriteFailed where nobody can tell."""
    with refusals_typed(SCRATCH):
        try:
            with os.scandir(_scratch(root, signature)) as found:
                return any(found)
        except FileNotFoundError:
            return False


def read_scratch_note(root: Path, signature: str) -> Mapping[str, object]:
    """What was noted beside the folder; empty if nothing was that can be read."""
    try:
        note = json.loads(_note(root, signature).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


def write_scratch_note(root: Path, signature: str, note: Mapping[str, object]) -> None:
    """Raises LeadsOutside, WriteFailed."""
    write_note(root, _note(root, signature).relative_to(root).as_posix(), json.dumps(note).encode())


def remove_scratch_note(root: Path, signature: str) -> None:
    """Raises WriteFailed."""
    with refusals_typed(SCRATCH):
        _note(root, signature).unlink(missing_ok=True)


def remove_scratch(root: Path, signature: str) -> None:
    """Nothing is left to be continued. Raises WriteFailed."""
    folder = _scratch(root, signature)
    with refusals_typed(SCRATCH):
        try:
            os.rmdir(folder)  # most are empty
        except OSError:
            remove(folder)
    remove_scratch_note(root, signature)


def sweep_scratch(root: Path) -> None:
    """Remove the empty folders of runs that were killed, and notes beside nothing."""
    for place in (root / SCRATCH).glob("*"):
        with contextlib.suppress(OSError):
            if place.suffix != _NOTE:
                place.rmdir()
            elif not place.with_suffix("").is_dir():
                place.unlink()


def _scratch(root: Path, signature: str) -> Path:
    return root / SCRATCH / signature.rpartition(":")[2][:32]


def _note(root: Path, signature: str) -> Path:
    return _scratch(root, signature).with_suffix(_NOTE)
