"""Which entries a command line means: the argument and the options that every command with entries takes.

What they select is decided in `core/questions/selection.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.frontends.cli.choices import OneOf

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.core.snapshot import Snapshot

Command = TypeVar("Command", bound=Callable[..., Any])

KINDS = ("compute", "report", "figure")
VOCABULARY_MOVED = "vocabulary-moved"
STATES = (*dict.fromkeys([*map(str, Certification), *map(str, Realization)]), VOCABULARY_MOVED)
OPTIONS = (
    click.option(
        "--kind", "kinds", type=OneOf(KINDS), multiple=True, metavar="KIND", help="Only entries of this kind."
    ),
    click.option("--spec", "specs", multiple=True, metavar="SPEC", help="Only entries of this spec; may be a glob."),
    click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only entries of specs with this tag."),
    click.option(
        "--state",
        "states",
        type=OneOf(STATES),
        metavar="STATE",
        multiple=True,
        help=f"Only entries in this state, of either axis. One of {', '.join(STATES)}.",
    ),
    click.option("--stale", is_flag=True, help="Only what is stale or was never run."),
    click.option("--failed", is_flag=True, help="Only what failed at its last attempt."),
)
FIELDS = ("kinds", "specs", "tags", "states", "stale", "failed")


def selection_arguments(command: Command) -> Command:
    """Add `ENTRY…` and the filters; they come in as one `selection`."""

    @wraps(command)
    def collected(*arguments: Any, entries: tuple[str, ...], **options: Any) -> Any:
        from mkdocs_specthis.core.model.selection import Selection

        filters = {field: options.pop(field) for field in FIELDS}
        return command(*arguments, selection=Selection(words=entries, **filters), **options)

    wrapped: Any = click.argument("entries", nargs=-1, metavar="[ENTRY]...")(collected)
    for option in reversed(OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def chosen(snapshot: "Snapshot", selection: "Selection") -> tuple[str, ...] | None:
    """Entries that are meant, in the project's order; None where nothing is said. Raises UnknownName."""
    from mkdocs_specthis.core.questions.selection import select_entries

    return None if selection.is_all else select_entries(snapshot, selection)


def chosen_to_write(snapshot: "Snapshot", selection: "Selection") -> tuple[str, ...]:
    """The same, for a command that writes: nothing said means none, not all. Raises SpecthisError."""
    names = chosen(snapshot, selection)
    if names is None:
        raise SpecthisError("no entry is named", hint="name entries, or select them as with `--state`")
    return names


def select(written: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """The names that are written or matched, in the order of `names`. Raises UnknownName."""
    from mkdocs_specthis.core.questions.selection import select_names

    return select_names(written, names)
