"""The numbers that a small JSON file holds, as written.

Knows no entry. A file beyond the bounds gives none: nothing is concluded from a part.
"""

import json
from pathlib import Path

MAX_BYTES = 1024 * 1024
MOST = 20_000


def read_json_numbers(path: Path) -> tuple[str, ...]:
    """Distinct numbers without their signs, sorted; none if it is no JSON, or beyond the bounds. Raises OSError."""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return ()
    found: set[str] = set()

    def keep(text: str) -> int:
        found.add(text.lstrip("-"))
        return 0

    try:
        json.loads(content, parse_float=keep, parse_int=keep)
    except (ValueError, RecursionError):
        return ()
    return tuple(sorted(found)) if len(found) <= MOST else ()
