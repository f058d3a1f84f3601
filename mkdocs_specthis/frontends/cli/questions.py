"""What a person is asked before something is signed or taken back, and who that person is.

Knows the terminal; nothing of judgments.
"""

from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli.output import can_ask, printable, tell


def agrees(question: str, *, yes: bool) -> bool:
    """Ask, unless `--yes` has answered. Raises SpecthisError where nobody is there to answer."""
    if yes:
        return True
    if not can_ask():
        raise SpecthisError("there is no terminal to ask on", hint="look at it with `--dry-run`, then say `--yes`")
    return click.confirm(printable(question), default=False, err=True)


def note_or_answer(written: str, question: str, *, yes: bool) -> str:
    """The judge's words: as written, else what a person answers, which may be nothing; asked only with a question."""
    if written.strip() or not question:
        return written
    if can_ask() and not yes:
        return str(click.prompt(f"{question} (the note)", default="", show_default=False, err=True)).strip()
    tell(f"specthis: no note is given; `--note` tells whoever mends it: {question[:1].lower()}{question[1:]}")
    return written


def author_or_user(written: str | None, root: Path) -> str:
    """Who judges: as written, else git's user if a person sits there; empty if nobody knows."""
    from mkdocs_specthis.effects.git.repository import read_user

    return written if written is not None else read_user(root) if can_ask() else ""
