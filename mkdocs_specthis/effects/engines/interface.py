"""What an engine is: somewhere to send a command, through a `concurrent.futures.Executor`.

Knows no graph, no entry, no ledger. A new engine is a file beside this one and a row in `BUILT_IN`, or a function in
any installed package that the entry point group `mkdocs_specthis.engines` names.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.shown import shown

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "mkdocs_specthis.engines"
DASK_INSTALL = "python -m pip install 'mkdocs-specthis[dask]'"


class Engine(Protocol):
    """Opened once per refresh, closed in any case."""

    @property
    def name(self) -> str:
        """As receipts call it."""

    @property
    def is_remote(self) -> bool:
        """True if commands run on other machines that see the project's folder at the same path."""

    @property
    def room(self) -> int:
        """How many commands fit at once, where nobody says how many there should be; at least 1."""

    def executor_for(self, resources: Mapping[str, float]) -> Executor:
        """Takes one picklable function and one request. `resources`: what each of its commands needs, by name.

        Raises SpecthisError where that is never to be had.
        """

    def notice(self) -> str:
        """What whoever waits should know by now, one sentence; empty if nothing. Asked several times a second."""

    def stop(self) -> None:
        """End what runs and drop what waits; futures then complete by themselves."""

    def close(self) -> None:
        """Let go of everything. Nothing runs any more when it returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """What an engine is opened with."""

    name: str = "local"
    address: str = ""
    """As `[engine] address` has it; empty if it is not set."""
    security: Mapping[str, str] = field(default_factory=dict)
    """`ca`, `cert` and `key` to paths of PEM files, absolute; empty if there are none."""
    insecure: bool = False
    """True if the settings allow a way that others on the network could use."""
    jobs: int = 0
    """Commands at once, as somebody asked for; 0 if nobody did."""
    folder: str = ""
    """Absolute path that every worker has to see, where `effects/runs/lease.py` keeps the refresh's lease."""
    tell: Callable[[str], None] = field(default=lambda text: None)
    """Takes a sentence for the person who waits."""


class UnknownEngine(SpecthisError):
    """The settings name an engine that is not there."""


class EngineUnavailable(SpecthisError):
    """The engine is known and cannot be used."""


def open_engine(request: EngineRequest) -> Engine:
    """The engine of that name, ready to take commands. Raises UnknownEngine, EngineUnavailable."""
    if request.name in BUILT_IN:
        return BUILT_IN[request.name](request)
    point = installed_engines().get(request.name)
    if point is None:
        raise unknown(request.name)
    return _opened(point, request)


def is_known(name: str) -> bool:
    return name in BUILT_IN or name in installed_engines()


def unknown(name: str) -> UnknownEngine:
    names = (*BUILT_IN, *installed_engines())
    listed = ", ".join(f"`{one}`" for one in names)
    return UnknownEngine(
        f"there is no engine `{shown(name)}`",
        hint=did_you_mean(name, names, otherwise=f"`name` of `[engine]` can be {listed}"),
    )


def installed_engines() -> "dict[str, EntryPoint]":
    """Engines of other packages, by name. None of them is loaded."""
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP) if point.name not in BUILT_IN}


def engine_request(settings: Settings, *, root: str, jobs: int) -> EngineRequest:
    """As the settings say."""
    return EngineRequest(
        name=settings.engine_name,
        address=settings.engine_address,
        security={
            name: os.path.join(root, os.path.expanduser(path)) for name, path in settings.engine_security.items()
        },
        insecure=settings.engine_insecure,
        jobs=jobs,
    )


def _opened(point: "EntryPoint", request: EngineRequest) -> Engine:
    """Another package's engine. Whatever it raises is told in one line, with its name."""
    try:
        return cast(Engine, point.load()(request))
    except SpecthisError:
        raise
    except Exception as error:
        package = point.dist.name if point.dist else point.value
        said = str(error).splitlines()
        raise EngineUnavailable(
            f"the engine `{shown(point.name)}` of {shown(package)} cannot be opened: "
            f"{shown(said[0] if said else type(error).__name__, 200)}",
            hint="see the documentation of that package, or take another `name` in `[engine]`",
        ) from error


def _open_local(request: EngineRequest) -> Engine:
    from mkdocs_specthis.effects.engines.local import LocalEngine

    return LocalEngine(request.jobs)


def _open_dask(request: EngineRequest) -> Engine:
    from mkdocs_specthis.effects.engines.dask import open_dask

    return open_dask(request)


BUILT_IN: Mapping[str, Callable[[EngineRequest], Engine]] = {"local": _open_local, "dask": _open_dask}
