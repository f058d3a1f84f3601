"""Reading a TOML file of settings into a record, strictly.

Knows no file of the project by name.
"""

import dataclasses
import tomllib
from pathlib import Path
from typing import TypeVar

from .files import fail, read_text

Record = TypeVar("Record")


def read_settings(path: str | Path, record: type[Record]) -> Record:
    """The settings as a dataclass whose fields are int or float: each must be there, and nothing else."""
    try:
        settings = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        fail(f"{path}: not TOML ({error})")
    expected = {field.name: field.type for field in dataclasses.fields(record)}  # type: ignore[arg-type]
    for name in sorted(expected.keys() ^ settings.keys()):
        fail(f"{path}: {name} is {'missing' if name in expected else 'no setting of this file'}")
    for name, value in settings.items():
        allowed = int if expected[name] is int else int | float
        if isinstance(value, bool) or not isinstance(value, allowed):
            fail(f"{path}: {name} = {value!r} is not a {'whole ' if expected[name] is int else ''}number")
    return record(**settings)
