"""`entries.json` and each entry's `entry.json`: the rows of the index, and what a page says, for scripts.

The states are those of `specthis status --json`; commands are left out, for the files are published.
"""

from collections.abc import Mapping
from json import dumps
from typing import Any

from mkdocs_specthis.core.views.entry import entry_page
from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.core.views.entry_json import entry_json, entry_row
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.run_history import RunHistory
from mkdocs_specthis.core.views.status_json import VERSION


def render_entries_json(lookups: Lookups, urls: Mapping[str, str]) -> str:
    """Canonical JSON: entries in the order of the project."""
    rows = [entry_row(lookups, name, urls[entry_source(name)]) for name in lookups.snapshot.statuses]
    return _text({"version": VERSION, "counts": dict(sorted(lookups.snapshot.counts.items())), "entries": rows})


def render_entry_json(lookups: Lookups, name: str, url: str, runs: RunHistory, withheld: str) -> str:
    """`url` is the address of its page; `withheld` says why what its artefacts hold is not published."""
    return _text(entry_json(lookups, entry_page(lookups, name, runs=runs, withheld=withheld), url))


def _text(shown: Mapping[str, Any]) -> str:
    return dumps(shown, indent=1, ensure_ascii=False) + "\n"
