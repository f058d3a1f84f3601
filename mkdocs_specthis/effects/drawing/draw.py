"""Runs the programs that draw: a LaTeX engine on one document, poppler on one page. In a scratch folder, confined.

Knows programs, limits and the environment that they get; not what is drawn, nor for whom. No shell is let out of LaTeX,
and LaTeX neither reads nor writes outside of its folder and its own trees.
"""

import json
import math
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.effects.drawing import confine
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest, run_command

PDFTOCAIRO = "pdftocairo"
FILE_BYTES = 64 * 1024 * 1024
"""Largest file that may be written."""
MEMORY_BYTES = 8 * 1024**3
LOG_BYTES = 1024 * 1024
"""Of a log that are read."""
_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/gnu/store", "/etc/texmf", "/etc/fonts",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/papersize", "/etc/localtime",
    "/var/lib/texmf", "/var/lib/tex-common", "/var/cache/fonts", "/var/cache/fontconfig", "/dev/urandom", "/dev/zero",
)  # fmt: skip
_AT_HOME = (
    "texmf", ".texmf-var", ".texmf-config", ".TinyTeX", "Library/texmf", "Library/TinyTeX", "Library/texlive", ".fonts",
    ".local/share/fonts", ".cache/Tectonic", ".cache/texmf", ".cache/fontconfig",
)  # fmt: skip
_KEPT = ("PATH", "HOME", "LANG", "USER", "LOGNAME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    seconds: float
    """Of wall time."""
    confined: bool = True
    """False of a project's own command: it is run as a refresh runs its scripts."""


def run_program(
    argv: tuple[str, ...], folder: Path, environment: Mapping[str, str], limits: Limits, log: str
) -> CommandOutcome:
    """Run it in `folder`, its words going to `log`, a file there. Never raises on what it does."""
    place = shutil.which(argv[0], path=environment.get("PATH", os.defpath))
    if place is None:
        return CommandOutcome(status=None, seconds=0.0, error=f"there is no program `{argv[0]}` on the PATH")
    command = (os.path.abspath(place), *argv[1:])
    if limits.confined:
        command = (
            sys.executable,
            "-I",
            "-S",
            confine.__file__,
            _wish(command[0], folder, environment, limits),
            *command,
        )
    return run_command(
        CommandRequest(
            argv=command,
            cwd=str(folder),
            env=environment,
            log=str(folder / log),
            timeout=limits.seconds,
            grace=0.5,
        )
    )


def _wish(program: str, folder: Path, environment: Mapping[str, str], limits: Limits) -> str:
    return json.dumps(
        {
            "read": [*_SYSTEM, *_trees(program, environment)],
            "write": [str(folder), "/dev/null"],
            "file_bytes": FILE_BYTES,
            "memory_bytes": MEMORY_BYTES,
            "seconds": math.ceil(limits.seconds) + 5,
        }
    )


def _trees(program: str, environment: Mapping[str, str]) -> list[str]:
    """Where TeX keeps what it reads: the user's trees, those that variables name, and around the program."""
    home = environment.get("HOME", "")
    found = [os.path.join(home, name) for name in _AT_HOME] if home else []
    found += [str(path) for path in Path(home).glob(".texlive*")] if home else []
    found += [
        path
        for name, text in environment.items()
        if name.startswith("TEXMF")
        for path in text.split(os.pathsep)
        if os.path.isabs(path)
    ]
    real = Path(os.path.realpath(program))
    around = real.parents[2] if len(real.parents) > 3 else real.parent
    inside_home = home and Path(os.path.realpath(home)).is_relative_to(around)
    return [*found, str(real.parent), *([] if inside_home else [str(around)])]


def latex_environment(ours: Mapping[str, str], folder: Path, inputs: tuple[str, ...]) -> dict[str, str]:
    """The whole environment of a LaTeX run; `inputs` are folders to search, seen from where it runs."""
    kept = {name: text for name, text in ours.items() if name in _KEPT or name.startswith(("TEXMF", "LC_"))}
    return {
        **kept,
        "TEXINPUTS": os.pathsep.join((*inputs, ".", "")),
        "TMPDIR": str(folder),
        "TEXMFCACHE": str(folder),
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": "315532800",
        "FORCE_SOURCE_DATE": "1",
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        "max_print_line": "1000",
        "error_line": "254",
        "half_error_line": "238",
    }


ENGINES: Mapping[str, tuple[str, ...]] = {
    "pdflatex": (),
    "lualatex": ("--nosocket",),
    "xelatex": (),
    "tectonic": ("--untrusted", "--only-cached", "--keep-logs", "--outdir", "."),
}
_COMMON = ("-no-shell-escape", "-recorder", "-file-line-error", "-halt-on-error", "-interaction=nonstopmode")


def engine_command(engine: str, command: tuple[str, ...], source: str) -> tuple[str, ...]:
    """What draws the document `source`: the project's own command if there is one, else the engine."""
    if command:
        name = source.removesuffix(".tex")
        return tuple(word.replace("{source}", source).replace("{name}", name) for word in command)
    common = () if engine == "tectonic" else _COMMON
    return (engine, *ENGINES[engine], *common, source)


def page_command(pdf: str, suffix: str, dpi: int) -> tuple[tuple[str, ...], str]:
    """What makes a picture of the first page, and the name of the file that comes of it."""
    if suffix == ".svg":
        return (PDFTOCAIRO, "-svg", "-f", "1", "-l", "1", pdf, "page.svg"), "page.svg"
    return (PDFTOCAIRO, "-png", "-singlefile", "-r", str(dpi), "-f", "1", "-l", "1", pdf, "page"), "page.png"


def read_made(folder: Path, name: str, limit: int) -> bytes | None:
    """What a program wrote, at most so many bytes; None if it is no regular file, or larger."""
    from mkdocs_specthis.effects.tree.regular_file import open_regular

    try:
        descriptor = open_regular(folder / name, follow=False)
    except OSError:
        return None
    if descriptor is None:
        return None
    with open(descriptor, "rb") as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def read_words(folder: Path, name: str) -> str:
    """The end of a log, with what is not UTF-8 replaced."""
    try:
        with open(folder / name, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - LOG_BYTES))
            return file.read(LOG_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
