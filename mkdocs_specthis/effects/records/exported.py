"""A folder that an export owns: what it wrote is listed there with digests, and nothing else is ever touched.

Knows files and bytes; not what they mean.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mkdocs_specthis.core.model.errors import SpecthisError, WriteFailed
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.tree.atomic import make_folder, refusals_typed, write_note

LIST = ".specthis-export.json"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Paths below the folder, sorted."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def write_export(folder: Path, files: Mapping[str, bytes], *, force: bool) -> Exported:
    """Make `folder` hold `files`, and take away what a former export wrote and this one does not have.

    Nothing is written before it is known that all may be: files that no export wrote, and files changed since, are
    refused without `force`. Raises SpecthisError, LeadsOutside, WriteFailed.
    """
    with refusals_typed(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    former = read_list(folder)
    _see_that_ours(folder, files, former, force=force)
    new = {path: _digest(content) for path, content in files.items()}
    written = [path for path in sorted(new) if _digest_at(folder, path) != new[path]]
    gone = [path for path in sorted(former) if path not in new]
    # The list first: files that are half there are known as ours, and the next export goes on.
    _write_list(folder, {**former, **new})
    for path in written:
        write_note(folder, path, files[path])
    removed = tuple(path for path in gone if _remove(folder, path))
    _write_list(folder, new)
    return Exported(written=tuple(written), unchanged=tuple(sorted(new.keys() - set(written))), removed=removed)


def read_list(folder: Path) -> Mapping[str, str]:
    """Path to digest of what the last export wrote; empty if there was none. Raises SpecthisError."""
    place = folder / LIST
    if not place.is_file() or place.is_symlink():
        return {}
    try:
        found = json.loads(place.read_bytes())
        files = found["files"] if found["version"] == VERSION else None
        if isinstance(files, dict) and all(_is_inside(path) and isinstance(one, str) for path, one in files.items()):
            return files
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise SpecthisError(f"{shown(str(place))} cannot be read", hint="export into another folder, or remove that one")


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\\" not in path and "\0" not in path and not {"", ".", ".."} & set(parts)


def _see_that_ours(folder: Path, files: Mapping[str, bytes], former: Mapping[str, str], *, force: bool) -> None:
    if not former and not force and (there := next(_files(folder), None)):
        hint = "name an empty folder or a new one; `--force` writes beside what is there"
        raise SpecthisError(
            f"{shown(str(folder))} is not empty, and no export made it: {shown(there)} is there", hint=hint
        )
    foreign = [path for path in sorted(files) if path not in former and os.path.lexists(folder / path)]
    if foreign and not force:
        raise _refusal("was not written by an export", foreign)
    moved = [path for path, digest in former.items() if _digest_at(folder, path) not in ("", digest)]
    if moved and not force:
        raise _refusal("was changed since it was exported", moved)


def _refusal(what: str, paths: list[str]) -> SpecthisError:
    more = f", and {len(paths) - 1:,} more like it" if len(paths) > 1 else ""
    return SpecthisError(f"{shown(paths[0])} {what}{more}", hint="keep it elsewhere, or write over it with `--force`")


def _files(folder: Path) -> Iterator[str]:
    return (path.name for path in sorted(folder.iterdir()))


def _digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def _digest_at(folder: Path, path: str) -> str:
    """Of what is there; empty if nothing is, and of no digest's form if it is no file that we could have written."""
    place = folder / path
    if place.is_symlink() or (place.exists() and not place.is_file()):
        return "no file"
    try:
        return _digest(place.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise WriteFailed(f"{shown(str(place))} cannot be read: {error.strerror or error}") from error


def _remove(folder: Path, path: str) -> bool:
    """Whether the file went; folders that are empty then go with it."""
    with refusals_typed(path):
        if not os.path.lexists(folder / path):
            return False
        make_folder(folder, Path(path).parent)
        (folder / path).unlink()
        for parent in (folder / path).parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()
    return True


def _write_list(folder: Path, files: Mapping[str, str]) -> None:
    text = json.dumps({"version": VERSION, "files": dict(sorted(files.items()))}, indent=1, ensure_ascii=False)
    write_note(folder, LIST, (text + "\n").encode("utf-8"))
