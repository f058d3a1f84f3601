"""What the commands of the cache have in common: the store, the choice of records, how a report is told.

What is done with the store is decided in `usecases/cache`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import tell, write, write_json
from mkdocs_specthis.frontends.cli.selection import chosen, select

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.cache import CacheReport
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.core.snapshot import Snapshot
    from mkdocs_specthis.effects.caches.interface import Store

Command = TypeVar("Command", bound=Callable[..., Any])

FAILING = frozenset({"failed", "different", "damaged"})
"""Outcomes that no command may pass over."""


def entry_arguments(command: Command) -> Command:
    return click.argument("entries", nargs=-1, metavar="[ENTRY]...")(command)


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value (schema: cache.schema.json).")(
        command
    )


@contextmanager
def project_and_store(root: Path) -> "Iterator[tuple[Snapshot, Store]]":
    """Raises SpecthisError for settings that cannot be read and for a place that is none."""
    from mkdocs_specthis.core.model.plan import PlanOptions
    from mkdocs_specthis.effects.caches.interface import open_store
    from mkdocs_specthis.usecases.load import load_snapshot
    from mkdocs_specthis.usecases.refresh.refresh import check_can_begin

    snapshot = load_snapshot(root)
    check_can_begin(snapshot, PlanOptions())
    store = open_store(root, snapshot.project.settings)
    try:
        yield snapshot, store
    finally:
        store.close()


def names_of(snapshot: "Snapshot", selection: "Selection") -> tuple[str, ...]:
    """Entries that are meant, or all. Raises UnknownName."""
    names = chosen(snapshot, selection)
    return tuple(snapshot.entries) if names is None else names


def whole(report: "CacheReport", snapshot: "Snapshot", selection: "Selection") -> "CacheReport":
    """The same, with what keeps a report on all entries from being whole."""
    from dataclasses import replace

    from mkdocs_specthis.core.views.unreadable import unread_specs

    return replace(report, unread=unread_specs(snapshot)) if selection.is_all else report


def records_of(written: Sequence[str]) -> Callable[[Iterable[str]], frozenset[str] | None]:
    """Which of the entries that have a record in the cache are meant; None for all. Raises UnknownName."""
    return lambda names: frozenset(select(written, names)) if written else None


def status_of(report: "CacheReport", *, also: Iterable[str] = ()) -> int:
    """2 if specs cannot be read; 1 if something failed or is damaged, or has one of the outcomes in `also`."""
    if report.unread:
        return exit_status.UNUSABLE
    failing = FAILING | set(also)
    return exit_status.FAILED if any(str(row.outcome) in failing for row in report.rows) else exit_status.OK


def show(report: "CacheReport", status: int, *, as_json: bool, is_told: bool = False) -> int:
    """Print it; gives the status. `is_told`: the notes were told when they came up."""
    from mkdocs_specthis.core.views.cache_json import cache_view
    from mkdocs_specthis.frontends.cli.cache_text import report_lines

    view = cache_view(report, status)
    if as_json:
        write_json(view)
    else:
        write("\n".join(report_lines(view)))
        for note in () if is_told else view["notes"]:
            tell(f"specthis: {note}")
    return status
