"""What `lock record`, `reject` and `confirm` have in common: options, preview, question.

What may be judged is decided in `usecases/certify`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.output import can_ask, tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import project_options
from mkdocs_specthis.frontends.cli.tables import INDENT, table

Command = TypeVar("Command", bound=Callable[..., Any])

DIGITS = 12
"""Hex digits of a digest shown: as many as `--at` needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the options said."""

    at: str | None
    author: str | None
    note: str
    yes: bool
    dry_run: bool
    as_json: bool


def judging_options(command: Command) -> Command:
    """Add the options of every command that writes judgments; they come in as one `wish`."""
    for option in reversed(
        (
            click.option("--at", metavar="DIGEST", help="What was looked at. Required without a terminal; 12 digits do."),
            click.option("--author", metavar="NAME", help="Who judges. Default on a terminal: git's user."),
            click.option("--note", metavar="TEXT", default="", help="The judge's words."),
            click.option("--yes", is_flag=True, help="Ask nothing."),
            click.option("--dry-run", is_flag=True, help="Show what would be signed and at which digest; write nothing."),
            click.option("--json", "as_json", is_flag=True, help="Print one JSON value."),
        )
    ):
        command = option(command)
    return project_options(command)


def check_at_given(wish: Wish) -> None:
    """Raises SpecthisError where nobody can have read a preview and nothing says what was looked at."""
    if wish.at is None and not can_ask():
        hint = "read script and spec; `specthis lock status ENTRY`, or `--dry-run`, tells the digest"
        raise SpecthisError("without a terminal, `--at DIGEST` has to say what was looked at", hint=hint)


def preview_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """Each entry, its digest and state, and what moved since it was judged; at the end what `--at` takes."""
    rows = table([(entry["entry"], short(entry["digest"]), entry["certification"]) for entry in view["entries"]])
    for row, entry in zip(rows, view["entries"], strict=True):
        yield row
        yield from (f"{INDENT}{reason['text']}" for reason in entry["moved"])
    yield f"digest of what is judged: {short(view['at'])}"


def show_preview(view: Mapping[str, Any], wish: Wish) -> None:
    """A dry run's preview is data; otherwise it is for the person who is asked."""
    if wish.dry_run and wish.as_json:
        write_json(view)
    elif wish.dry_run:
        write("\n".join(preview_lines(view)))
    elif can_ask():
        tell("\n".join(preview_lines(view)))


def needs_question(names: Sequence[str], written: Sequence[str]) -> bool:
    """A batch does, and what was not named by its name."""
    return len(names) > 1 or tuple(names) != tuple(written)


def declined() -> int:
    tell("specthis: nothing was written")
    return exit_status.DECIDE


def short(digest: str) -> str:
    return digest.rpartition(":")[2][:DIGITS]


def say_written(view: Mapping[str, Any], word: str, root: Path, wish: Wish) -> int:
    """What was written, one line an entry."""
    if wish.as_json:
        write_json(view)
    for name, judgment in view["judgments"].items() if not wish.as_json else ():
        write(f"{word} {name} at {short(judgment['inputs_certified'])}, {judgment['author']}")
    return exit_status.OK
