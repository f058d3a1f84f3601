"""Top-level keys of a JSON file, read in a stream: memory does not grow with the file.

Knows no entry. Numbers that JSON lacks and people write (NaN, Infinity) are taken as numbers.
Source: ijson's events (yajl); small files go through the standard library.
"""

import json
from collections.abc import Collection
from decimal import InvalidOperation, localcontext
from pathlib import Path

from mkdocs_specthis.core.model.facts import JsonFacts
from mkdocs_specthis.effects.artefacts.json_shape import CHUNK, Shape

SMALL = 4 * 1024 * 1024
MAX_KEYS = 10_000
MAX_SCHEMA_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 1_000


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
    if not isinstance(value, dict):
        return JsonFacts()
    first = list(value)[:MAX_KEYS]
    return JsonFacts(keys=tuple(dict.fromkeys((*first, *(key for key in wanted if key in value)))))


def _plain(message: str) -> str:
    return "".join(character if character.isprintable() else " " for character in message)[:160]


def _large(path: Path, wanted: Collection[str]) -> JsonFacts:
    try:
        return _streamed(path, wanted, exact=False)
    except _TooLarge:
        with localcontext() as context:
            context.traps[InvalidOperation] = False
            return _streamed(path, wanted, exact=True)


class _TooLarge(Exception):
    """A number is too large for who reads quickly."""


def _streamed(path: Path, wanted: Collection[str], *, exact: bool) -> JsonFacts:
    import ijson

    keys: dict[str, None] | None = None
    depth = 0
    try:
        with path.open("rb") as file:
            for event, value in ijson.basic_parse(Shape(file), use_float=not exact, buf_size=CHUNK):
                if event == "map_key":
                    if depth == 1 and keys is not None and (len(keys) < MAX_KEYS or value in wanted):
                        keys[value] = None
                elif event in ("start_map", "start_array"):
                    if depth == 0 and event == "start_map":
                        keys = {}
                    depth += 1
                    if depth > MAX_DEPTH:
                        return JsonFacts(error="it is nested too deeply")
                elif event in ("end_map", "end_array"):
                    depth -= 1
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        if not exact and "overflow" in str(error):
            raise _TooLarge from error
        return JsonFacts(error=_plain(str(error).split("\n")[0]) or "it cannot be read as JSON")
    return JsonFacts(keys=tuple(keys) if keys is not None else None)


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
