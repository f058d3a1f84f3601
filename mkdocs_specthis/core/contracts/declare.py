"""The lines that would declare what an entry uses, and where they go in its spec.

Pure: one text in, another out; only the one block is touched. What is missing is known to
`core/contracts/undeclared.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from mkdocs_specthis.core.model.entry import Entry, Value
from mkdocs_specthis.core.model.finding import Severity
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.makefile import is_makefile
from mkdocs_specthis.core.parse.paths import is_pattern, path_problem, split_root, suffix_of
from mkdocs_specthis.core.parse.spec import parse_spec

INPUTS, WORKFLOWS, CONSUMES = "Inputs", "Workflows", "Consumes"
SIDECARS, EXPORTS = "Sidecars", "Export outputs"
FIELDS = (WORKFLOWS, INPUTS, CONSUMES, SIDECARS, EXPORTS)
"""Those that lines are written for, in the order in which new ones are put."""
_ATTRIBUTES = {
    INPUTS: "inputs",
    WORKFLOWS: "workflows",
    CONSUMES: "consumes",
    SIDECARS: "sidecars",
    EXPORTS: "outputs",
}
PLACE = frozenset({"location", "end_line", "block", "block_digest", "field_lines"})
"""What says of an entry where it stands and how it is written."""
CODE = frozenset(
    {
        *(".py", ".pyw", ".ipynb", ".R", ".r", ".Rmd", ".qmd", ".jl", ".sh", ".bash", ".do", ".ado", ".js", ".mjs"),
        *(".ts", ".m", ".awk", ".sed", ".pl", ".rb", ".lua", ".sql", ".stan", ".c", ".h", ".cc", ".cpp", ".hpp", ".f"),
        *(".f90", ".f95", ".rs", ".go", ".java", ".cls", ".sty", ".mk", ".make"),
        *(".toml", ".yaml", ".yml", ".ini", ".cfg", ".conf"),
    }
)
"""Suffixes of what a reviewer reads: code and settings."""
_MARK = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_KEY = re.compile(r"(\*\*|__|)([A-Za-z][A-Za-z ]*?)(:\1|\1[ ]?:)")
_PLAIN = re.compile(r"[\w./:@+=-]+\Z")


def field_for(path: str, entry: Entry, settings: Settings) -> str:
    """Where a file that no other entry makes belongs.

    What lies where entries of this kind write is its own product. Code and settings are judged with the script,
    data is not.
    """
    folder, own = (settings.reports, EXPORTS) if entry.exports else (settings.results, SIDECARS)
    if path.startswith(folder + "/"):
        return own
    return WORKFLOWS if suffix_of(path) in CODE or is_makefile(path) else INPUTS


def undeclarable(path: str) -> str:
    """Why no field can name `path`; empty if one can."""
    rest = split_root(path)[1]
    problem = path_problem(rest)
    if not problem and (is_pattern(rest) or "`" in rest):
        problem = "would be read as a pattern" if is_pattern(rest) else "holds a backtick"
    return problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What one entry lacks."""

    entry: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field to the paths, entries or specs to add to it, sorted; those with nothing to add are not there."""
    refused: tuple[tuple[str, str], ...] = ()
    """(path, why it cannot be declared)."""


def declare_in(content: bytes, path: str, settings: Settings, additions: Additions) -> bytes | None:
    """The spec with the lines added; None where nobody could do that without touching anything else."""
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    for key in FIELDS:
        if key in additions.names:
            entry = _entry_in("\n".join(lines), path, settings, additions.entry)
            if entry is None or entry.unreadable or not entry.field_lines:
                return None
            lines = _with_names(lines, entry, key, additions.names[key])
    changed = "\n".join(lines).encode("utf-8")
    return changed if _says_so(content, changed, path, settings, additions) else None


def _entry_in(text: str, path: str, settings: Settings, name: str) -> Entry | None:
    spec, _ = parse_spec(text.encode("utf-8"), path, settings)
    return next((entry for entry in spec.entries if entry.name == name), None)


def _with_names(lines: list[str], entry: Entry, key: str, names: tuple[str, ...]) -> list[str]:
    places = {_key_of(lines[first - 1]): (first, last) for first, last in entry.field_lines}
    ticks = any("`" in line for first, last in entry.field_lines for line in lines[first - 1 : last])
    texts = [name if not ticks and _PLAIN.match(name) else f"`{name}`" for name in names]
    if key in places:
        return _extended(lines, *places[key], texts)
    first, last = _anchor(places, key)
    return [*lines[:last], _new_line(lines[first - 1], key, ", ".join(texts)), *lines[last:]]


def _anchor(places: Mapping[str, tuple[int, int]], key: str) -> tuple[int, int]:
    """The field that a new one follows."""
    made = ("Output",) if key == SIDECARS else ()
    before = ("Script", "Export script", "Run", *made, *FIELDS[: FIELDS.index(key)])
    found = [place for name, place in places.items() if name in before]
    return max(found) if found else max(places.values())


def _new_line(model: str, key: str, text: str) -> str:
    """A line in the style of another field's first line."""
    mark = _MARK.match(model)
    start = mark.group() if mark else ""
    style = _KEY.match(model, len(start))
    bold, _, colon = style.groups() if style else ("", "", ":")
    return f"{start}{bold}{key}{colon} {text}{_end_of(model)}"


def _extended(lines: list[str], first: int, last: int, texts: list[str]) -> list[str]:
    head, tail = lines[first - 1], lines[last - 1]
    if last > first and not _value_of(head):
        mark = _MARK.match(tail)
        start = mark.group() if mark else ""
        return [*lines[:last], *(f"{start}{text}{_end_of(tail)}" for text in texts), *lines[last:]]
    kept = tail.rstrip()
    is_none = first == last and _value_of(head).strip("`") == "none"
    if is_none:
        kept = kept[: kept.rindex("none")].rstrip("` ")
    separator = " " if is_none or kept.endswith(",") else ", "
    return [*lines[: last - 1], kept + separator + ", ".join(texts) + _end_of(tail), *lines[last:]]


def _key_of(line: str) -> str:
    """The key of a field's first line."""
    style = _styled(line)
    return " ".join(style.group(2).split()) if style else ""


def _styled(line: str) -> "re.Match[str] | None":
    mark = _MARK.match(line)
    return _KEY.match(line, mark.end() if mark else 0)


def _value_of(line: str) -> str:
    """What stands behind the key of a field's first line."""
    style = _styled(line)
    return line[style.end() :].strip() if style else line.strip()


def _end_of(line: str) -> str:
    return "\r" if line.endswith("\r") else ""


def _says_so(before: bytes, after: bytes, path: str, settings: Settings, additions: Additions) -> bool:
    """Whether the change does what it should and nothing else."""
    old, old_faults = parse_spec(before, path, settings)
    new, new_faults = parse_spec(after, path, settings)
    errors = [sum(fault.severity is Severity.ERROR for fault in faults) for faults in (old_faults, new_faults)]
    if errors[1] > errors[0] or new.prose_digest != old.prose_digest or len(new.entries) != len(old.entries):
        return False
    for was, now in zip(old.entries, new.entries, strict=True):
        if was.name != additions.entry:
            if (was.name, was.block_digest) != (now.name, now.block_digest):
                return False
        elif _meant(now, {}) != _meant(was, additions.names):
            return False
    return True


def _meaning(entry: Entry) -> dict[str, object]:
    """Everything that an entry says, but not where it says it."""
    return {one.name: _without_lines(getattr(entry, one.name)) for one in fields(entry) if one.name not in PLACE}


def _without_lines(value: object) -> object:
    if isinstance(value, Value):
        return value.text
    return tuple(map(_without_lines, value)) if isinstance(value, tuple) else value


def _meant(entry: Entry, names: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """The same with the names in it, in any order."""
    return {
        **_meaning(entry),
        **{
            attribute: frozenset((*(value.text for value in getattr(entry, attribute) or ()), *names.get(key, ())))
            for key, attribute in _ATTRIBUTES.items()
        },
    }
