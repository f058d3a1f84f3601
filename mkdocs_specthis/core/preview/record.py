"""A picture's record: what it was made from and which bytes it has. Text both ways, and its address.

Knows its shape, and what makes it worthless by itself.
"""

from collections.abc import Iterable

from mkdocs_specthis.core.digest import compose
from mkdocs_specthis.core.ledger.text import render_ledger
from mkdocs_specthis.core.model.preview import Picture, PreviewKind, PreviewPart, PreviewRecord, Role
from mkdocs_specthis.core.parse.ledger_fields import BadField, Fields
from mkdocs_specthis.core.parse.ledger_json import decode_ledger
from mkdocs_specthis.core.parse.paths import path_problem

VERSION = 1
MAX_BYTES = 4 * 1024 * 1024
"""Of a record's text."""
MAX_PICTURE_BYTES = 16 * 1024 * 1024
SUFFIXES = (".svg", ".png")


def address_of(kind: PreviewKind, parts: Iterable[PreviewPart]) -> str:
    """The digest of what a picture is to be made from; the source has no name in it."""
    rows = ((str(part.role), "" if part.role is Role.SOURCE else part.path, part.digest) for part in parts)
    return compose((("preview", str(kind), str(VERSION)), *rows))


def render_record(record: PreviewRecord) -> bytes:
    return render_ledger(
        {
            "version": VERSION,
            "address": record.address,
            "kind": str(record.kind),
            "parts": [
                {"role": str(part.role), "path": part.path, "digest": part.digest}
                for part in sorted(record.parts, key=lambda part: (part.role, part.path))
            ],
            "picture": {
                "suffix": record.picture.suffix,
                "digest": record.picture.digest,
                "bytes": record.picture.size,
            },
            "program": record.program,
            "ts": record.ts,
            "seconds": record.seconds,
        }
    )


def parse_record(content: bytes) -> tuple[PreviewRecord | None, str]:
    """The record, or None and why it is worthless, as a clause."""
    if len(content) > MAX_BYTES:
        return None, f"it has more than {MAX_BYTES:,} bytes"
    raw, _, fault = decode_ledger(content)
    if raw is None:
        return None, fault.message.replace("the ledger", "it") if fault else "it cannot be read"
    try:
        return _record(Fields(raw)), ""
    except BadField as error:
        return None, error.message


def _record(fields: Fields) -> PreviewRecord:
    version = fields.integer("version", minimum=1)
    if version != VERSION:
        raise fields.bad("version", f"version {version} of a picture's record is not known here")
    parts = tuple(_part(one) for one in fields.records("parts")) if "parts" in fields.names() else ()
    if sum(part.role is Role.SOURCE for part in parts) != 1:
        raise fields.bad("parts", "it names no source, or several")
    return PreviewRecord(
        address=fields.digest("address"),
        kind=PreviewKind(fields.choice("kind", tuple(PreviewKind))),
        parts=parts,
        picture=_picture(fields.inside("picture")),
        program=fields.text("program")[:200],
        ts=fields.text("ts")[:40],
        seconds=fields.number("seconds"),
    )


def _part(fields: Fields) -> PreviewPart:
    role = Role(fields.choice("role", tuple(Role)))
    path = fields.text("path")
    if path and path_problem(path):
        raise fields.bad("path", f"a path of its parts {path_problem(path)}")
    return PreviewPart(role=role, path=path, digest=fields.digest("digest"))


def _picture(fields: Fields) -> Picture:
    size = fields.integer("bytes", minimum=1)
    if size > MAX_PICTURE_BYTES:
        raise fields.bad("bytes", "its picture is larger than any that is drawn")
    return Picture(suffix=fields.choice("suffix", SUFFIXES), digest=fields.digest("digest"), size=size)
