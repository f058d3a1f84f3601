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
        os.makedirs(folder, exist_ok=True)
        return Path(folder)


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
        note = json.loads(Path(root, _note(signature)).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


def write_scratch_note(root: Path, signature: str, note: Mapping[str, object]) -> None:
    """Raises LeadsOutside, WriteFailed."""
    write_note(root, _note(signature), json.dumps(note).encode())


def remove_scratch_note(root: Path, signature: str) -> None:
    """Raises WriteFailed."""
    with refusals_typed(SCRATCH), contextlib.suppress(FileNotFoundError):
        os.unlink(f"{root}/{_note(signature)}")


def remove_scratch(root: Path, signature: str) -> None:
    """Nothing is left to be continued. Raises WriteFailed."""
    folder = _scratch(root, signature)
    with refusals_typed(SCRATCH):
        try:
            os.rmdir(folder)  # most are empty
        except OSError:
            remove(Path(folder))
    remove_scratch_note(root, signature)


def empty_scratch(root: Path, signature: str) -> None:
    """The same, but for the folder itself, which goes with all the others in the end. Raises WriteFailed.

    Some file systems search the longer for a place for what is made, the more was removed in the minute before.
    """
    if has_checkpoints(root, signature):
        remove_scratch(root, signature)
    else:
        remove_scratch_note(root, signature)


def sweep_scratch(root: Path) -> None:
    """Remove the empty folders of runs that were killed, and notes beside nothing."""
    for place in (root / SCRATCH).glob("*"):
        with contextlib.suppress(OSError):
            if place.suffix != _NOTE:
                place.rmdir()
            elif not place.with_suffix("").is_dir():
                place.unlink()


def _scratch(root: Path, signature: str) -> str:
    return f"{root}/{SCRATCH}/{_name(signature)}"


def _note(signature: str) -> str:
    """From the project root."""
    return f"{SCRATCH}/{_name(signature)}{_NOTE}"


def _name(signature: str) -> str:
    return signature.rpartition(":")[2][:32]
