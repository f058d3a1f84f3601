"""Whether a cache's folder is missing because nobody has made it yet, or because its disk is not mounted.

Knows which folders this working tree has put something into; nothing of what is in them.
"""

import json
import os
from pathlib import Path

from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.effects.records.state_folder import STATE, make_state_folder
from mkdocs_specthis.effects.tree.atomic import write_note

KNOWN = f"{STATE}/caches.json"
MOST = 100


def see_folder(root: Path, folder: Path, place: str) -> bool:
    """True once it is seen, and kept in mind, that the folder may be written to; it is made if need be.

    It is made before it is kept in mind: another thread that asks in between would else think it gone. Raises
    CacheUnavailable where it lay before and is gone, or where the folder that it lies in is missing: made anew, it
    would hide a disk that is not mounted, and fill another one.
    """
    here = os.path.abspath(folder)
    known = check_folder(root, folder, place)
    Path(here).mkdir(exist_ok=True)
    if here not in known:
        _keep(root, (*known, here)[-MOST:])
    return True


def check_folder(root: Path, folder: Path, place: str) -> tuple[str, ...]:
    """The same without making anything; the folders that are kept in mind, from before the look at this one."""
    known, here = _known(root), os.path.abspath(folder)
    if os.path.isdir(folder):
        return known
    hint = f"if its disk is not mounted, mount it; else `mkdir -p {here}` makes it"
    if here in known:
        raise CacheUnavailable(f"the cache in {place} was there before, and is gone", hint=hint)
    if not os.path.isdir(os.path.dirname(here)):
        raise CacheUnavailable(f"the cache in {place} is not there, nor is the folder that it lies in", hint=hint)
    return known


def _known(root: Path) -> tuple[str, ...]:
    try:
        read = json.loads((root / KNOWN).read_bytes()[:1_048_576])
        return tuple(map(str, read)) if isinstance(read, list) else ()
    except (OSError, ValueError, RecursionError):
        return ()


def _keep(root: Path, places: tuple[str, ...]) -> None:
    """What cannot be kept in mind is asked again next time."""
    try:
        make_state_folder(root)
        write_note(root, KNOWN, (json.dumps(places) + "\n").encode("utf-8"))
    except SpecthisError:
        return
