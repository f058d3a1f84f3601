"""Top-level keys of a JSON file, read piece by piece: memory does not grow with the file.

Knows no entry. Numbers that JSON lacks and people write (NaN, Infinity) are taken as numbers. JSON is what the standard
library takes for it; msgspec is quicker, refuses more and holds less, and is asked first.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mkdocs_specthis.core.artefact.json_pieces import MAX_DEPTH, JsonPieces, Piece, TooDeep, TooLong
from mkdocs_specthis.core.artefact.json_signs import Signs, left_open
from mkdocs_specthis.core.model.facts import JsonFacts

if TYPE_CHECKING:
    from msgspec import Raw
    from msgspec.json import Decoder

SMALL = 4 * 1024 * 1024
CHUNK = 128 * 1024
MAX_KEYS = 10_000
MAX_SCHEMA_BYTES = 256 * 1024 * 1024
_UTF_8 = ("utf-8", "utf-8-sig")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OBJECT = re.compile(rb"[ \t\n\r]*\{")


def read_json_facts(path: Path, schema: bytes | None = None, wanted: Collection[str] = ()) -> JsonFacts:
    """Keys of the file, or why it does not parse; with `schema`, what that refuses. Raises OSError.

    Of more than `MAX_KEYS` keys those that are `wanted` are among them, if the file has them.
    """
    size = path.stat().st_size
    facts = _small(path.read_bytes(), wanted) if size <= SMALL else _large(path, wanted)
    if schema is None or facts.error:
        return facts
    errors = _schema_errors(path, schema, size)
    return JsonFacts(keys=facts.keys, error=facts.error, schema_errors=errors)


def _small(content: bytes, wanted: Collection[str]) -> JsonFacts:
    try:
        value = json.loads(content, parse_int=str)
    except RecursionError:
        return JsonFacts(error="it is nested too deeply")
    except ValueError as error:
        return JsonFacts(error=_plain(str(error)))
    if _is_too_deep(content):
        return JsonFacts(error="it is nested too deeply")
    if not isinstance(value, dict):
        return JsonFacts()
    first = list(value)[:MAX_KEYS]
    return JsonFacts(keys=tuple(dict.fromkeys((*first, *(key for key in wanted if key in value)))))


def _is_too_deep(content: bytes) -> bool:
    """By a measure of ours: the standard library's own depends on who asks."""
    encoding = json.detect_encoding(content)
    if encoding not in _UTF_8:
        content = content.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
    return left_open(b"", Signs(content).brackets(len(content)), MAX_DEPTH) is None


def _plain(message: str) -> str:
    return "".join(character if character.isprintable() else " " for character in message)[:160]


def _large(path: Path, wanted: Collection[str]) -> JsonFacts:
    keys: dict[str, None] | None = None
    try:
        with path.open("rb") as file:
            for piece in _pieces(file):
                names = _names(piece)
                if names is not None:
                    keys = {} if keys is None else keys
                    _add(names, keys, frozenset(wanted))
    except TooDeep:
        return JsonFacts(error="it is nested too deeply")
    except TooLong:
        return JsonFacts(error="a value in it is too long to be read")
    except _NotJson as error:
        return JsonFacts(error=_plain(str(error)))
    return JsonFacts(keys=tuple(keys) if keys is not None else None)


def _add(names: Iterable[str], keys: dict[str, None], wanted: frozenset[str]) -> None:
    new = [name for name in names if name not in keys]
    room = max(0, MAX_KEYS - len(keys))
    keys.update(dict.fromkeys([*new[:room], *[name for name in new[room:] if name in wanted]]))


class _NotJson(Exception):
    """A piece is none; says what is wrong, and where in the file."""


def _pieces(file: BinaryIO) -> Iterator[Piece]:
    """Raises _NotJson, TooDeep, TooLong."""
    beginning = file.read(len(_BYTE_ORDER_MARK) + 1)
    encoding = json.detect_encoding(beginning)
    if encoding not in _UTF_8:
        raise _NotJson(f"it is {encoding.upper()}: a large file has to be UTF-8")
    pieces = JsonPieces()
    yield from pieces.feed(beginning.removeprefix(_BYTE_ORDER_MARK))
    while chunk := file.read(max(CHUNK, pieces.held)):
        yield from pieces.feed(chunk)
    yield pieces.end()


def _names(piece: Piece) -> Iterable[str] | None:
    """Names of its outermost object; None if it is none. Raises _NotJson."""
    with suppress(ValueError, RecursionError):
        _check_utf_8(piece.content)
        with suppress(ValueError):
            return _quickly(piece.content)
        names = _quickly(_with_values(piece.content))
        if names is None or not any("[]" in name for name in names):
            return names
    return _slowly(piece)


def _check_utf_8(content: bytes) -> None:
    """Raises UnicodeDecodeError."""
    if not content.isascii():
        content.decode("utf-8")


def _quickly(content: bytes) -> Iterable[str] | None:
    """Raises ValueError, RecursionError: also for some JSON."""
    of_object, of_any = _decoders()
    if _OBJECT.match(content):
        return of_object.decode(content)
    of_any.decode(content)
    return None


def _slowly(piece: Piece) -> Iterable[str] | None:
    """Raises _NotJson."""
    try:
        text = piece.content.decode("utf-8", "surrogatepass")
        value = json.loads(text, parse_int=str)
    except RecursionError as error:
        raise _NotJson("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        place = piece.start + len(error.doc[: error.pos].encode("utf-8", "surrogatepass"))
        raise _NotJson(f"{error.msg}: byte {place + 1:,}") from error
    except UnicodeDecodeError as error:
        raise _NotJson(f"byte {piece.start + error.start + 1:,} is no UTF-8") from error
    return value if isinstance(value, dict) else None


def _with_values(content: bytes) -> bytes:
    """With an empty array for each NaN and Infinity, in strings too.

    Behind a sign, a digit, a letter or a backslash that is no more JSON than what it stands for.
    """
    if b"NaN" not in content and b"Infinity" not in content:
        raise ValueError("there is none")
    return content.replace(b"-Infinity", b"[]").replace(b"Infinity", b"[]").replace(b"NaN", b"[]")


@lru_cache(maxsize=1)
def _decoders() -> "tuple[Decoder[dict[str, Raw]], Decoder[Raw]]":
    from msgspec import Raw
    from msgspec.json import Decoder

    return Decoder(dict[str, Raw]), Decoder(Raw)


def _schema_errors(path: Path, schema: bytes, size: int) -> tuple[str, ...]:
    """At most ten faults against a JSON Schema; no reference leaves it, regular expressions run in linear time."""
    import jsonschema_rs

    if size > MAX_SCHEMA_BYTES:
        return (f"it has {size:,} bytes, more than the {MAX_SCHEMA_BYTES:,} that are held against a schema",)
    try:
        validator = jsonschema_rs.validator_for(
            json.loads(schema),
            retriever=_refuse,
            pattern_options=jsonschema_rs.RegexOptions(),
        )
        errors = validator.iter_errors(json.loads(path.read_bytes()))
        return tuple(_schema_error(error) for error, _ in zip(errors, range(10), strict=False))
    except (ValueError, RecursionError) as error:
        return (f"the schema or the file cannot be used: {_plain(str(error))}",)
    except Exception as error:
        if type(error).__module__.startswith("jsonschema_rs"):
            return (f"the schema cannot be used: {_plain(str(error))}",)
        raise


def _schema_error(error: object) -> str:
    where = "/".join(str(step) for step in getattr(error, "instance_path", []))
    message = _plain(str(getattr(error, "message", error)))
    return f"at `{where}`: {message}" if where else message


def _refuse(uri: str, /) -> dict[str, object]:
    raise ValueError(f"the reference `{uri}` leaves the schema")
