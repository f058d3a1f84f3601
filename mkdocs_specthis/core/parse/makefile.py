"""Makefiles: which names they have, which files they include, what they make from what.

Knows the text of one file alone; what make would expand stays as it is written.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from posixpath import dirname, join, normpath

from mkdocs_specthis.core.parse.imports import Exists
from mkdocs_specthis.core.parse.paths import path_problem

_RULE = re.compile(r"([^:=#]+)::?(?![:=])([^=;#]*)(?:(;.*)|#.*)?\Z", re.DOTALL)
_VARIABLE = re.compile(r"(?:export\s+|override\s+)*([A-Za-z0-9_.-]+)\s*(?:::?:?|\?)?=(.*)\Z", re.DOTALL)
_OPENS = frozenset({"ifeq", "ifneq", "ifdef", "ifndef", "define"})
_CLOSES = frozenset({"endif", "endef"})
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


def rules_of(text: str) -> Iterator[tuple[str, str, bool]]:
    """(targets, prerequisites, whether it has a recipe) of each rule as written; none that stands under a condition."""
    for line, has_recipe in _plain_lines(text):
        found = _RULE.match(line)
        if found is not None and not _VARIABLE.match(line):
            targets, needed, recipe = found.groups()
            yield targets.strip(), needed.replace("|", " ").strip(), has_recipe or bool(recipe)


def variables_of(text: str) -> Iterator[tuple[str, str]]:
    """(name, value as written) of each variable that is set under no condition, in order."""
    for line, _ in _plain_lines(text):
        found = _VARIABLE.match(line)
        if found is not None:
            yield found.group(1), found.group(2).split("#", 1)[0].strip()


def _plain_lines(text: str) -> Iterator[tuple[str, bool]]:
    """Lines that are no recipe and stand under no condition, those that go on joined; whether a recipe is next."""
    lines = [line for line in text.replace("\\\n", " ").split("\n") if line.strip() and not line.startswith("#")]
    depth = 0
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        word = line.split(maxsplit=1)[0]
        if word in _OPENS:
            depth += 1
        elif word in _CLOSES:
            depth = max(0, depth - 1)
        elif not depth and not line.startswith("\t"):
            yield line.strip(), following.startswith("\t")
