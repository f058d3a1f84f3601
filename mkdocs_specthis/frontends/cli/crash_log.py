"""The traceback of an error that nobody expected, kept below `.specthis/` for a report."""

import platform
import shlex
import traceback
from collections.abc import Sequence
from pathlib import Path

from mkdocs_specthis import __version__
from mkdocs_specthis.effects.records.state_folder import STATE

NAME = "crash.log"


def write_crash(root: Path, error: BaseException, arguments: Sequence[str]) -> Path | None:
    """Write it over the one before; gives the file. None where the folder isn't there: a reading command makes none.

    Raises OSError.
    """
    folder = root / STATE
    if not folder.is_dir():
        return None
    file = folder / NAME
    where = f"specthis {__version__}, Python {platform.python_version()}, {platform.platform()}"
    trace = "".join(traceback.format_exception(error))
    file.write_text(f"{where}\n$ {shlex.join(arguments)}\n\n{trace}", encoding="utf-8", errors="backslashreplace")
    return file
