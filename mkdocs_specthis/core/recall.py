"""What was worked out of one Project, given again for the next if all that was read for it is the very same.

Knows neither entries nor states. Reads are noted while something is worked out, so that none can be forgotten.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any, TypeVar, cast

from mkdocs_specthis.core.model.project import Project

T = TypeVar("T")
_MADE_ANEW = (bool, str, frozenset, tuple)


class Afresh:
    """Works everything out."""

    def begin(self, project: Project) -> None:
        """From now on it is about this project."""

    def value(self, key: Hashable, given: object, project: Project, work: Callable[[Project], T]) -> T:
        """What `work` gives of the project.

        `key` names it: two values never have one key. `given` is all that `work` knows beside the project.
        """
        return work(project)

    def same(self, key: Hashable, value: T, project: Project) -> T:
        """The value; if it is equal to that of before, the very object of before."""
        return self.value(key, value, project, lambda _: value)

    def end(self) -> None:
        """All has been asked for."""


@dataclass(frozen=True, slots=True)
class _Row:
    given: object
    keys: Mapping[str, tuple[object, ...]]
    """Field of the project to what was looked up in it."""
    found: Mapping[str, tuple[object, ...]]
    """Field of the project to what was found there, in the same order."""
    asked: tuple[tuple[str, object], ...]
    """Fields that were read as a whole, and what they were."""
    value: object

    def holds_for(self, project: Project) -> bool:
        for name, value in self.asked:
            if not _is_same(getattr(project, name), value):
                return False
        for name, keys in self.keys.items():
            now = [*map(getattr(project, name).get, keys)]
            if not (all(map(is_, self.found[name], now)) or all(map(_is_same, self.found[name], now))):
                return False
        return True


class Recall(Afresh):
    """Remembers the last project."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, _Row] = {}
        self._next: dict[Hashable, _Row] = {}
        self._settings = ""

    def begin(self, project: Project) -> None:
        """Under other settings everything is worked out."""
        settings = repr(project.settings)
        if settings != self._settings:
            self._rows, self._settings = {}, settings
        self._next = {}

    def value(self, key: Hashable, given: object, project: Project, work: Callable[[Project], T]) -> T:
        row = self._rows.get(key)
        if row is None or row.given != given or not row.holds_for(project):
            row = self._next[key] = _worked_out(given, project, work, row)
        else:
            self._next[key] = row
        return cast(T, row.value)

    def end(self) -> None:
        self._rows, self._next = self._next, {}


def _worked_out(given: object, project: Project, work: Callable[[Project], object], before: _Row | None) -> _Row:
    """A row whose value is the very object of before where it is equal, so that what rests on it stands, too."""
    reads = _Reads(project)
    value = work(cast(Project, reads))
    return _Row(
        given=given,
        keys={name: tuple(found) for name, found in reads.lookups.items()},
        found={name: tuple(found.values()) for name, found in reads.lookups.items()},
        asked=tuple(reads.asked.items()),
        value=before.value if before is not None and before.value == value else value,
    )


def _is_same(one: object, other: object) -> bool:
    """Whether it is the very same record.

    Words, and rows and sets of them, are made anew by each reading; settings are compared once, by `begin`.
    """
    return one is other or (type(one) in _MADE_ANEW and type(one) is type(other) and one == other)


class _Reads:
    """A Project that notes what is read of it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.asked: dict[str, object] = {}
        self.lookups: dict[str, dict[object, object]] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._project, name)
        if isinstance(value, Mapping):
            return _Lookups(value, name, self)
        if name != "settings":
            self.asked[name] = value
        return value


class _Lookups(Mapping[Any, Any]):
    """One field of the project; whoever goes through it has read the whole."""

    def __init__(self, field: Mapping[Any, Any], name: str, reads: _Reads) -> None:
        self._field, self._name, self._reads = field, name, reads
        self._seen = reads.lookups.setdefault(name, {})

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._seen[key] = self._field.get(key)
        return default if found is None else found

    def __getitem__(self, key: Any) -> Any:
        self._seen[key] = self._field.get(key)
        return self._field[key]

    def __contains__(self, key: object) -> bool:
        self._seen[key] = self._field.get(key)
        return key in self._field

    def __iter__(self) -> Iterator[Any]:
        self._reads.asked[self._name] = self._field
        return iter(self._field)

    def __len__(self) -> int:
        self._reads.asked[self._name] = self._field
        return len(self._field)
