"""Rules on names across files: specs, entries, outputs, dependencies."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import dirname

from mkdocs_specthis.core.audit.finding import about_entry, about_spec, entries_of
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Value
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.paths import fold_path, is_pattern
from mkdocs_specthis.core.parse.shown import shown

ONE_MAKER = "give each entry a path of its own: a file is made by one entry"


def name_duplicate(project: Project) -> Iterator[Finding]:
    first: dict[str, Spec] = {}
    for spec in project.specs:
        if spec.name == "README" or not spec.has_frontmatter:
            continue
        other = first.setdefault(spec.name.lower(), spec)
        if other is not spec:
            message = f"`{spec.name}` is the stem of `{other.path}` too"
            for place in (spec, other):
                yield about_spec(
                    "name-duplicate",
                    Location(path=place.path, line=1),
                    message if place is spec else f"`{other.name}` is the stem of `{spec.path}` too",
                    "rename one of the files",
                )


def depends_on_unknown(project: Project) -> Iterator[Finding]:
    names = {spec.name.lower(): spec.name for spec in project.specs}
    counts = Counter(spec.name.lower() for spec in project.specs)
    for spec in project.specs:
        for reference in spec.depends_on:
            if counts[reference.name.lower()] > 1:
                message = f"`{shown(reference.name)}` is the stem of several files"
                yield about_spec("name-duplicate", reference.location, message, "rename all but one of them")
            if reference.name.lower() not in names:
                renamed = _renamed(project, spec, reference.name)
                hint = f"did you mean `{renamed}`, which has the words that it had?" if renamed else ""
                hint = hint or did_you_mean(reference.name, names.values(), otherwise=_write_spec(reference.name))
                yield about_spec(
                    "depends-on-unknown", reference.location, f"there is no spec `{shown(reference.name)}`", hint
                )


def _renamed(project: Project, spec: Spec, name: str) -> str:
    """The spec that has the words which a judgment knows under that name; empty if none has."""
    judgments = (one for entry in spec.entries for one in project.judgments.get(entry.name, ()))
    known = {one.vocabulary[name] for one in judgments if name in one.vocabulary}
    return next((other.name for other in project.specs if known and other.prose_digest in known), "")


def _write_spec(name: str) -> str:
    return f"write `{shown(name)}.md` among the specs, or remove the line"


def depends_on_unmentioned(project: Project) -> Iterator[Finding]:
    for spec in project.specs:
        body = spec.body.lower() if spec.depends_on else ""
        for reference in spec.depends_on:
            if not _is_mentioned(reference.name.lower(), body):
                message = f"`{shown(reference.name)}` is a dependency and is never mentioned in the body"
                yield about_spec(
                    "depends-on-unmentioned", reference.location, message, "say where it is used, or remove it"
                )


def _is_mentioned(name: str, body: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", body) is not None


def output_duplicate(project: Project) -> Iterator[Finding]:
    first: dict[str, tuple[str, Value]] = {}
    for name, entry in project.entries.items():
        for value in entry.declared_outputs:
            other, place = first.setdefault(fold_path(value.text), (name, value))
            if place is not value:
                for mine, theirs, here in ((name, other, value), (other, name, place)):
                    message = (
                        f"`{shown(value.text)}` is an output of `{theirs}` too"
                        if mine != theirs
                        else f"`{shown(value.text)}` is declared twice"
                    )
                    yield about_entry(
                        "output-duplicate",
                        project.entries[mine],
                        message,
                        ONE_MAKER,
                        line=here.line,
                    )


def output_inside_output(project: Project) -> Iterator[Finding]:
    """An output that would have to be a file and a folder at once, or that another entry's pattern takes."""
    owners = {
        fold_path(value.text): name
        for name, entry in project.entries.items()
        for value in entry.declared_outputs
        if not is_pattern(value.text)
    }
    for path, name in owners.items() if _folders_of(owners) & owners.keys() else ():
        folder = dirname(path)
        while folder:
            if folder in owners:
                entry = project.entries[name]
                yield about_entry(
                    "output-duplicate",
                    entry,
                    f"`{shown(path)}` lies below `{shown(folder)}`, which is an output of `{owners[folder]}`",
                    "move one of them: a path is a file or a folder, not both",
                )
            folder = dirname(folder)


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder above one of the paths."""
    found: set[str] = set()
    for path in paths:
        folder = dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = dirname(folder)
    return found


def output_in_pattern(project: Project) -> Iterator[Finding]:
    """An output that another entry's sidecar pattern takes too, by name or because both match a file that is here."""
    if not any(is_pattern(value.text) for entry in project.entries.values() for value in entry.sidecars):
        return
    named = sorted(
        (fold_path(value.text), name, value.line)
        for name, entry in project.entries.items()
        for value in entry.declared_outputs
        if not is_pattern(value.text)
    )
    taken: dict[str, tuple[str, Value]] = {}
    for name, entry in project.entries.items():
        for value in entry.sidecars:
            if is_pattern(value.text):
                yield from _taken_by_name(project, named, name, value)
                for path in project.matches.get(value.text, ()):
                    other, place = taken.setdefault(fold_path(path), (name, value))
                    if other != name:
                        yield from _taken_twice(project, path, (name, value.line), (other, place.line))


def _taken_by_name(project: Project, named: list[tuple[str, str, int]], name: str, value: Value) -> Iterator[Finding]:
    pattern = fold_path(value.text) + ("*" if value.text.endswith("/") else "")
    start = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    for index in range(bisect_left(named, (start,)), len(named)):
        path, other, line = named[index]
        if not path.startswith(start):
            return
        if other != name and fnmatchcase(path, pattern):
            yield from _taken_twice(project, path, (name, value.line), (other, line))


def _taken_twice(project: Project, path: str, one: tuple[str, int], other: tuple[str, int]) -> Iterator[Finding]:
    for (mine, line), (theirs, _) in ((one, other), (other, one)):
        message = f"`{shown(path)}` is an output of `{theirs}` too"
        yield about_entry("output-duplicate", project.entries[mine], message, ONE_MAKER, line=line)


def output_is_source(project: Project, contracts: Mapping[str, Contract]) -> Iterator[Finding]:
    for entry in entries_of(project, contracts):
        outputs = {fold_path(value.text) for value in entry.declared_outputs}
        for value in (*entry.scripts, *entry.workflows, *entry.inputs):
            if fold_path(value.text) in outputs:
                yield about_entry(
                    "output-is-source",
                    entry,
                    f"`{shown(value.text)}` is an output of the entry itself",
                    "name it once: a run must not read what it writes",
                    line=value.line,
                )
