"""The audit on a terminal. The only file of it that imports rich."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mkdocs_specthis.core.views.audit import AuditView
from mkdocs_specthis.core.views.audit_cells import COLUMNS, Mark
from mkdocs_specthis.frontends.cli.audit_text import closing
from mkdocs_specthis.frontends.cli.output import printable

STYLES = {Mark.YES: "green", Mark.NO: "bold red", Mark.NONE: "bright_black"}


def table_text(view: AuditView) -> str:
    """The table as it goes to this terminal, and what follows it."""
    shown = ""
    if view.rows:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for head in COLUMNS:
            table.add_column(head, overflow="fold")
        for row in view.rows:
            name, *cells = row.cells
            table.add_row(Text(printable(name), style="bold"), *map(_styled, cells))
        console = Console()
        with console.capture() as captured:
            console.print(table)
            console.print()
        shown = captured.get()
    return shown + printable("\n".join(closing(view)))


def _styled(cell: str) -> Text:
    return Text(printable(cell), style=STYLES.get(cell, ""))  # type: ignore[call-overload]
