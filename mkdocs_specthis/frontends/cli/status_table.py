"""The view of `specthis status` on a terminal. The only file of it that imports rich.

Hue says who acts: orange a person, blue a machine, grey nobody yet, red somebody said no; what is settled stays calm.
"""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mkdocs_specthis.frontends.cli.output import printable
from mkdocs_specthis.frontends.cli.status_text import HEAD, Telling, cells, details

MIND, MACHINE, WAIT, SETTLED, BAD = "yellow", "blue", "bright_black", "green", "bold red"

STYLES = {
    "uncertified": MIND,
    "drifted": MIND,
    "vocabulary-moved": MIND,
    "script-tbd": MIND,
    "draft": MIND,
    "never-run": MACHINE,
    "stale": MACHINE,
    "absent": WAIT,
    "waiting": WAIT,
    "settled": SETTLED,
    "rejected": BAD,
    "unknown": BAD,
    "error": BAD,
}


def styled(word: str) -> Text:
    return Text(printable(word), style=STYLES.get(word, ""))


def table_text(view: Mapping[str, Any], tell: Telling = details) -> str:
    """The table as it goes to this terminal; empty without entries."""
    if not view["entries"]:
        return ""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in (*HEAD, "why, and what to do"):
        table.add_column(head, overflow="fold")
    for entry in view["entries"]:
        name, *states = cells(entry)
        why = Text(printable("\n".join(tell(entry))))
        table.add_row(Text(printable(name), style="bold"), *map(styled, states), why)
    console = Console()
    with console.capture() as captured:
        console.print(table)
        console.print()
    return captured.get()
