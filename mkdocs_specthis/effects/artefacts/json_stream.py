"""Top-level keys of a JSON file, read in a stream: memory does not grow with the file.

Knows no entry. Numbers that JSON lacks and people write (NaN, Infinity) are taken as numbers.
Source: ijson's events (yajl); small files go through the standard library.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mkdocs_specthis.core.model.facts import JsonFacts

SMALL = 4 * 1024 * 1024
MAX_KEYS = 10_000
MAX_SCHEMA_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 1_000
_CHUNK = 1024 * 1024
_OVERLAP = 16
_NOT_JSON = re.compile(rb"(?<![\w.])(NaN|Infinity)(?![\w.])")


def read_json_facts(path: Path, schema: bytes | None = None) -> JsonFacts:
    """Keys of the file, or why it does not parse; with `schema`, what that refuses. Raises OSError."""
    size = path.stat().st_size
    facts = _small(path.read_bytes()) if size <= SMALL else _large(path)
    if schema is None or facts.error:
        return facts
    errors = _schema_errors(path, schema, size)
    return JsonFacts(keys=facts.keys, error=facts.error, schema_errors=errors)


def _small(content: bytes) -> JsonFacts:
    try:
        value = json.loads(content, parse_int=str)
    except RecursionError:
        return JsonFacts(error="it is nested too deeply")
    except ValueError as error:
        return JsonFacts(error=_plain(str(error)))
    return JsonFacts(keys=tuple(list(value)[:MAX_KEYS]) if isinstance(value, dict) else None)


def _plain(message: str) -> str:
    return "".join(character if character.isprintable() else " " for character in message)[:160]


def _large(path: Path) -> JsonFacts:
    import ijson

    keys: list[str] | None = None
    depth = 0
    try:
        with path.open("rb") as file:
            for event, value in ijson.basic_parse(_Numbers(file), use_float=True, buf_size=_CHUNK):
                if event == "map_key":
                    if depth == 1 and keys is not None and len(keys) < MAX_KEYS:
                        keys.append(value)
                elif event in ("start_map", "start_array"):
                    if depth == 0 and event == "start_map":
                        keys = []
                    depth += 1
                    if depth > MAX_DEPTH:
                        return JsonFacts(error="it is nested too deeply")
                elif event in ("end_map", "end_array"):
                    depth -= 1
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        return JsonFacts(error=_plain(str(error).split("\n")[0]))
    return JsonFacts(keys=tuple(dict.fromkeys(keys)) if keys is not None else None)


class _Numbers:
    """A file whose NaN and Infinity read as numbers of the same length: only its shape is looked at."""

    def __init__(self, file: BinaryIO) -> None:
        self._pieces = self._translate(file)
        self._rest = b""

    @staticmethod
    def _translate(file: BinaryIO) -> Iterator[bytes]:
        held = b""
        while chunk := file.read(_CHUNK):
            text = _NOT_JSON.sub(lambda found: b"1" * len(found.group()), held + chunk)
            yield text[:-_OVERLAP]
            held = text[-_OVERLAP:]
        yield _NOT_JSON.sub(lambda found: b"1" * len(found.group()), held)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if size == 0:
            return b""
        while len(self._rest) < max(size, 1):
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


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
