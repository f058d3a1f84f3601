"""What a refresh would do, by itself or with all that it is worked out from.

Touches nothing.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.explanation import Explanation
from mkdocs_specthis.core.model.plan import Plan, PlanOptions
from mkdocs_specthis.core.questions.explanation import cache_said, explain_entry
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.steps.plan import Foreseen, plan_refresh
from mkdocs_specthis.core.views.unreadable import unread_specs
from mkdocs_specthis.effects.caches.interface import open_store
from mkdocs_specthis.usecases.cache.foresee import foresee
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.refresh.refresh import looked_up
from mkdocs_specthis.usecases.refresh.request import RefreshRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cached:
    """What the cache has, as far as it is known."""

    foreseen: Foreseen | None = None
    unasked: str = ""
    """Why it was not asked, as a clause."""
    notes: tuple[str, ...] = ()


def plan(root: Path, request: RefreshRequest) -> Plan:
    """What `refresh` would do now. Raises SpecthisError."""
    snapshot = load_snapshot(root)
    request = looked_up(snapshot, request)
    return _plan(snapshot, request, _ask(root, snapshot, request.options))


def explain(root: Path, request: RefreshRequest) -> tuple[Plan, tuple[Explanation, ...]]:
    """The same, and what each entry that is asked for rests on, in the order of the plan. Raises SpecthisError."""
    snapshot = load_snapshot(root)
    request = looked_up(snapshot, request)
    cached = _ask(root, snapshot, request.options)
    planned = _plan(snapshot, request, cached)
    selected = request.options.selected
    names = (name for step in planned.steps for name in step.entries if selected is None or name in selected)
    said = ((name, cache_said(name, cached.foreseen, cached.unasked)) for name in names)
    return planned, tuple(explain_entry(snapshot, name, text) for name, text in said)


def _plan(snapshot: Snapshot, request: RefreshRequest, cached: _Cached) -> Plan:
    planned = plan_refresh(snapshot, request.options, cached.foreseen)
    unread = unread_specs(snapshot) if request.options.selected is None else ()
    return replace(planned, named=request.named, notes=cached.notes, unread=unread)


def _ask(root: Path, snapshot: Snapshot, options: PlanOptions) -> _Cached:
    settings = snapshot.project.settings
    if not settings.cache_fetch:
        return _Cached(unasked="`[cache] fetch` is off")
    if options.force:
        return _Cached(unasked="it is to be run")
    store = open_store(root, settings)
    try:
        return (
            _Cached(foreseen=foresee(snapshot, options, store)) if store.may_hold() else _Cached(unasked="it is empty")
        )
    except CacheUnavailable as error:
        return _Cached(unasked=error.message, notes=(f"{error.message}; what it has is not known",))
    finally:
        store.close()
