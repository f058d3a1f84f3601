"""What `lock record`, `reject` and `confirm` have in common: options, preview, question.

What may be judged is decided in `usecases/certify`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.clock import utc_now
from mkdocs_specthis.frontends.cli.output import can_ask, tell, write, write_json
from mkdocs_specthis.frontends.cli.project_option import Invocation, project_options
from mkdocs_specthis.frontends.cli.questions import agrees, author_or_user, note_or_answer
from mkdocs_specthis.frontends.cli.selection import chosen_to_write
from mkdocs_specthis.frontends.cli.tables import INDENT, table

if TYPE_CHECKING:
    from mkdocs_specthis.core.model.selection import Selection
    from mkdocs_specthis.usecases.certify import JudgeResult

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


def judging_options(command: Command, *, previewed: str = "lock-status") -> Command:
    """Add the options of every command that writes judgments; they come in as one `wish`.

    `previewed` names the schema of what a dry run prints.
    """
    for option in reversed(
        (
            click.option(
                "--at", metavar="DIGEST", help="What was looked at. Required without a terminal; 12 digits do."
            ),
            click.option("--author", metavar="NAME", help="Who judges. Default on a terminal: git's user."),
            click.option("--note", metavar="TEXT", default="", help="The judge's words."),
            click.option("--yes", is_flag=True, help="Ask nothing."),
            click.option(
                "--dry-run", is_flag=True, help="Show what would be signed and at which digest; write nothing."
            ),
            click.option(
                "--json",
                "as_json",
                is_flag=True,
                help=f"Print one JSON value (schema: lock-written.schema.json; of a dry run: {previewed}.schema.json).",
            ),
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


def say_nothing(text: str, view: Mapping[str, Any], wish: Wish) -> int:
    """There is nothing to write; a program that reads gets its JSON all the same."""
    if wish.as_json:
        write_json(view)
    tell(f"specthis: {text}")
    return exit_status.OK


def short(digest: str) -> str:
    return digest.rpartition(":")[2][:DIGITS]


def say_written(view: Mapping[str, Any], word: str, wish: Wish) -> int:
    """What was written, one line an entry."""
    if wish.as_json:
        write_json(view)
    for name, judgment in view["judgments"].items() if not wish.as_json else ():
        write(f"{word} {name} at {short(judgment['inputs_certified'])}, {judgment['author']}")
    return exit_status.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What to do with the entries that were chosen."""

    act: "Callable[..., JudgeResult]"
    verdict: str
    question: str
    command: str
    """As the ledger remembers it."""
    overrule: bool = False
    missing_note: str = ""
    """What to ask a person who gave no note; empty: a note is as one likes."""


def judge(invocation: Invocation, selection: "Selection", wish: Wish, verb: Verb) -> int:
    """Choose, show, ask, sign: what is signed is what was shown, or what `--at` says."""
    from mkdocs_specthis.core.views.lock_json import lock_view, written_view
    from mkdocs_specthis.usecases.certify import JudgeRequest
    from mkdocs_specthis.usecases.certify.judge import check_ledger
    from mkdocs_specthis.usecases.load import load_snapshot

    root = invocation.root()
    snapshot = load_snapshot(root)
    check_ledger(snapshot)
    names = chosen_to_write(snapshot, selection)
    view = lock_view(snapshot, names)
    if not names:
        return say_nothing(
            "no entry is in that state", view if wish.dry_run else written_view(verb.verdict, "", {}), wish
        )
    show_preview(view, wish)
    if wish.dry_run:
        return exit_status.OK
    check_at_given(wish)
    if wish.at is None and needs_question(names, selection.words) and not agrees(_question(verb, names), yes=wish.yes):
        return declined()
    request = JudgeRequest(
        entries=names,
        author=author_or_user(wish.author, root),
        at=view["at"] if wish.at is None else wish.at,
        note=note_or_answer(wish.note, verb.missing_note, yes=wish.yes),
        via=verb.command,
        overrule=verb.overrule,
    )
    result = verb.act(root, request, now=utc_now)
    return say_written(written_view(verb.verdict, result.at, result.judgments), verb.verdict, wish)


def _question(verb: Verb, names: Sequence[str]) -> str:
    return f"{verb.question} {'this entry' if len(names) == 1 else f'these {len(names)} entries'}?"
