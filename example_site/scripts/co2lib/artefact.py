"""Reading a JSON artefact, so that what is missing or of the wrong type is named by file and place.

Knows no file of the project by name.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from .files import fail, read_text


@dataclass(frozen=True, slots=True)
class Artefact:
    """A value somewhere in a JSON file."""

    path: str
    """The file, as it was asked for."""
    place: tuple[str, ...]
    """The keys that lead to the value."""
    value: Any

    def at(self, *keys: str) -> "Artefact":
        """The value under some keys, one inside the other."""
        here = self
        for key in keys:
            if not isinstance(here.value, dict) or key not in here.value:
                fail(f"{self.path}: nothing at {'.'.join((*here.place, key))}")
            here = Artefact(self.path, (*here.place, key), here.value[key])
        return here

    def number(self, *keys: str) -> float:
        """The number under some keys."""
        found = self.at(*keys)
        if isinstance(found.value, bool) or not isinstance(found.value, int | float):
            found.refuse("number")
        return float(found.value)

    def integer(self, *keys: str) -> int:
        """The whole number under some keys."""
        found = self.at(*keys)
        if isinstance(found.value, bool) or not isinstance(found.value, int):
            found.refuse("whole number")
        return found.value

    def text(self, *keys: str) -> str:
        """The text under some keys."""
        found = self.at(*keys)
        if not isinstance(found.value, str):
            found.refuse("text")
        return found.value

    def rows(self, *keys: str) -> list["Artefact"]:
        """The members of the list under some keys."""
        found = self.at(*keys)
        if not isinstance(found.value, list):
            found.refuse("list")
        return [Artefact(self.path, (*found.place, str(i)), row) for i, row in enumerate(found.value)]

    def refuse(self, wanted: str) -> NoReturn:
        """Give up because the value is not what is wanted."""
        fail(f"{self.path}: no {wanted} at {'.'.join(self.place)}")


def read_artefact(path: str | Path) -> Artefact:
    """The object in a JSON file."""
    try:
        content = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        fail(f"{path}:{error.lineno}: not JSON ({error.msg})")
    if not isinstance(content, dict):
        fail(f"{path}: holds no JSON object")
    return Artefact(str(path), (), content)
