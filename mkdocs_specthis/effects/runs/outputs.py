"""Puts an entry's old outputs aside for the time of a run, and back if it comes to nothing.

Knows paths and one small journal per entry; whether a run came to nothing is decided elsewhere.

Before anything moves, the journal says what will: `.specthis/journal/<entry>.json`. The old files wait in
`.specthis/held/<entry>/`. Before the receipt is written, a second line says what it will be. If the driver dies, the
next one finds the journal and puts them back, unless that receipt is there: then the run had come to its end, and only
the tidying is left to do. A line that is cut short announces nothing, as the receipt comes after it. If a power cut
took the journal too, what is held goes back all the same. What the dead run had made by then goes to
`.specthis/failed/<entry>/`, where the products of failed runs are, one run deep.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from mkdocs_specthis.core.model.errors import LeadsOutside
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.ledger_fields import is_unsafe_path
from mkdocs_specthis.effects.records.state_folder import ASIDE, STATE, make_state_folder
from mkdocs_specthis.effects.runs.moves import artefact_place, free_name, is_there, move, remove, remove_files
from mkdocs_specthis.effects.tree.atomic import (
    append_to,
    is_temporary,
    refusals_typed,
    sweep_temporaries,
    write_note,
)

JOURNAL = f"{STATE}/journal"
HELD = f"{STATE}/held"
FAILED = f"{STATE}/failed"
RECOVERED = "recovered"
"""Folder in `aside/` of what was rescued from a dead run."""

Stamp = tuple[int, int, int] | None
"""Inode, size in bytes, modification time in nanoseconds; None if nothing is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """An entry's outputs while it runs."""

    root: Path
    settings: Settings
    entry: str
    paths: tuple[str, ...]
    """Every path that was to be free, whether something was there or not."""
    existed: frozenset[str]
    """Those where something was."""
    unknown: frozenset[str]
    """Those whose bytes no receipt knew."""

    def held(self, path: str) -> Path:
        return Path(f"{self.root}/{HELD}/{self.entry}/{path}")

    def place(self, path: str) -> Path:
        return artefact_place(self.root, self.settings, path)


def clear_outputs(
    root: Path, settings: Settings, entry: str, paths: Iterable[str], unknown: Iterable[str] = ()
) -> Cleared:
    """Move what is at `paths` aside, and make their folders. Raises LeadsOutside, WriteFailed, with nothing moved."""
    places = {path: artefact_place(root, settings, path) for path in paths}
    cleared = Cleared(
        root=root,
        settings=settings,
        entry=entry,
        paths=tuple(places),
        existed=frozenset(path for path, place in places.items() if is_there(place)),
        unknown=frozenset(unknown),
    )
    make_state_folder(root)
    with refusals_typed(f"{HELD}/{entry}"):
        _write_journal(cleared)
        try:
            for path, place in places.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                if is_there(place):
                    move(place, cleared.held(path))
        except OSError:
            put_back(cleared)
            raise
    return cleared


def put_back(cleared: Cleared, products: Iterable[str] = ()) -> None:
    """The old files where they were; what lies there, and at `products`, goes to `.specthis/failed/`.

    Raises WriteFailed; the journal then stays, and the next driver goes on from it.
    """
    with refusals_typed(f"{FAILED}/{cleared.entry}"):
        discard_products(cleared, products)
        for path in cleared.paths:
            held = cleared.held(path)
            if is_there(held):
                move(held, cleared.place(path))
        _forget(cleared)


def discard_products(cleared: Cleared, products: Iterable[str] = ()) -> None:
    """Move what a failed run made to `.specthis/failed/<entry>/`. A path whose old file never moved keeps it."""
    failed = cleared.root / FAILED / cleared.entry
    places = {path: cleared.place(path) for path in (*cleared.paths, *products)}
    made = {path: place for path, place in places.items() if is_there(place) and _is_new(cleared, path)}
    if made:
        remove(failed)
    for path, place in made.items():
        move(place, failed / path)


def _is_new(cleared: Cleared, path: str) -> bool:
    """False for an old file that has not moved yet, or is back already."""
    return path not in cleared.existed or is_there(cleared.held(path))


def set_products_aside(cleared: Cleared, products: Iterable[str], ts: str) -> tuple[str, ...]:
    """Keep what a run made against its receipt, in `.specthis/aside/`; where it is now."""
    return tuple(
        _keep_aside(cleared, path, cleared.place(path), ts) for path in products if is_there(cleared.place(path))
    )


def announce_receipt(cleared: Cleared, receipt: bytes) -> None:
    """Say in the journal which receipt is about to be written: once it is there, the new outputs stay."""
    with refusals_typed(_journal(cleared.entry)):
        line = _line({"receipt": receipt.decode("utf-8")})
        try:
            append_to(cleared.root, _journal(cleared.entry), line)
        except FileNotFoundError:
            _write_journal(cleared, line)


def settle_outputs(cleared: Cleared, rewritten: Mapping[str, bool], ts: str) -> tuple[str, ...]:
    """The run stands: drop what it replaced. Where bytes are now that would otherwise be lost.

    `rewritten` maps each path that was written anew to whether its old bytes were the same as the new ones.
    """
    kept = []
    with refusals_typed(ASIDE):
        for path in cleared.paths:
            held = cleared.held(path)
            worthless = path in rewritten and (rewritten[path] or path not in cleared.unknown)
            if is_there(held) and not worthless:
                kept.append(_keep_aside(cleared, path, held, ts))
        _forget(cleared)
    return tuple(kept)


def recover_outputs(
    root: Path,
    settings: Settings,
    read_receipt: Callable[[str], bytes | None],
    stands: Callable[[str, str], bool] = lambda entry, path: False,
    outputs_of: Callable[[str], Iterable[str]] = lambda entry: (),
) -> tuple[str, ...]:
    """Finish what a dead driver left unfinished; the entries whose old outputs were put back. Raises WriteFailed.

    `stands` says of an entry and a path whether the very bytes of the receipt are there: those stay. Where all are of
    which the receipt tells (`outputs_of`), the run had come to its end, even if a power cut took the line that said so.
    """
    recovered = []
    for folder in (root / STATE, root / JOURNAL):
        sweep_temporaries(folder)
    for entry in left_unfinished(root):
        cleared, receipt = _read_journal(root, settings, entry)
        with refusals_typed(ASIDE):
            _keep_homeless(cleared)
        made = tuple(outputs_of(entry))
        if receipt and read_receipt(entry) == receipt.encode("utf-8"):
            settle_outputs(cleared, {path: False for path in cleared.paths if is_there(cleared.place(path))}, RECOVERED)
        elif made and all(stands(entry, path) for path in made):
            settle_outputs(cleared, dict.fromkeys(made, False), RECOVERED)
        else:
            standing = {path for path in cleared.paths if not is_there(cleared.held(path)) and stands(entry, path)}
            put_back(replace(cleared, paths=tuple(path for path in cleared.paths if path not in standing)))
            recovered.append(entry)
    return tuple(recovered)


def left_unfinished(root: Path) -> tuple[str, ...]:
    """Entries that a driver was making, or is, sorted."""
    journals = (journal.name.removesuffix(".json") for journal in (root / JOURNAL).glob("*.json"))
    return tuple(sorted({*journals, *(held.name for held in (root / HELD).glob("*"))}))


def stamp_outputs(root: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """What can be seen of files without reading them, to tell that somebody touched one."""
    base = str(root)
    return {path: _stamp(f"{base}/{path}") for path in paths}


def _stamp(place: str) -> Stamp:
    try:
        seen = os.stat(place)
    except OSError:
        return None
    return (seen.st_ino, seen.st_size, seen.st_mtime_ns)


def _keep_homeless(cleared: Cleared) -> None:
    """Keep what is held for a place that is none any more: the settings may have been changed since."""
    held = cleared.root / HELD / cleared.entry
    for folder, _, names in os.walk(held):
        for name in names:
            path = (Path(folder) / name).relative_to(held).as_posix()
            if not is_temporary(name) and not any(
                path == known or path.startswith(f"{known}/") for known in cleared.paths
            ):
                _keep_aside(cleared, path, held / path, RECOVERED)


def _keep_aside(cleared: Cleared, path: str, place: Path, ts: str) -> str:
    target = free_name(cleared.root / ASIDE / ts.replace(":", "") / path)
    move(place, target)
    return target.relative_to(cleared.root).as_posix()


def _journal(entry: str) -> str:
    return f"{JOURNAL}/{entry}.json"


def _line(record: Mapping[str, object]) -> bytes:
    return json.dumps(record).encode() + b"\n"


def _write_journal(cleared: Cleared, more: bytes = b"") -> None:
    record = {
        "entry": cleared.entry,
        "paths": cleared.paths,
        "existed": sorted(cleared.existed),
        "unknown": sorted(cleared.unknown),
    }
    write_note(cleared.root, _journal(cleared.entry), _line(record) + more)


def _read_journal(root: Path, settings: Settings, entry: str) -> tuple[Cleared, str]:
    """What the journal says; of one that cannot be read, what is held. Raises LeadsOutside."""
    held = root / HELD / entry
    _check_held(root, entry)
    try:
        first, *more = (root / _journal(entry)).read_bytes().split(b"\n")
        record = json.loads(first)
        paths, existed, unknown = (
            tuple(map(str, record["paths"])),
            frozenset(record["existed"]),
            frozenset(record["unknown"]),
        )
        receipt = _announced(more) or str(record.get("receipt", ""))  # there in journals of before
    except (OSError, ValueError, KeyError, TypeError):
        paths = tuple(path.relative_to(held).as_posix() for path in held.rglob("*") if not path.is_dir())
        existed, unknown, receipt = frozenset(paths), frozenset(paths), ""
    own = tuple(path for path in paths if not is_unsafe_path(path) and _is_place(root, settings, path))
    _check_held(root, entry, own)
    return Cleared(root=root, settings=settings, entry=entry, paths=own, existed=existed, unknown=unknown), receipt


def _announced(lines: Iterable[bytes]) -> str:
    """The receipt that was about to be written; empty if none was, or nobody got so far as to say which."""
    announced = ""
    for line in lines:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            announced = str(json.loads(line)["receipt"])
    return announced


def _check_held(root: Path, entry: str, paths: Iterable[str] = ()) -> None:
    """Raises LeadsOutside if a folder of what is held is a link: we make none, and nothing is moved through one."""
    held = root / HELD / entry
    folders = {held, *(held / above for path in paths for above in PurePosixPath(path).parents)}
    for folder in sorted(folders):
        if folder.is_symlink():
            raise LeadsOutside(f"{folder.relative_to(root).as_posix()} is a link", hint="remove it")


def _is_place(root: Path, settings: Settings, path: str) -> bool:
    try:
        artefact_place(root, settings, path)
    except LeadsOutside:
        return False
    return True


def _forget(cleared: Cleared) -> None:
    """The journal last: without it, what is held would go back."""
    held = f"{cleared.root}/{HELD}/{cleared.entry}"
    if not remove_files(held, cleared.paths):
        remove(Path(held))
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{cleared.root}/{_journal(cleared.entry)}")
