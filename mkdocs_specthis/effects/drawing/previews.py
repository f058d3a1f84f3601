"""The last picture of each artefact, on this machine: a record and the bytes, in `.specthis/previews`.

Knows files; what a picture is of, and whether it is of today, is decided elsewhere. What it reads is verified.
"""

import contextlib
import hashlib
import shutil
import time
from pathlib import Path

from mkdocs_specthis.core.digest import PREFIX, digest_bytes
from mkdocs_specthis.core.model.preview import Picture, PreviewRecord
from mkdocs_specthis.core.preview.record import MAX_BYTES, parse_record, render_record
from mkdocs_specthis.effects.records.state_folder import STATE, check_state_folder, make_state_folder
from mkdocs_specthis.effects.tree.atomic import make_folder, refusals_typed, write_note
from mkdocs_specthis.effects.tree.regular_file import open_regular

PREVIEWS = f"{STATE}/previews"
LOGS = f"{STATE}/drawing/logs"
DRAWING = f"{STATE}/drawing/now"
"""Beside the pictures, whose folder is looked at by whoever serves the site."""
LEFT_SECONDS = 24 * 3600.0
"""How long what nobody refers to stays: another command may be about to."""


def make_folders(root: Path) -> Path:
    """The folder for what is being drawn. Raises LeadsOutside, WriteFailed."""
    make_state_folder(root)
    check_state_folder(root)
    with refusals_typed(DRAWING):
        make_folder(root, Path(LOGS))
        return make_folder(root, Path(DRAWING))


def picture_path(picture: Picture) -> str:
    """Where the bytes lie, POSIX from the project root."""
    return f"{PREVIEWS}/{picture.digest.removeprefix(PREFIX)}{picture.suffix}"


def log_path(path: str) -> str:
    """Where what was said of drawing an artefact lies."""
    return f"{LOGS}/{_name(path)}.log"


def _record_path(path: str) -> str:
    return f"{PREVIEWS}/{_name(path)}.json"


def _name(path: str) -> str:
    """Of the record of an artefact: readable, and no two alike."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "-" for one in path)[-60:]
    return f"{plain.lstrip('-')}-{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def last_picture(root: Path, path: str) -> PreviewRecord | None:
    """What was drawn last of the artefact at `path`; None if nothing was, or its record cannot be read."""
    content = _read(root / _record_path(path), MAX_BYTES)
    return parse_record(content)[0] if content is not None else None


def picture_bytes(root: Path, picture: Picture) -> bytes | None:
    """The very bytes; None if they are not here, or are others."""
    content = _read(root / picture_path(picture), picture.size)
    return content if content is not None and digest_bytes(content) == picture.digest else None


def keep_picture(root: Path, path: str, record: PreviewRecord, content: bytes) -> None:
    """The bytes first, the record last. Raises LeadsOutside, WriteFailed."""
    if picture_bytes(root, record.picture) is None:
        write_note(root, picture_path(record.picture), content)
    write_note(root, _record_path(path), render_record(record))


def keep_log(root: Path, path: str, text: str) -> str:
    """Where it lies then."""
    write_note(root, log_path(path), text.encode("utf-8", "replace"))
    return log_path(path)


def sweep(root: Path) -> None:
    """Remove pictures that no record speaks of, and what killed commands left, once they are a day old."""
    folder = root / PREVIEWS
    records = (parse_record(content)[0] for file in folder.glob("*.json") if (content := _read(file, MAX_BYTES)))
    known = {picture_path(record.picture).rsplit("/", 1)[-1] for record in records if record is not None}
    for suffix in ("*.svg", "*.png"):
        for file in folder.glob(suffix):
            if file.name not in known and _is_old(file):
                file.unlink(missing_ok=True)
    for left in (root / DRAWING).glob("*"):
        if _is_old(left):
            _remove_left(left)


def _is_old(file: Path) -> bool:
    try:
        return file.lstat().st_mtime < time.time() - LEFT_SECONDS
    except OSError:
        return False


def _remove_left(left: Path) -> None:
    with contextlib.suppress(OSError):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def _read(place: Path, limit: int) -> bytes | None:
    try:
        descriptor = open_regular(place, follow=False)
    except OSError:
        return None
    if descriptor is None:
        return None
    with open(descriptor, "rb") as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None
