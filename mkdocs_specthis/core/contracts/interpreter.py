"""Which command line makes an entry, as written: its own, the project's, or the interpreter of the script's suffix.

Expands nothing and runs nothing.
"""

import shlex
from functools import lru_cache
from itertools import pairwise

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.settings import BUILT_IN_INTERPRETERS, Settings
from mkdocs_specthis.core.parse.makefile import MAKEFILES
from mkdocs_specthis.core.parse.paths import path_problem, suffix_of


def command_of(entry: Entry, settings: Settings) -> str:
    """The command with its placeholders; empty if nothing says how to run the script."""
    if entry.run is not None:
        return entry.run.text
    if settings.command:
        return settings.command
    suffix = suffix_of(entry.scripts[0].text) if entry.scripts else ""
    command = settings.interpreters.get(suffix) or BUILT_IN_INTERPRETERS.get(suffix, "")
    return command if not command or "{" in command else command + " {script}"


@lru_cache(maxsize=4096)
def split_command(command: str) -> tuple[str, ...]:
    """The words of a shell line. Raises ValueError."""
    return tuple(shlex.split(command))


@lru_cache(maxsize=4096)
def makefiles_of(command: str) -> tuple[str, ...]:
    """Makefiles that a `make` command may read; empty for any other command."""
    try:
        words = split_command(command)
    except ValueError:
        return ()
    if not words or words[0].rsplit("/", 1)[-1] not in ("make", "gmake"):
        return ()
    named = tuple(word for flag, word in pairwise(words) if flag in ("-f", "--file", "--makefile"))
    folder = next((word for flag, word in pairwise(words) if flag in ("-C", "--directory")), "")
    paths = (f"{folder}/{name}" if folder else name for name in named or MAKEFILES)
    return tuple(path for path in paths if not path_problem(path))
