"""Files of the last build, copied where the next one would make the very same.

Knows the host's files; not what is in them. Most of making one is finding its address. What a build or another plugin
does to a file is done to the copy.
"""

from collections.abc import Callable
from typing import TypeVar

from mkdocs.structure.files import File

AnyFile = TypeVar("AnyFile", bound=File)


class KeptFiles:
    def __init__(self) -> None:
        self._known: dict[str, tuple[object, File]] = {}
        self._next: dict[str, tuple[object, File]] = {}

    def file(self, kind: type[AnyFile], name: str, rests_on: object, make: Callable[[], AnyFile]) -> AnyFile:
        """The file that `make` gives; `rests_on` is all that this depends on beside the name."""
        known = self._known.get(name)
        if known is None or known[0] != rests_on or type(known[1]) is not kind:
            known = (rests_on, make())
        self._next[name] = known
        copy = kind.__new__(kind)
        vars(copy).update(vars(known[1]))
        return copy

    def end(self) -> None:
        """All files of a build have been asked for; others are forgotten."""
        self._known, self._next = self._next, {}
