"""The paths that an entry's fields name: normalised, inside the project, below the folder where they belong.

Knows names alone; what lies there is not asked.
"""

import re
from collections.abc import Iterable

from mkdocs_specthis.core.model.entry import Value
from mkdocs_specthis.core.parse.entry_reading import EntryReading
from mkdocs_specthis.core.parse.fields import RawField
from mkdocs_specthis.core.parse.paths import is_below, is_pattern, normalise_path, path_problem, split_root
from mkdocs_specthis.core.parse.shown import shown

_TEXT_AROUND = re.compile(r"`|\s[(—–]")
_TICK = re.compile(r"`")


def paths_of(reading: EntryReading, raw: RawField, *, patterns: bool, roots: bool = False) -> tuple[Value, ...]:
    """The values that are paths, normalised and without repeats."""
    good: dict[str, Value] = {}
    for value in raw.values:
        path = _path(reading, raw.key, value, patterns=patterns, roots=roots)
        if path:
            good.setdefault(path, Value(text=path, line=value.line))
    return tuple(good.values())


def _path(reading: EntryReading, key: str, value: Value, *, patterns: bool, roots: bool) -> str:
    root, rest = split_root(value.text) if roots else ("", value.text)
    problem = path_problem(rest)
    hint = "paths are written from the project root, as in `scripts/clean.py`"
    if not problem and (_TICK if value.quoted else _TEXT_AROUND).search(value.text):
        problem, hint = "is more than a path", "put the path in backticks and the remark on a line of its own"
    if not problem and not patterns and is_pattern(rest):
        problem = "is a pattern where one file is needed"
        hint = "name the file; patterns go into `Sidecars`, `Workflows` or `Inputs`"
    if problem:
        rule = "path-outside" if "leads out" in problem or "absolute" in problem else "path-invalid"
        reading.add(rule, value.line, f"`{shown(value.text)}` in `{key}` {problem}", hint)
        return ""
    return f"{root}:{normalise_path(rest)}" if root else normalise_path(rest)


def inside(reading: EntryReading, raw: RawField, paths: Iterable[Value], folder: str, what: str) -> tuple[Value, ...]:
    """The paths below `folder`; each other one is a finding."""
    kept = []
    for value in paths:
        if is_below(value.text, folder):
            kept.append(value)
        else:
            reading.misplaced.append(value.text)
            message = f"`{shown(value.text)}` in `{raw.key}` is not below `{folder}/`, where {what} belong"
            reading.add("output-folder", value.line, message, _home_of(reading, value.text, folder, what))
    return tuple(kept)


def _home_of(reading: EntryReading, path: str, folder: str, what: str) -> str:
    """Where an output belongs; or the setting with which it could stay."""
    written = f"write `{folder}/{reading.name}/{path.rsplit('/', 1)[-1]}`"
    top = path.partition("/")[0]
    taken = (reading.settings.results, reading.settings.reports, reading.settings.specs)
    if "/" not in path or any(is_below(path, other) or other == top for other in taken):
        return written
    name = "results" if folder == reading.settings.results else "reports"
    return f'{written}; or, where all {what} lie below `{top}/`, set `[paths] {name} = "{top}"` in specthis.toml'
