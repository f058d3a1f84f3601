"""Looks into artefacts on disk: a bounded part of each file, decoded, and remembered under the file's stamp.

Knows files; what is in them is told by `core/artefact`. Never holds more than `WHOLE` bytes of one.
"""

import json
import os
from codecs import BOM_UTF8

from mkdocs_specthis.core.artefact.look import TEXTS, look_at_text
from mkdocs_specthis.core.artefact.members import LineCount, MemberCount
from mkdocs_specthis.core.artefact.value import CountFrom, cannot_count
from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.core.model.artefact import Fault, Look
from mkdocs_specthis.effects.remembered.shelf import kept
from mkdocs_specthis.effects.tree.regular_file import open_regular
from mkdocs_specthis.effects.tree.workspace import Workspace

LOOKS = "looks"
"""Name of the shelf that remembers them."""
WHOLE = 8 * 1024 * 1024
"""Bytes up to which a file is read to its end."""
HEAD = 1024 * 1024
"""Bytes that are read of a larger one."""
COUNTED = 512 * 1024 * 1024
"""Bytes of a file up to which rows are counted rather than estimated."""
_PIECE = 1024 * 1024


def suffix_of(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def look_into(workspace: Workspace, path: str) -> Look | None:
    """What is in the file at `path`; None if it is not looked into, or not there."""
    place = workspace.locate(path)
    if place is None or suffix_of(path) not in TEXTS:
        return None
    try:
        return kept("look 2", path, place, Look | None, lambda: _look(place, suffix_of(path)))
    except OSError:
        return None


def _look(place: str, suffix: str) -> Look | None:
    descriptor = open_regular(place)
    if descriptor is None:
        return None
    with open(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        content = file.read(WHOLE + 1 if size <= WHOLE else HEAD)
    whole = len(content) >= size
    digest = digest_bytes(content) if whole else ""
    text = _decoded(content, suffix, whole=whole)
    if isinstance(text, Fault):
        return Look(fault=text, size=size, seen=len(content), digest=digest)
    # a cut text is measured in its own characters: what is left is taken to need as many bytes for each
    length = len(text) if whole else max(len(text) + 1, round(size * len(text) / max(1, len(content))))
    count = cannot_count if whole or size > COUNTED else _counter(place, text, suffix, content)
    look = look_at_text(text, suffix, length, count)
    return Look(
        shape=look.shape,
        parts=look.parts,
        notes=look.notes,
        fault=look.fault,
        size=size,
        seen=len(content),
        digest=digest,
    )


def _counter(place: str, text: str, suffix: str, content: bytes) -> CountFrom:
    """Counts in the file on disk what the text is the beginning of; it must be UTF-8."""
    if suffix == ".json" and json.detect_encoding(content[:4]) not in ("utf-8", "utf-8-sig"):
        return cannot_count

    def count(start: int) -> int | None:
        offset = len(text[:start].encode("utf-8")) + (len(BOM_UTF8) if content.startswith(BOM_UTF8) else 0)
        if suffix != ".json":
            lines = LineCount()
            _feed(place, 0, lines)
            return lines.lines if lines.is_plain else None
        members = MemberCount()
        _feed(place, offset, members)
        return members.number

    return count


def _feed(place: str, offset: int, counter: MemberCount | LineCount) -> None:
    with open(place, "rb") as file:
        file.seek(offset)
        while piece := file.read(_PIECE):
            counter.feed(piece)


def _decoded(content: bytes, suffix: str, *, whole: bool) -> str | Fault:
    encoding = json.detect_encoding(content[:4]) if suffix == ".json" else "utf-8-sig"
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(content) - 4:
            return content[: error.start].decode(encoding)
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(
            text=f"byte {error.start + 1:,} is no {encoding.upper().removesuffix('-SIG')}, on line {line:,}", line=line
        )
