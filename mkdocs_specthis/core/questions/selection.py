"""Which entries are meant: by name, by glob, by what is around them, by kind, spec, tag and state.

Asks a Snapshot; knows no command line.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from mkdocs_specthis.core.model.errors import UnknownName
from mkdocs_specthis.core.model.selection import AROUND, Selection, is_glob
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.model.state import EntryStatus, Realization
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.snapshot import Snapshot

VOCABULARY_MOVED = "vocabulary-moved"
LISTS = "`specthis status` lists the entries"


def select_entries(snapshot: Snapshot, selection: Selection) -> tuple[str, ...]:
    """Names in the project's order.

    Raises UnknownName for a name, glob, spec or tag that means nothing: none is passed over in silence.
    """
    found = set(snapshot.entries) if not selection.words else set(_meant(snapshot, selection.words))
    filters = tuple(_filters(snapshot, selection))
    return tuple(name for name in snapshot.entries if name in found and all(passes(name) for passes in filters))


def select_names(written: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """The names that are written or matched, in the order of `names`. Raises UnknownName as `select_entries`."""
    known = tuple(names)
    found = {name for word in written for name in _matched(word, known)}
    return tuple(name for name in known if name in found)


def is_in(status: EntryStatus, states: Sequence[str]) -> bool:
    moved = VOCABULARY_MOVED in states and bool(status.vocabulary_moved)
    return moved or str(status.certification) in states or str(status.realization) in states


def _meant(snapshot: Snapshot, words: Iterable[str]) -> Iterator[str]:
    known = tuple(snapshot.entries)
    for word in words:
        names = _matched(word.removeprefix(AROUND).removesuffix(AROUND), known)
        yield from names
        if word.startswith(AROUND):
            yield from snapshot.graph.all_above(*names)
        if word.endswith(AROUND):
            yield from snapshot.graph.all_below(*names)


def _matched(word: str, known: Sequence[str]) -> tuple[str, ...]:
    matched = tuple(name for name in known if fnmatchcase(name, word)) if is_glob(word) else (word,)
    if not matched:
        raise UnknownName(f"no entry matches `{shown(word)}`", hint=LISTS)
    if not is_glob(word) and word not in known:
        raise UnknownName(f"there is no entry `{shown(word)}`", hint=did_you_mean(word, known, otherwise=LISTS))
    return matched


def _filters(snapshot: Snapshot, selection: Selection) -> Iterator[Callable[[str], bool]]:
    project = snapshot.project
    if selection.kinds:
        yield lambda name: project.entries[name].kind in selection.kinds
    if selection.specs:
        paths = frozenset(_spec_paths(project.specs, selection.specs))
        yield lambda name: project.entries[name].spec in paths
    if selection.tags:
        tagged = frozenset(_tagged_paths(project.specs, selection.tags))
        yield lambda name: project.entries[name].spec in tagged
    if selection.states:
        yield lambda name: is_in(snapshot.statuses[name], selection.states)
    if selection.stale:
        yield lambda name: snapshot.statuses[name].realization in (Realization.STALE, Realization.NEVER_RUN)
    if selection.failed:
        yield lambda name: name in project.failures


def _spec_paths(specs: Sequence[Spec], written: Iterable[str]) -> Iterator[str]:
    for word in written:
        found = [spec.path for spec in specs if any(fnmatchcase(name, word) for name in _names_of(spec))]
        if not found:
            hint = did_you_mean(word.removesuffix(".md"), [spec.name for spec in specs])
            raise UnknownName(f"there is no spec `{shown(word)}`", hint=hint or "name it by its file, as `compute-x`")
        yield from found


def _names_of(spec: Spec) -> tuple[str, ...]:
    return (spec.path, spec.file_name, spec.name)


def _tagged_paths(specs: Sequence[Spec], tags: Iterable[str]) -> Iterator[str]:
    for tag in tags:
        found = [spec.path for spec in specs if tag in spec.tags]
        if not found:
            known = sorted({tag for spec in specs for tag in spec.tags})
            hint = did_you_mean(tag, known, otherwise="tags stand in the frontmatter of specs: `tags: [robustness]`")
            raise UnknownName(f"no spec has the tag `{shown(tag)}`", hint=hint)
        yield from found
