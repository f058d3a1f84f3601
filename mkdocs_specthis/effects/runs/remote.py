"""Runs one command for a refresh on another machine, if that machine sees the project as the refresh does.

Imports the standard library and what imports no more, so that any worker can take it; knows no entry, no receipt, no
engine. What runs a command is `effects/runs/process.py`, what may run at all is `effects/runs/lease.py`.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis import __version__
from mkdocs_specthis.core.model.facts import FileFact
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.paths import is_pattern
from mkdocs_specthis.effects.runs.lease import SIGHT_SECONDS, Attempt, Claim, look_again_at, sees_lease, wait_until
from mkdocs_specthis.effects.runs.process import CommandOutcome, CommandRequest, run_command
from mkdocs_specthis.effects.runs.run_environment import (
    describe_platform,
    describe_program,
    own_environment,
    resolve_program,
)
from mkdocs_specthis.effects.tree.regular_file import open_regular
from mkdocs_specthis.effects.tree.workspace import Workspace

OWN = "DASK_"
"""Variables of a worker that are about the worker itself, and may hold secrets of its network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file as the driver saw it right before it sent the command away."""

    path: str
    """POSIX from the project root, or below a named data root."""
    digest: str
    """Empty if nothing was there."""
    is_text: bool = False
    """True if it counts as text: CRLF is LF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRequest:
    command: CommandRequest
    """Its `env` holds only what is sent along; it is laid over the worker's own. `cwd` is the project root."""
    attempt: Attempt
    settings: Settings
    """Where the project has its folders and named data roots."""
    rests_on: tuple[Seen, ...] = ()
    outputs: tuple[str, ...] = ()
    """Declared outputs: paths and globs."""
    version: str = __version__
    """Of the software that asks."""


def look_around(folder: str) -> tuple[str, bool]:
    """Run on a worker: its version of this software, and whether it sees `folder`, where a refresh has its lease.

    The folder's name is drawn anew for each refresh, so another copy of the project does not have it.
    """
    return __version__, os.path.realpath(folder) == folder and sees_lease(folder)


def run_remotely(request: RemoteRequest) -> CommandOutcome:
    """The command's outcome, with what it made as seen from here. Never raises on what the command does."""
    problem = _problem_of(request)
    if problem:
        return _lost(problem)
    claim = Claim(request.attempt)
    problem = claim.take()
    if problem:
        return _lost(problem)
    try:
        return _run(request, claim)
    finally:
        claim.end()


def _problem_of(request: RemoteRequest) -> str:
    """Why this is no place to run it, as a clause."""
    root = request.command.cwd
    if request.version != __version__:
        return f"the worker has mkdocs-specthis {__version__}, and this machine {request.version}"
    if os.path.realpath(root) != root or not os.path.isdir(root):
        return f"the worker does not see the project at {root}"
    return ""


def _run(request: RemoteRequest, claim: Claim) -> CommandOutcome:
    if claim.is_called_off():
        return _called_off(CommandOutcome(status=None, seconds=0.0, killed=True), claim)
    if differing := _differing(request, SIGHT_SECONDS):
        return _lost(f"on the worker `{differing}` is not as it is here")
    command = _placed(request.command)
    outcome = _called_off(run_command(command, claim.is_called_off), claim)
    if outcome.succeeded and (differing := _differing(request, 0.0)):
        outcome = replace(outcome, error=f"`{differing}` moved on the worker while it ran")
    return replace(
        outcome,
        made=_made(request) if outcome.succeeded else {},
        program=describe_program(command.argv[0], command.env),
        platform=describe_platform(),
    )


def _placed(command: CommandRequest) -> CommandRequest:
    """With this machine's variables below what was sent along, and the `python` that is meant here."""
    own = own_environment({name: text for name, text in os.environ.items() if not name.startswith(OWN)})
    env = {**own, **command.env}
    return replace(command, env=env, argv=resolve_program(command.argv, env))


def _called_off(outcome: CommandOutcome, claim: Claim) -> CommandOutcome:
    if outcome.killed and claim.is_silent:
        return replace(outcome, killed=False, lost=True, error="its worker heard nothing more of the refresh")
    return outcome


def _differing(request: RemoteRequest, patience: float) -> str:
    """The first file that is not here as the driver saw it; empty if all are."""
    left = list(request.rests_on)
    space = Workspace(root=Path(request.command.cwd), settings=request.settings)

    def all_as_seen() -> bool:
        left[:] = [seen for seen in left if not is_as(seen, _looked_at_again(space, seen.path))]
        return not left

    return "" if wait_until(all_as_seen, patience) else left[0].path


def _looked_at_again(space: Workspace, path: str) -> FileFact:
    fact = space.observe(path)
    if fact.is_here:
        return fact
    look_again_at(os.path.dirname(space.locate(path) or ""))
    return space.observe(path)


def is_as(seen: Seen, fact: FileFact) -> bool:
    """Whether a file is as the driver saw it."""
    return (fact.text_digest if seen.is_text else fact.digest) == seen.digest


def _made(request: RemoteRequest) -> dict[str, tuple[str, int]]:
    space = Workspace(root=Path(request.command.cwd), settings=request.settings)
    facts = (space.observe(path) for path in sorted(_paths_of(space, request.outputs)))
    return {fact.path: (fact.digest, fact.size) for fact in facts if fact.is_here}


def _paths_of(space: Workspace, written: Iterable[str]) -> set[str]:
    return {path for text in written for path in (space.match(text) if is_pattern(text) else (text,))}


def _lost(why: str) -> CommandOutcome:
    return CommandOutcome(status=None, seconds=0.0, error=why, lost=True)


def first_unlike(made: Mapping[str, tuple[str, int]], root: Path, settings: Settings) -> str:
    """On the driver's side: the first of what a worker made that is not seen here yet; empty if all is.

    Files and folders are opened, because network file systems look again only then; contents are compared by whoever
    reads them.
    """
    space = Workspace(root=root, settings=settings)
    left = dict(made)

    def all_here() -> bool:
        for path in [path for path, (_, size) in left.items() if _size_here(space, path) == size]:
            del left[path]
        return not left

    return "" if wait_until(all_here, SIGHT_SECONDS * 3) else next(iter(left))


def _size_here(space: Workspace, path: str) -> int:
    place = space.locate(path)
    look_again_at(os.path.dirname(place or ""))
    try:
        descriptor = open_regular(place) if place else None
    except OSError:
        return -1
    if descriptor is None:
        return -1
    with open(descriptor, "rb") as file:
        return os.fstat(file.fileno()).st_size
