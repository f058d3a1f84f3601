"""Which entry declares which output, and so makes which path.

Knows what is written; what lies there, and who reads it, is not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.parse.paths import fold_path, is_pattern


@dataclass(frozen=True)
class Makers:
    """Which entry declares which output. Of several that declare one, it is the first by name.

    So nothing rests on the order in which specs are read, and two of equal outputs are equal.
    """

    outputs: Mapping[str, tuple[str, ...]]
    """Entry to its outputs as written."""

    @classmethod
    def among(cls, entries: Mapping[str, Entry]) -> "Makers":
        return cls({name: written_outputs(entry) for name, entry in entries.items()})

    @cached_property
    def _files(self) -> Mapping[str, str]:
        made: dict[str, str] = {}
        for name, written in sorted(self.outputs.items()):
            for path in written:
                if not is_pattern(path):
                    made.setdefault(fold_path(path), name)
        return made

    @cached_property
    def _patterns(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (fold_path(path) + ("*" if path.endswith("/") else ""), name)
            for name, written in sorted(self.outputs.items())
            for path in written
            if is_pattern(path)
        )

    def of(self, path: str) -> str:
        """Name of the entry that makes `path`; empty if none does."""
        folded = fold_path(path)
        found = self._files.get(folded)
        if found is not None:
            return found
        return next((name for pattern, name in self._patterns if fnmatchcase(folded, pattern)), "")


def written_outputs(entry: Entry) -> tuple[str, ...]:
    """Declared outputs and sidecars, patterns included, in order."""
    return tuple(value.text for value in entry.declared_outputs)
