"""A command as a spec writes it, to the words that are run: placeholders filled, split like a shell line.

Runs nothing and knows no machine: that `python` means the interpreter at hand is decided where it is run.
Which template an entry has is said by `core/contracts/interpreter.py`.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mkdocs_specthis.core.contracts.interpreter import split_command
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.nearest import nearest
from mkdocs_specthis.core.parse.shell_signs import first_shell_sign
from mkdocs_specthis.core.parse.shown import shown

RULE = "command-invalid"
PLACEHOLDERS = ("script", "scripts", "output", "outputs")
MAKES = ("make", "gmake")

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_-]{0,30})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFault:
    """Why a command cannot be run as written."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    argv: tuple[str, ...] = ()
    """Empty if it cannot be run."""
    faults: tuple[CommandFault, ...] = ()

    @property
    def is_make(self) -> bool:
        return bool(self.argv) and self.argv[0].rsplit("/", 1)[-1] in MAKES


def expand_command(template: str, *, scripts: Sequence[str], outputs: Sequence[str]) -> Command:
    """The words of `template` for these paths, in the order declared, and everything wrong with it."""
    try:
        words = split_command(template)
    except ValueError as error:
        message = f"`{shown(template)}` cannot be split into words: {str(error).lower()}"
        return _refused(message, "close the quotation, or put a backslash before the sign")
    if not words:
        hint = "write a `Run` line, or name the interpreter of this kind of script in `[run] interpreters`"
        return _refused("nothing says how to run the script", hint)
    values = {"script": scripts[:1], "scripts": scripts, "output": outputs[:1], "outputs": outputs}
    faults = tuple(_placeholder_faults(words, values))
    if faults:
        return Command(faults=faults)
    argv = tuple(_expand_words(words, values))
    if not _names_its_work(words, argv, scripts):
        hint = "use `{script}`, a declared script's path, or `make TARGET`"
        fault = CommandFault(message="the command names no declared script", hint=hint)
        return Command(argv=argv, faults=(fault,))
    return Command(argv=argv)


def expand_of(entry: Entry, contract: Contract) -> Command:
    """The command of an entry: its `Output`s fill the placeholders, its sidecars do not."""
    outputs = contract.outputs[: len(entry.outputs)]
    return expand_command(contract.command, scripts=contract.scripts, outputs=outputs)


def command_findings(entry: Entry, contract: Contract) -> tuple[Finding, ...]:
    """What is wrong with the command of an entry that has scripts, where its `Run` line stands."""
    if entry.unreadable or not contract.scripts:
        return ()
    line = entry.run.line if entry.run else entry.scripts[0].line
    return tuple(
        Finding(
            rule=RULE,
            severity=Severity.ERROR,
            location=Location(path=entry.spec, line=line),
            message=fault.message,
            hint=fault.hint,
            entry=entry.name,
            scope=Scope.ENTRY,
        )
        for fault in expand_of(entry, contract).faults
    )


def shell_sign_of(contract: Contract) -> str:
    """A sign in the command of an entry that only a shell would heed; empty if there is none, or there is a shell."""
    try:
        words = split_command(contract.command)
    except ValueError:
        return ""
    if not words or _shell_line(words) is not None:
        return ""
    return first_shell_sign(contract.command)


def make_anew(argv: Sequence[str], given: Iterable[str], root: str) -> tuple[str, ...]:
    """A make command that makes all it needs and takes only what is `given` for finished, whatever the dates are.

    `-B`: what lies about from another time, between what is given and the target, is made again; make would judge it by
    dates. `-o`: another entry makes this, or a person; this one's Makefile doesn't, even where it could. As make knows
    files by their names, each is told as seen from where make works, and with `root`, the project's absolute path.
    """
    paths = tuple(given)
    folder = _folder_of_make(argv)
    named = (*(_seen_from(folder, path) for path in paths), *(f"{root}/{path}" for path in paths))
    return (argv[0], "-B", *(word for name in named for word in ("-o", name)), *argv[1:])


def _folder_of_make(argv: Sequence[str]) -> tuple[str, ...]:
    """Where make works, seen from the project's root: all its `-C`, one after the other."""
    steps: list[str] = []
    for word, following in zip(argv[1:], (*argv[2:], ""), strict=True):
        attached = word.removeprefix("--directory=") if word.startswith("--directory=") else word.removeprefix("-C")
        folder = following if word in ("-C", "--directory") else attached if attached != word else ""
        for step in folder.split("/"):
            if step == ".." and steps:
                steps.pop()
            elif step not in ("", "."):
                steps.append(step)
    return tuple(steps)


def _seen_from(folder: tuple[str, ...], path: str) -> str:
    steps = tuple(path.split("/"))
    shared = next((number for number, pair in enumerate(zip(folder, steps, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(folder), len(steps) - 1) if shared is None else shared
    return "/".join((*(".." for _ in folder[shared:]), *steps[shared:]))


def _refused(message: str, hint: str = "") -> Command:
    return Command(faults=(CommandFault(message=message, hint=hint),))


def _placeholder_faults(words: Iterable[str], values: Mapping[str, Sequence[str]]) -> Iterator[CommandFault]:
    """Braces that hold anything else are the command's own, as awk's are; nearly a placeholder is a slip."""
    named = (found.group(1) for word in words for found in _PLACEHOLDER.finditer(word))
    for name in dict.fromkeys(named):
        if name in values:
            if not values[name]:
                message = f"`{{{name}}}` stands in the command, and the entry declares no {name.rstrip('s')}"
                yield CommandFault(message=message, hint="declare it, or take the placeholder out")
        elif near := nearest(name, PLACEHOLDERS):
            message = f"`{{{shown(name)}}}` is no placeholder"
            yield CommandFault(message=message, hint=f"did you mean `{{{near}}}`?")


def _expand_words(words: Sequence[str], values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    shell_line = _shell_line(words)
    for index, word in enumerate(words):
        if word in ("{scripts}", "{outputs}") and index != shell_line:
            yield from values[word[1:-1]]
        else:
            yield _fill(word, values, quoted=index == shell_line)


def _shell_line(words: Sequence[str]) -> int | None:
    """Which word a shell will split again: the one after `-c`."""
    if words[0].rsplit("/", 1)[-1] not in ("sh", "bash", "dash", "zsh", "ksh"):
        return None
    flags = (index for index, word in enumerate(words) if word.startswith("-") and word.endswith("c"))
    flag = next(flags, len(words))
    return flag + 1 if flag + 1 < len(words) else None


def _fill(word: str, values: Mapping[str, Sequence[str]], *, quoted: bool) -> str:
    def value(found: re.Match[str]) -> str:
        if found.group(1) not in values:
            return found.group()
        paths = values[found.group(1)]
        return shlex.join(paths) if quoted else " ".join(paths)

    return _PLACEHOLDER.sub(value, word)


def _names_its_work(words: Sequence[str], argv: Sequence[str], scripts: Sequence[str]) -> bool:
    if any(found.group(1) in ("script", "scripts") for word in words for found in _PLACEHOLDER.finditer(word)):
        return True
    if argv[0].rsplit("/", 1)[-1] in MAKES:
        return any(not word.startswith("-") and "=" not in word for word in argv[1:])
    return any(_is_named(script, argv) for script in scripts)


def _is_named(script: str, argv: Sequence[str]) -> bool:
    """By its path in any word, or as a module after `-m`."""
    module = script.removesuffix(".py").removesuffix("/__main__").replace("/", ".").removeprefix("src.")
    modules = {follower for flag, follower in pairwise(argv) if flag == "-m"}
    named = re.compile(rf"(?<![\w./-])(?:\./)?{re.escape(script)}(?![\w./-])")
    return module in modules or any(named.search(word) for word in argv)
