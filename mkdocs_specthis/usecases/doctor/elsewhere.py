"""Probes of what lies on other machines: the engine that runs are sent to, the bucket of the cache.

Asks for little and waits for little; leaves nothing anywhere.
"""

import threading
from collections.abc import Callable, Iterator
from importlib import metadata

from mkdocs_specthis.core.model.check import Check, Verdict
from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.engine_place import DASK
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.effects.caches.interface import Store, open_store
from mkdocs_specthis.effects.engines.interface import (
    BUILT_IN,
    DASK_INSTALL,
    engine_request,
    installed_engines,
    unknown,
)
from mkdocs_specthis.effects.engines.reach import unreachable
from mkdocs_specthis.usecases.doctor.patient import Patient

GROUP = "machine"
ENGINE, CACHE = "engine", "cache"
PATIENCE = 10.0
"""Seconds for a bucket to answer."""


def engine(patient: Patient) -> Iterator[Check]:
    """Whether runs can be sent where the settings say."""
    assert patient.root is not None and patient.snapshot is not None
    settings = patient.snapshot.project.settings
    name = settings.engine_name
    if name == DASK:
        yield _dask(str(patient.root), settings)
    elif name in BUILT_IN:
        yield Check(group=GROUP, name=ENGINE, verdict=Verdict.OK, text="scripts run on this machine")
    elif point := installed_engines().get(name):
        package = f"`{shown(name)}` of {shown(point.dist.name)}" if point.dist else f"`{shown(name)}`"
        text = f"{package}; it is not asked before a refresh"
        yield Check(group=GROUP, name=ENGINE, verdict=Verdict.OK, text=text)
    else:
        error = unknown(name)
        yield Check(group=GROUP, name=ENGINE, verdict=Verdict.MISSING, text=error.message, hint=error.hint)


def _dask(root: str, settings: Settings) -> Check:
    version = _installed("distributed")
    if not version:
        text = "`dask` is not installed"
        return Check(group=GROUP, name=ENGINE, verdict=Verdict.MISSING, text=text, hint=f"`{DASK_INSTALL}`")
    request = engine_request(settings, root=root, jobs=0)
    if not request.address:
        hint = "write `address` under `[engine]`, also in .specthis/local.toml"
        text = "`dask`, and no address of a scheduler"
        return Check(group=GROUP, name=ENGINE, verdict=Verdict.MISSING, text=text, hint=hint)
    place = f"the dask scheduler at {shown(request.address)}"
    if problem := unreachable(request.address, request.security):
        hint = "start it, or mend `[engine]`; a refresh that has nothing to run does without"
        text = f"{place} cannot be reached: {problem}"
        return Check(group=GROUP, name=ENGINE, verdict=Verdict.BROKEN, text=text, hint=hint, version=version)
    text = f"{place} answers; its workers are asked when a refresh begins"
    return Check(group=GROUP, name=ENGINE, verdict=Verdict.OK, text=text, version=version)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def cache(patient: Patient) -> Iterator[Check]:
    """Whether the cache's bucket lets itself be read; a folder needs nobody's answer."""
    assert patient.root is not None and patient.snapshot is not None
    settings = patient.snapshot.project.settings
    if not (settings.cache_fetch or settings.cache_push):
        text = "the settings neither fetch nor push"
        yield Check(group=GROUP, name=CACHE, verdict=Verdict.NOT_NEEDED, text=text)
        return
    store = open_store(patient.root, settings)
    try:
        yield _bucket(store, settings) if store.is_remote else _folder(store, settings)
    finally:
        store.close()


def _folder(store: Store, settings: Settings) -> Check:
    """Where it is only read, a folder that is missing is one that holds nothing yet."""
    try:
        if settings.cache_push:
            store.check_takes()
    except CacheUnavailable as problem:
        return Check(group=GROUP, name=CACHE, verdict=Verdict.BROKEN, text=problem.message, hint=problem.hint)
    return Check(group=GROUP, name=CACHE, verdict=Verdict.OK, text="a folder", place=store.place)


def _bucket(store: Store, settings: Settings) -> Check:
    def ask() -> None:
        next(store.list_below(""), None)
        if settings.cache_push:
            store.check_takes()

    problem = _within(PATIENCE, ask)
    if problem is None:
        can = "listed and written to" if settings.cache_push else "listed"
        fetched, pushed = ("" if used else "not " for used in (settings.cache_fetch, settings.cache_push))
        text = f"{store.place} can be {can}; it is {fetched}fetched from, and {pushed}pushed to"
        return Check(group=GROUP, name=CACHE, verdict=Verdict.OK, text=text)
    hint = problem.hint or "see the network and `[cache]` in the settings"
    return Check(group=GROUP, name=CACHE, verdict=Verdict.BROKEN, text=problem.message, hint=hint)


def _within(seconds: float, ask: Callable[[], object]) -> SpecthisError | None:
    """What goes wrong when it is asked; a wait that is longer goes wrong, too."""
    problems: list[SpecthisError] = [SpecthisError(f"the cache does not answer within {seconds:.0f} seconds")]

    def work() -> None:
        try:
            ask()
            problems.clear()
        except SpecthisError as error:
            problems[:] = [error]
        except Exception as error:
            problems[:] = [SpecthisError(f"the cache cannot be asked: {type(error).__name__}")]

    thread = threading.Thread(target=work, name="specthis-doctor", daemon=True)
    thread.start()
    thread.join(seconds)
    return problems[0] if problems else None
