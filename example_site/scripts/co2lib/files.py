"""Reading and writing files, and the one way in which a script gives up.

Knows no file of the project by name.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

SIGNIFICANT_DIGITS = 6
"""Digits to which every number of an artefact is rounded: far fewer than a double carries, so that machines agree."""


def fail(message: str) -> NoReturn:
    """End the script with status 1 and one line on standard error."""
    raise SystemExit(f"error: {message}")


def read_text(path: str | Path) -> str:
    """The text of a file, which must be there and be UTF-8."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        fail(f"{path}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        fail(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})")


def write_text(path: str | Path, text: str) -> None:
    """Write a whole file or nothing, with LF line ends; makes the folder."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(target)


def write_json(path: str | Path, content: dict[str, Any]) -> None:
    """Write an artefact: rounded numbers, sorted keys, two-space indent, final newline."""
    text = json.dumps(rounded(content), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def rounded(value: Any) -> Any:
    """`value` with every float in it, at any depth, rounded to `SIGNIFICANT_DIGITS`."""
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value
