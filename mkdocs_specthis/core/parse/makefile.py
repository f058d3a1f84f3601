"""Makefiles: which names they have, and which files they include.

Knows plain names alone; what make would expand is not followed.
"""

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from mkdocs_specthis.core.parse.imports import Exists
from mkdocs_specthis.core.parse.paths import path_problem

MAKEFILES = ("GNUmakefile", "makefile", "Makefile")


def is_makefile(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name in MAKEFILES or name.endswith((".mk", ".make"))


def included_files(text: str, path: str, exists: Exists) -> Iterator[str]:
    """Files that a Makefile includes by plain names, from where make runs or beside itself."""
    for line in text.replace("\\\n", " ").split("\n"):
        words = line.split("#", 1)[0].split()
        if words[:1] in (["include"], ["-include"], ["sinclude"]):
            for word in words[1:]:
                yield from (
                    place
                    for place in dict.fromkeys((normpath(word), normpath(join(dirname(path), word))))
                    if not path_problem(place) and exists(place)
                )
