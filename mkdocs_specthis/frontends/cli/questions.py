"""What a person is asked before something is signed or taken back, and who that person is.

Knows the terminal; nothing of judgments.
"""

from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.frontends.cli.output import can_ask, printable


def agrees(question: str, *, yes: bool) -> bool:
    """Ask, unless `--yes` has answered. Raises SpecthisError where nobody is there to answer."""
    if yes:
        return True
    if not can_ask():
        raise SpecthisError("there is no terminal to ask on", hint="look at it with `--dry-run`, then say `--yes`")
    return click.confirm(printable(question), default=False, err=True)


def author_or_user(written: str | None, root: Path) -> str:
    """Who judges: as written, else git's user if a person sits there; empty if nobody knows."""
    from mkdocs_specthis.effects.git import read_user

    return written if written is not None else read_user(root) if can_ask() else ""
