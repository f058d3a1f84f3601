"""The bytes of a ledger to one JSON object, or the one fault that makes it unreadable, with its line.

Knows JSON and conflict markers; not what a judgment or a receipt holds.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

from mkdocs_specthis.core.parse.json_places import deepest, half_pair, refused_word, repeated_key
from mkdocs_specthis.core.parse.shown import shown

MAX_DEPTH = 32
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ \r]|$)", re.MULTILINE)
_SPACE = re.compile(r"[ \t\r\n]*")

Object = dict[str, object]
Path = Sequence[str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a ledger cannot be read."""

    line: int
    """1-based."""
    message: str
    hint: str = ""


class _DuplicateKey(ValueError):
    pass


def decode_ledger(content: bytes) -> tuple[Object | None, str, Fault | None]:
    """The object, its text, and None; or None, the text as far as it goes, and the fault."""
    text, fault = _decode_text(content)
    if fault is None:
        fault = _find_bad_text(text)
    if fault is not None:
        return None, text, fault
    value, fault = _decode_json(text)
    return value, text, fault


def _decode_text(content: bytes) -> tuple[str, Fault | None]:
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = content[: error.start]
        message = f"byte {error.start + 1} is not UTF-8"
        return before.decode("utf-8", "replace"), Fault(line=before.count(b"\n") + 1, message=message, hint=RESTORE)


RESTORE = "bring the file back from git, or from a copy; nothing is written over it"
RESOLVE = "`specthis lock resolve` settles a merge conflict"


def _find_bad_text(text: str) -> Fault | None:
    if not text.strip("\0 \t\r\n"):
        return Fault(line=1, message="the ledger is empty", hint=RESTORE)
    if "\0" in text:
        return Fault(line=_line_at(text, text.index("\0")), message="a NUL byte stands in the ledger", hint=RESTORE)
    if marker := _CONFLICT.search(text):
        message = "a merge conflict stands in the ledger"
        return Fault(line=_line_at(text, marker.start()), message=message, hint=RESOLVE)
    return None


def _decode_json(text: str) -> tuple[Object | None, Fault | None]:
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        cut = " (cut short?)" if not text[error.pos :].strip() else ""
        return None, Fault(line=error.lineno, message=f"not JSON: {error.msg}{cut}", hint=RESTORE)
    except RecursionError:
        return None, Fault(line=_line_at(text, deepest(text)), message="the ledger is nested too deeply", hint=RESTORE)
    except _DuplicateKey:
        key, place = repeated_key(text)
        message = f"`{shown(key)}` is given twice"
        return None, Fault(line=_line_at(text, place), message=message, hint=f"keep one of them, or {RESTORE}")
    except ValueError as error:
        place, is_number = refused_word(text)
        message = "a number has thousands of digits" if is_number else f"not JSON: {shown(str(error), 120)}"
        return None, Fault(line=_line_at(text, place), message=message, hint=RESTORE)
    if not isinstance(value, dict):
        return None, Fault(line=1, message="the ledger is no JSON object", hint=RESTORE)
    if _has_lone_surrogate(text, value):
        line = _line_at(text, half_pair(text))
        return None, Fault(line=line, message="the ledger holds half of a surrogate pair", hint=RESTORE)
    return value, None


def _object(pairs: list[tuple[str, object]]) -> Object:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKey(key)
            seen.add(key)
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _has_lone_surrogate(text: str, value: object) -> bool:
    if "\\ud" not in text and "\\uD" not in text:
        return False
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        return True
    return False


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def is_deeper_than(value: object, limit: int) -> bool:
    """True if lists and objects nest deeper than `limit`; without recursion."""
    wave: list[object] = [value]
    for _ in range(limit + 1):
        wave = [child for node in wave for child in _children(node)]
        if not wave:
            return False
    return True


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return list(node) if isinstance(node, list) else []


def find_line(text: str, path: Path) -> int:
    """1-based line where the value at `path` begins in a text that `decode_ledger` read; as near as it goes."""
    position = _SPACE.match(text).end()  # type: ignore[union-attr]
    for step in path:
        found = _enter_list(text, position, step) if isinstance(step, int) else _enter_object(text, position, step)
        if found is None:
            break
        position = found
    return _line_at(text, position)


def _enter_object(text: str, position: int, key: str) -> int | None:
    if text[position : position + 1] != "{":
        return None
    position = _skip(text, position + 1)
    while text[position] == '"':
        name, position = scanstring(text, position + 1)
        position = _skip(text, _skip(text, position) + 1)
        if name == key:
            return position
        position = _skip_value(text, position)
        if text[position] == "}":
            return None
        position = _skip(text, position + 1)
    return None


def _enter_list(text: str, position: int, index: int) -> int | None:
    if text[position : position + 1] != "[":
        return None
    position = _skip(text, position + 1)
    for _ in range(index):
        position = _skip(text, _skip_value(text, position) + 1)
    return position


def _skip(text: str, position: int) -> int:
    return _SPACE.match(text, position).end()  # type: ignore[union-attr]


def _skip_value(text: str, position: int) -> int:
    _, end = json.JSONDecoder().raw_decode(text, position)
    return _skip(text, end)
